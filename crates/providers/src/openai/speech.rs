use std::time::Duration;

use async_openai::types::audio::{
    CreateSpeechRequest, SpeechModel as ModelName, SpeechResponseFormat, Voice as VoiceName,
};
use async_trait::async_trait;
use bytes::Bytes;
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use talewright_domain::Language;
use talewright_domain::ports::{
    AudioFormat, Bill, Capability, Finding, Provider, ProviderError, ProviderErrorKind, ProviderInfo,
    SpeechModel, SpeechReply, SpeechRequest, Usage, Voice,
};

use crate::account::Account;
use crate::http::Reply;
use crate::media::{Pcm, mp3_duration, read_wav};

/// How a server wants to be asked for speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SpeechDialect {
    /// OpenAI: raw samples of a known rate, the voices that its documentation names.
    OpenAi,
    /// Others: WAV files, whose headers say the rate, and a list of voices where they have one.
    Compatible,
}

/// Samples a second of OpenAI's `pcm`.
const RATE: u32 = 24_000;
const VOICES: [&str; 13] = [
    "alloy", "ash", "ballad", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer", "verse", "marin",
    "cedar",
];
/// The older models do not have these.
const NEW_VOICES: [&str; 4] = ["ballad", "verse", "marin", "cedar"];

/// A model that speaks by `/audio/speech`.
pub(crate) struct Reader {
    account: Account,
    info: ProviderInfo,
    dialect: SpeechDialect,
}

impl Reader {
    pub(crate) const fn new(account: Account, info: ProviderInfo, dialect: SpeechDialect) -> Self {
        Self { account, info, dialect }
    }

    /// The models of the first generation take no instructions and have fewer voices.
    fn is_old(&self) -> bool {
        self.info.model.starts_with("tts-1")
    }

    async fn voice_for(&self, request: &SpeechRequest) -> Result<String, ProviderError> {
        if let Some(voice) = &request.voice {
            return Ok(voice.clone());
        }
        let voices = self.voices().await?;
        let knows =
            |voice: &&Voice| voice.languages.iter().any(|language| language == request.language.primary());
        let any = |voice: &&Voice| voice.languages.is_empty();
        let voice = voices.iter().find(knows).or_else(|| voices.iter().find(any)).or_else(|| voices.first());
        Ok(voice.map_or_else(|| "alloy".to_owned(), |voice| voice.id.clone()))
    }

    fn body(&self, request: &SpeechRequest, voice: String) -> serde_json::Result<Value> {
        let format = match (request.format, self.dialect) {
            (AudioFormat::Mp3, _) => SpeechResponseFormat::Mp3,
            (AudioFormat::Wav, SpeechDialect::OpenAi) => SpeechResponseFormat::Pcm,
            (AudioFormat::Wav, SpeechDialect::Compatible) => SpeechResponseFormat::Wav,
        };
        let instructed = self.dialect == SpeechDialect::OpenAi && !self.is_old();
        let mut body = serde_json::to_value(CreateSpeechRequest {
            input: request.text.clone(),
            model: ModelName::Other(self.info.model.clone()),
            voice: VoiceName::Other(voice),
            instructions: instructed.then(|| instructions(&request.language)),
            response_format: Some(format),
            speed: None,
            stream_format: None,
        })?;
        let speed = (f64::from(request.speed.clamp(0.25, 4.0)) * 100.0).round() / 100.0;
        if let Some(fields) = body.as_object_mut().filter(|_| speed != 1.0) {
            fields.insert("speed".into(), json!(speed));
        }
        Ok(body)
    }

    /// The sound in an answer, and how long it is.
    fn sound(&self, reply: &Reply, format: AudioFormat) -> Result<(Bytes, Duration), ProviderError> {
        let strange =
            || reply.exchange.malformed(format!("sent something that is not {}", format.media_type()));
        let is_text =
            reply.headers.media_type().starts_with("text/") || reply.headers.media_type().ends_with("json");
        // Samples may begin with a brace, but are no document.
        let is_json = reply.bytes.trim_ascii_start().starts_with(b"{")
            && serde_json::from_slice::<IgnoredAny>(&reply.bytes).is_ok();
        if is_text || is_json {
            // Perhaps an error in spite of its status.
            return Err(reply.value().err().unwrap_or_else(strange));
        }
        if format == AudioFormat::Mp3 {
            let duration = mp3_duration(&reply.bytes).ok_or_else(strange)?;
            return Ok((reply.bytes.clone(), duration));
        }
        let raw = self.dialect == SpeechDialect::OpenAi && reply.bytes.len() >= 2;
        let pcm = if reply.bytes.starts_with(b"RIFF") {
            read_wav(&reply.bytes)
        } else {
            raw.then(|| Pcm::new(RATE, reply.bytes.clone()))
        };
        let pcm = pcm.ok_or_else(strange)?;
        Ok((pcm.to_wav(), pcm.duration()))
    }
}

fn instructions(language: &Language) -> String {
    format!("Read in the language `{language}`, warmly and clearly, as one reads a picture book to a child.")
}

#[async_trait]
impl Provider for Reader {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }

    async fn check(&self) -> Vec<Finding> {
        self.account.check(Capability::Speech, &self.info).await
    }
}

#[async_trait]
impl SpeechModel for Reader {
    async fn voices(&self) -> Result<Vec<Voice>, ProviderError> {
        if self.dialect == SpeechDialect::OpenAi {
            let known = VOICES.iter().filter(|voice| !self.is_old() || !NEW_VOICES.contains(voice));
            return Ok(known.map(|voice| named(voice)).collect());
        }
        match self.account.endpoint.get("/audio/voices").send(&self.info).await {
            Ok(reply) => Ok(listed(&reply.value()?)),
            // Many servers have voices and no list of them.
            Err(error) if error.kind == ProviderErrorKind::Unsupported => Ok(vec![named("alloy")]),
            Err(error) => Err(error),
        }
    }

    async fn speak(&self, request: SpeechRequest) -> Result<SpeechReply, ProviderError> {
        let voice = self.voice_for(&request).await?;
        let invalid =
            |_| ProviderError::new(&self.info, ProviderErrorKind::InvalidRequest, "cannot be asked for this");
        let body = self.body(&request, voice).map_err(invalid)?;
        let reply = self.account.endpoint.post("/audio/speech").json(&body).send(&self.info).await?;
        let (audio, duration) = self.sound(&reply, request.format)?;
        let usage = Usage {
            characters: request.text.chars().count() as u64,
            milliseconds: duration.as_millis() as u64,
            estimated: true,
            ..Usage::default()
        };
        let bill = Bill::by_prices(&self.info, usage, reply.request_id());
        Ok(SpeechReply { audio, format: request.format, duration, timings: None, bill })
    }
}

fn named(id: &str) -> Voice {
    Voice {
        id: id.to_owned(),
        name: id.to_owned(),
        languages: language_in(id).map(ToOwned::to_owned).into_iter().collect(),
        description: None,
        preview_url: None,
    }
}

/// `{"voices": ["af_heart", {"id": …, "name": …, "language": …}]}`, or the list alone.
fn listed(value: &Value) -> Vec<Voice> {
    let list = value.get("voices").or_else(|| value.get("data")).unwrap_or(value);
    let read = |item: &Value| {
        if let Some(id) = item.as_str() {
            return Some(named(id));
        }
        let text = |names: &[&str]| names.iter().find_map(|name| item.get(*name)?.as_str());
        let voice = named(text(&["id", "voice_id", "name"])?);
        let language = text(&["language", "lang"]).and_then(|tag| tag.split(['-', '_']).next());
        Some(Voice {
            name: text(&["name"]).unwrap_or(&voice.id).to_owned(),
            languages: language.map_or(voice.languages, |language| vec![language.to_ascii_lowercase()]),
            description: text(&["description"]).map(ToOwned::to_owned),
            ..voice
        })
    };
    list.as_array().map(|items| items.iter().filter_map(read).collect()).unwrap_or_default()
}

/// Kokoro's voices begin with their language and their sex: `ff_siwis` speaks French.
fn language_in(id: &str) -> Option<&'static str> {
    let mut letters = id.chars();
    let (language, sex, line) = (letters.next()?, letters.next()?, letters.next()?);
    if !matches!(sex, 'f' | 'm') || line != '_' {
        return None;
    }
    match language {
        'a' | 'b' => Some("en"),
        'e' => Some("es"),
        'f' => Some("fr"),
        'h' => Some("hi"),
        'i' => Some("it"),
        'j' => Some("ja"),
        'p' => Some("pt"),
        'z' => Some("zh"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_voices_have_many_forms() {
        let ids = |value: Value| listed(&value).into_iter().map(|voice| voice.id).collect::<Vec<_>>();
        assert_eq!(ids(json!({"voices": ["af_heart", "ff_siwis"]})), ["af_heart", "ff_siwis"]);
        assert_eq!(ids(json!([{"voice_id": "x"}, {"name": "y"}, {"age": 3}])), ["x", "y"]);
        assert!(ids(json!({"detail": "no"})).is_empty());
        let french =
            listed(&json!({"data": [{"id": "v", "name": "Voix", "language": "fr-FR"}, "jf_alpha", "alloy"]}));
        assert_eq!(french[0].languages, ["fr"]);
        assert_eq!(french[1].languages, ["ja"]);
        assert!(french[2].languages.is_empty());
    }
}
