use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;

use super::bill::{Bill, Billed};
use super::provider::{Call, Provider, ProviderError};
use crate::language::Language;

/// Something that speaks.
#[async_trait]
pub trait SpeechModel: Provider {
    /// The voices that it has.
    async fn voices(&self) -> Result<Vec<Voice>, ProviderError>;

    /// Speaks a text.
    async fn speak(&self, request: SpeechRequest) -> Result<SpeechReply, ProviderError>;
}

/// What is asked of a speech model.
#[derive(Debug, Clone)]
pub struct SpeechRequest {
    /// What is said; at most [`super::ProviderInfo::max_prompt`] characters.
    pub text: String,
    /// The id of a voice; the provider's first one for the language when absent.
    pub voice: Option<String>,
    /// The language of the text.
    pub language: Language,
    /// 1 is the voice's own; 0.5 to 2.
    pub speed: f32,
    /// What file is wanted.
    pub format: AudioFormat,
    /// Makes it repeatable where the provider can.
    pub seed: u64,
    /// Which call this is.
    pub call: Call,
}

/// A kind of sound file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AudioFormat {
    /// 16 bit PCM, mono, with a header of our own.
    Wav,
    /// MP3.
    Mp3,
}

impl AudioFormat {
    /// The media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Wav => "audio/wav",
            Self::Mp3 => "audio/mpeg",
        }
    }

    /// The extension of its files, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Mp3 => "mp3",
        }
    }
}

/// A speech model's answer.
#[derive(Debug, Clone)]
pub struct SpeechReply {
    /// The file.
    pub audio: Bytes,
    /// What file it is.
    pub format: AudioFormat,
    /// How long it is; for an MP3 of unknown length as far as its frames tell.
    pub duration: Duration,
    /// When each character of the text is said, where the provider tells and what it tells can be true.
    pub timings: Option<Vec<CharacterTime>>,
    /// Who answered, and what it cost.
    pub bill: Bill,
}

/// When a character is said, from the beginning of the file. In the order of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CharacterTime {
    /// The character, as one grapheme or more, as the provider cuts the text.
    pub text: String,
    /// When it begins.
    pub start: Duration,
    /// When it ends.
    pub end: Duration,
}

/// A voice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// What a request names.
    pub id: String,
    /// For people.
    pub name: String,
    /// Languages by primary tag; empty means any.
    pub languages: Vec<String>,
    /// What it sounds like, in the provider's words.
    pub description: Option<String>,
    /// An address at which it can be heard.
    pub preview_url: Option<String>,
}

impl Billed for SpeechReply {
    fn bill(&self) -> &Bill {
        &self.bill
    }
}

#[async_trait]
impl<M: SpeechModel + ?Sized> SpeechModel for Arc<M> {
    async fn voices(&self) -> Result<Vec<Voice>, ProviderError> {
        (**self).voices().await
    }

    async fn speak(&self, request: SpeechRequest) -> Result<SpeechReply, ProviderError> {
        (**self).speak(request).await
    }
}
