use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use serde_json::{Value, json};
use talewright_domain::CostUsd;
use talewright_domain::ports::{
    AudioFormat, Capability, CharacterTime, Finding, Provider, ProviderError, ProviderErrorKind,
    ProviderInfo, SpeechModel, SpeechReply, SpeechRequest, Usage, Voice,
};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::timing::Alignment;
use super::{bill, failure_inside, price_of_credits, voices};
use crate::account::Account;
use crate::http::{Exchange, Headers, Request};
use crate::media::{Pcm, decode_base64, mp3_duration, read_wav};

/// Samples a second of the PCM that is asked for; 44,100 would need a higher plan.
const RATE: u32 = 24_000;
/// Longer texts are streamed: their sound is large, and comes while it is made.
const LONG: usize = 2_000;
/// Speeds that all models speak.
const SPEEDS: (f32, f32) = (0.7, 1.2);
/// How long a list of voices is good.
const FRESH: Duration = Duration::from_secs(600);

/// A model that speaks.
pub(crate) struct Narrator {
    account: Account,
    info: ProviderInfo,
    a_thousand_credits: CostUsd,
    voices: Mutex<Option<(Instant, Vec<Voice>)>>,
}

/// Sound as it came, and when its characters are said.
struct Spoken {
    format: AudioFormat,
    sound: BytesMut,
    alignment: Option<Alignment>,
    /// A piece came without the times of its characters.
    has_gaps: bool,
}

/// A file, how long it is, and when its characters are said.
struct Sound {
    audio: Bytes,
    duration: Duration,
    timings: Option<Vec<CharacterTime>>,
}

impl Narrator {
    pub(crate) fn new(account: Account, info: ProviderInfo) -> Self {
        let a_thousand_credits = price_of_credits(&account, &info);
        Self { account, info, a_thousand_credits, voices: Mutex::default() }
    }

    fn invalid(&self, message: impl Into<String>) -> ProviderError {
        ProviderError::new(&self.info, ProviderErrorKind::InvalidRequest, message)
    }

    async fn voice_for(&self, request: &SpeechRequest) -> Result<String, ProviderError> {
        let id = match &request.voice {
            Some(voice) => voice.clone(),
            None => {
                let mut known = self.voices.lock().await;
                if known.as_ref().is_none_or(|(at, _)| at.elapsed() >= FRESH) {
                    *known = Some((Instant::now(), self.voices().await?));
                }
                let first = known.as_ref().and_then(|(_, list)| voices::first_for(list, &request.language));
                let none = || self.invalid("has no voice in this account; add one to its voices there");
                first.ok_or_else(none)?.id.clone()
            }
        };
        let is_id = (1..=64).contains(&id.len())
            && id.bytes().all(|c| c.is_ascii_alphanumeric() || b"_-".contains(&c));
        if is_id { Ok(id) } else { Err(self.invalid("does not have this voice; choose one of its list")) }
    }

    fn body(&self, request: &SpeechRequest) -> Value {
        let mut body = json!({
            "text": request.text,
            "model_id": self.info.model,
            "seed": request.seed & u64::from(u32::MAX),
        });
        let Some(fields) = body.as_object_mut() else { return body };
        let speed = (f64::from(request.speed.clamp(SPEEDS.0, SPEEDS.1)) * 100.0).round() / 100.0;
        if speed != 1.0 {
            fields.insert("voice_settings".into(), json!({ "speed": speed }));
        }
        // The multilingual models hear the language by themselves and refuse to be told.
        let language = request.language.primary();
        if !self.info.model.contains("multilingual") && language.len() == 2 {
            fields.insert("language_code".into(), json!(language));
        }
        body
    }

    fn request(&self, path: &str, request: &SpeechRequest) -> Request {
        let format = match request.format {
            AudioFormat::Wav => "pcm_24000",
            AudioFormat::Mp3 => "mp3_44100_128",
        };
        self.account.endpoint.post(path).query("output_format", format).json(&self.body(request))
    }

    /// The whole answer at once.
    async fn whole(
        &self,
        voice: &str,
        request: &SpeechRequest,
    ) -> Result<(Spoken, Headers, Exchange), ProviderError> {
        let path = format!("/v1/text-to-speech/{voice}/with-timestamps");
        let reply = self.request(&path, request).send(&self.info).await?;
        let mut spoken = Spoken::new(request.format);
        spoken.take(&reply.value()?, &reply.exchange)?;
        Ok((spoken, reply.headers, reply.exchange))
    }

    /// Piece by piece, one a line.
    async fn pieces(
        &self,
        voice: &str,
        request: &SpeechRequest,
    ) -> Result<(Spoken, Headers, Exchange), ProviderError> {
        let path = format!("/v1/text-to-speech/{voice}/stream/with-timestamps");
        let opened = self.request(&path, request).open(&self.info).await?;
        let (headers, exchange) = (opened.headers().clone(), opened.exchange().clone());
        let mut lines = opened.ndjson();
        let mut spoken = Spoken::new(request.format);
        while let Some(line) = lines.next().await? {
            spoken.take(&line, &exchange)?;
        }
        if spoken.stops_early(&request.text) {
            // A stream that was cut between two lines looks like one that has ended.
            return Err(exchange.lost("stopped in the middle of the text"));
        }
        Ok((spoken, headers, exchange))
    }
}

impl Spoken {
    fn new(format: AudioFormat) -> Self {
        Self { format, sound: BytesMut::new(), alignment: None, has_gaps: false }
    }

    /// Seconds of sound so far, by the rates that are asked for.
    fn seconds(&self) -> f64 {
        let a_second = match self.format {
            AudioFormat::Wav => 2 * RATE,
            AudioFormat::Mp3 => 128_000 / 8,
        };
        self.sound.len() as f64 / f64::from(a_second)
    }

    /// Takes an answer, or a piece of one: `{audio_base64, alignment, normalized_alignment}`.
    fn take(&mut self, piece: &Value, exchange: &Exchange) -> Result<(), ProviderError> {
        if let Some(failure) = failure_inside(piece) {
            return Err(exchange.failed(&failure));
        }
        let before = self.seconds();
        if let Some(audio) =
            piece.get("audio_base64").and_then(Value::as_str).filter(|audio| !audio.is_empty())
        {
            let sound =
                decode_base64(audio).ok_or_else(|| exchange.malformed("sent sound that is not base64"))?;
            self.sound.extend_from_slice(&sound);
        }
        // The normalized text often has other letters; where it has not, its times are as good.
        let of = |name: &str| piece.get(name).and_then(Alignment::read);
        match (of("alignment").or_else(|| of("normalized_alignment")), &mut self.alignment) {
            (Some(next), Some(known)) => known.append(next, before),
            (Some(first), none) => *none = Some(first),
            (None, _) => self.has_gaps = true,
        }
        Ok(())
    }

    /// Whether the times of a stream's characters end long before its text does.
    fn stops_early(&self, text: &str) -> bool {
        let said = text.chars().filter(|c| !c.is_whitespace()).count();
        let told = self.alignment.as_ref().filter(|_| !self.has_gaps);
        told.is_some_and(|alignment| alignment.covers() * 10 < said * 8)
    }

    fn finish(self, text: &str, exchange: &Exchange) -> Result<Sound, ProviderError> {
        let strange =
            || exchange.malformed(format!("sent something that is not {}", self.format.media_type()));
        let sound = self.sound.freeze();
        if sound.is_empty() {
            return Err(exchange.malformed("sent no sound"));
        }
        let (audio, duration) = match self.format {
            AudioFormat::Mp3 => (sound.clone(), mp3_duration(&sound).ok_or_else(strange)?),
            AudioFormat::Wav => {
                let pcm = samples(sound).ok_or_else(strange)?;
                (pcm.to_wav(), pcm.duration())
            }
        };
        let timings = self.alignment.and_then(|alignment| alignment.into_times(text, duration));
        Ok(Sound { audio, duration, timings })
    }
}

/// Raw samples, or those of a file that came in their place.
fn samples(sound: Bytes) -> Option<Pcm> {
    if sound.starts_with(b"RIFF") { read_wav(&sound) } else { Some(Pcm::new(RATE, sound)) }
}

#[async_trait]
impl Provider for Narrator {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }

    async fn check(&self) -> Vec<Finding> {
        self.account.check(Capability::Speech, &self.info).await
    }
}

#[async_trait]
impl SpeechModel for Narrator {
    async fn voices(&self) -> Result<Vec<Voice>, ProviderError> {
        voices::list(&self.account.endpoint, &self.info).await
    }

    async fn speak(&self, request: SpeechRequest) -> Result<SpeechReply, ProviderError> {
        let characters = request.text.chars().count();
        if characters > self.info.max_prompt {
            let most = self.info.max_prompt;
            return Err(self.invalid(format!(
                "speaks at most {most} characters at once, not {characters}; cut the text"
            )));
        }
        let voice = self.voice_for(&request).await?;
        let (spoken, headers, exchange) = if characters > LONG {
            self.pieces(&voice, &request).await?
        } else {
            self.whole(&voice, &request).await?
        };
        let Sound { audio, duration, timings } = spoken.finish(&request.text, &exchange)?;
        let usage = Usage {
            characters: characters as u64,
            milliseconds: duration.as_millis() as u64,
            ..Usage::default()
        };
        let bill = bill(&self.info, usage, &headers, self.a_thousand_credits);
        Ok(SpeechReply { audio, format: request.format, duration, timings, bill })
    }
}
