//! Whose wire it is, and what is asked on it.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A vendor whose wire is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vendor {
    /// api.openai.com
    OpenAi,
    /// openrouter.ai
    OpenRouter,
    /// api.runware.ai
    Runware,
    /// api.elevenlabs.io
    ElevenLabs,
    /// router.huggingface.co
    HuggingFace,
    /// A server of one's own that speaks OpenAI's language: Ollama, llama.cpp, vLLM, stable-diffusion.cpp, …
    Compatible,
}

impl Vendor {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::OpenAi,
        Self::OpenRouter,
        Self::Runware,
        Self::ElevenLabs,
        Self::HuggingFace,
        Self::Compatible,
    ];

    /// What a base address of this vendor ends with.
    #[must_use]
    pub const fn base_path(self) -> &'static str {
        match self {
            Self::OpenAi | Self::Runware | Self::Compatible => "/v1",
            Self::OpenRouter => "/api/v1",
            Self::ElevenLabs | Self::HuggingFace => "",
        }
    }

    /// How its settings begin, e.g. `OPENAI` of `OPENAI_API_KEY`.
    #[must_use]
    pub const fn setting(self) -> &'static str {
        match self {
            Self::OpenAi => "OPENAI",
            Self::OpenRouter => "OPENROUTER",
            Self::Runware => "RUNWARE",
            Self::ElevenLabs => "ELEVENLABS",
            Self::HuggingFace => "HUGGINGFACE",
            Self::Compatible => "COMPATIBLE",
        }
    }

    /// Its place in [`Vendor::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// What a call is for. The names are those of the control addresses, e.g. `image_edit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// A conversation with a text or vision model.
    Chat,
    /// A picture from words; Runware's `imageInference`.
    Image,
    /// A picture from words and pictures, as multipart.
    ImageEdit,
    /// Words for a picture, where that is no conversation: Runware's `caption`, Hugging Face's classic task.
    Caption,
    /// Runware's `getResponse`.
    Poll,
    /// Runware's `imageUpload` and `mediaStorage`.
    Upload,
    /// A made picture, fetched by its address.
    Download,
    /// Speech as a file.
    Speech,
    /// Speech in pieces.
    SpeechStream,
    /// Speech with the times of its characters.
    TimedSpeech,
    /// Speech in pieces with the times of their characters.
    TimedSpeechStream,
    /// A piece of music.
    Music,
    /// A sound effect.
    Sound,
    /// A verdict.
    Moderation,
    /// The list of models.
    Models,
    /// The list of voices.
    Voices,
    /// Key, credit, subscription, health: what costs nothing and says how things are.
    Account,
    /// Nothing that this vendor has.
    Unknown,
}

impl Operation {
    /// Whether it takes time and a place: lists, states and files that are there do not.
    #[must_use]
    pub const fn is_work(self) -> bool {
        !matches!(
            self,
            Self::Models | Self::Voices | Self::Account | Self::Poll | Self::Download | Self::Unknown
        )
    }
}

impl FromStr for Operation {
    type Err = serde_json::Error;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        serde_json::from_value(name.into())
    }
}

/// What a method and a path (without the query) mean to a vendor. Runware's calls are told apart by their bodies:
/// here they are all [`Operation::Account`].
#[must_use]
pub fn route(vendor: Vendor, method: &str, path: &str) -> Operation {
    let path = path.strip_prefix(vendor.base_path()).unwrap_or("");
    match vendor {
        Vendor::OpenAi => openai(method, path),
        Vendor::OpenRouter => openrouter(method, path),
        Vendor::Runware => runware(method, path),
        Vendor::ElevenLabs => elevenlabs(method, path),
        Vendor::HuggingFace => huggingface(method, path),
        Vendor::Compatible => compatible(method, path),
    }
}

fn openai(method: &str, path: &str) -> Operation {
    match (method, path) {
        ("POST", "/chat/completions") => Operation::Chat,
        ("POST", "/images/generations") => Operation::Image,
        ("POST", "/images/edits") => Operation::ImageEdit,
        ("POST", "/audio/speech") => Operation::Speech,
        ("POST", "/moderations") => Operation::Moderation,
        ("GET", path) if path == "/models" || path.starts_with("/models/") => Operation::Models,
        _ => Operation::Unknown,
    }
}

fn openrouter(method: &str, path: &str) -> Operation {
    match (method, path) {
        ("POST", "/chat/completions") => Operation::Chat,
        ("POST", "/images") => Operation::Image,
        ("POST", "/audio/speech") => Operation::Speech,
        ("GET", "/models") => Operation::Models,
        ("GET", "/key" | "/credits" | "/generation") => Operation::Account,
        _ => Operation::Unknown,
    }
}

fn runware(method: &str, path: &str) -> Operation {
    match (method, path) {
        ("POST", "" | "/") => Operation::Account,
        ("GET", path) if path.starts_with("/pictures/") => Operation::Download,
        _ => Operation::Unknown,
    }
}

fn elevenlabs(method: &str, path: &str) -> Operation {
    let Some(rest) = path.strip_prefix("/v1/text-to-speech/") else {
        return match (method, path) {
            ("POST", "/v1/music") => Operation::Music,
            ("POST", "/v1/sound-generation") => Operation::Sound,
            ("GET", "/v1/models") => Operation::Models,
            ("GET", "/v2/voices" | "/v1/voices") => Operation::Voices,
            ("GET", "/v1/user/subscription" | "/v1/user") => Operation::Account,
            _ => Operation::Unknown,
        };
    };
    match (method, rest.split_once('/').map(|(_voice, variant)| variant)) {
        ("POST", None) => Operation::Speech,
        ("POST", Some("stream")) => Operation::SpeechStream,
        ("POST", Some("with-timestamps")) => Operation::TimedSpeech,
        ("POST", Some("stream/with-timestamps")) => Operation::TimedSpeechStream,
        _ => Operation::Unknown,
    }
}

fn huggingface(method: &str, path: &str) -> Operation {
    match (method, path) {
        ("POST", "/v1/chat/completions") => Operation::Chat,
        ("GET", "/v1/models") => Operation::Models,
        ("POST", path) if path.starts_with("/hf-inference/models/") => Operation::Caption,
        _ => Operation::Unknown,
    }
}

fn compatible(method: &str, path: &str) -> Operation {
    match (method, path) {
        ("GET", "/health") => Operation::Account,
        ("GET", "/audio/voices") => Operation::Voices,
        _ => openai(method, path),
    }
}
