//! The kinds of servers that speak OpenAI's language at home.

/// What a server of one's own can and does. Start from one of the functions and change what a test needs.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a capability of its own, in any combination")]
pub struct Flavour {
    /// Its name, as `owned_by` says it.
    pub name: &'static str,
    /// The models that it has.
    pub models: Vec<&'static str>,
    /// It talks.
    pub chat: bool,
    /// It sees: a conversation may have pictures.
    pub vision: bool,
    /// It fetches pictures from addresses; otherwise only data URLs will do.
    pub http_images: bool,
    /// It paints.
    pub images: bool,
    /// It paints with reference pictures.
    pub edits: bool,
    /// It speaks.
    pub speech: bool,
    /// It judges.
    pub moderation: bool,
    /// It takes `response_format` with a schema; otherwise 400.
    pub json_schema: bool,
    /// It tells `usage`.
    pub usage: bool,
    /// It streams; otherwise 400.
    pub stream: bool,
    /// It knows only its own models; otherwise any name will do.
    pub strict_models: bool,
    /// How many calls are answered "loading" first.
    pub loading: u32,
    /// Tokens that it reads; what is more is lost.
    pub context: Option<u64>,
    /// A prompt that is too long is cut silently, the oldest words first; otherwise 400.
    pub cuts_silently: bool,
    /// It obeys `<sd_cpp_extra_args>` in prompts.
    pub prompt_arguments: bool,
    /// Each piece of speech has a header of its own, within one file.
    pub concatenates: bool,
    /// The sizes in a WAV's header; 0 for the truth.
    pub wav_sizes: u32,
}

impl Flavour {
    /// All that there is, as LocalAI offers it.
    #[must_use]
    pub fn local_ai() -> Self {
        Self {
            name: "localai",
            models: vec!["local-text", "local-vision", "local-image", "local-speech"],
            chat: true,
            vision: true,
            http_images: true,
            images: true,
            edits: true,
            speech: true,
            moderation: false,
            json_schema: true,
            usage: true,
            stream: true,
            strict_models: false,
            loading: 0,
            context: None,
            cuts_silently: false,
            prompt_arguments: false,
            concatenates: false,
            wav_sizes: 0,
        }
    }

    /// Ollama: text and vision, data URLs only, 4096 tokens and not a word when there are more.
    #[must_use]
    pub fn ollama() -> Self {
        Self {
            name: "ollama",
            models: vec!["llama3.2:latest", "qwen3-vl:8b"],
            http_images: false,
            strict_models: true,
            context: Some(4096),
            cuts_silently: true,
            ..Self::talker()
        }
    }

    /// llama.cpp: one model, any name, 503 while it loads.
    #[must_use]
    pub fn llama_cpp() -> Self {
        Self { name: "llamacpp", models: vec!["model.gguf"], loading: 2, ..Self::talker() }
    }

    /// vLLM: as OpenAI.
    #[must_use]
    pub fn vllm() -> Self {
        Self {
            name: "vllm",
            models: vec!["Qwen/Qwen3-VL-8B-Instruct"],
            strict_models: true,
            ..Self::talker()
        }
    }

    /// stable-diffusion.cpp: pictures, and arguments in the prompt.
    #[must_use]
    pub fn sd_cpp() -> Self {
        Self {
            name: "sdcpp",
            models: vec!["sd-cpp-local"],
            images: true,
            edits: true,
            usage: false,
            prompt_arguments: true,
            ..Self::nothing()
        }
    }

    /// Speaches: speech.
    #[must_use]
    pub fn speaches() -> Self {
        Self {
            name: "speaches",
            models: vec!["speaches-ai/Kokoro-82M-v1.0-ONNX"],
            speech: true,
            ..Self::nothing()
        }
    }

    /// Kokoro-FastAPI as it was: speech in pieces, each with a header.
    #[must_use]
    pub fn kokoro() -> Self {
        Self {
            name: "kokoro",
            models: vec!["kokoro"],
            speech: true,
            concatenates: true,
            wav_sizes: crate::mock::sound::OPENAI_WAV_SIZES,
            ..Self::nothing()
        }
    }

    /// A server that takes no schemas.
    #[must_use]
    pub fn without_schemas() -> Self {
        Self { name: "plain", json_schema: false, ..Self::local_ai() }
    }

    /// By the name of one of these functions.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "local_ai" => Some(Self::local_ai()),
            "ollama" => Some(Self::ollama()),
            "llama_cpp" => Some(Self::llama_cpp()),
            "vllm" => Some(Self::vllm()),
            "sd_cpp" => Some(Self::sd_cpp()),
            "speaches" => Some(Self::speaches()),
            "kokoro" => Some(Self::kokoro()),
            "without_schemas" => Some(Self::without_schemas()),
            _ => None,
        }
    }

    fn talker() -> Self {
        Self { images: false, edits: false, speech: false, ..Self::local_ai() }
    }

    fn nothing() -> Self {
        Self { chat: false, vision: false, ..Self::talker() }
    }
}
