//! Whether a request is one that the vendor would take: by the vendor's own OpenAPI document where there is one, and
//! by what else is known of its contract.

mod chat;
mod document;
mod elevenlabs;
mod fields;
mod form;
mod huggingface;
mod openai;
mod runware;

use serde_json::Value;

use super::call::{Call, Payload};
use super::flavour::Flavour;
use super::vendor::{Operation, Vendor};
use document::Document;

/// Judges requests.
#[derive(Debug)]
pub struct Judge {
    openai: Document,
    openrouter: Document,
    elevenlabs: Option<Document>,
    images_over_http: bool,
}

impl Judge {
    pub(crate) fn new(flavour: &Flavour) -> Self {
        Self {
            openai: Document::new(include_str!("../../../specs/openai.json"), openai::relax),
            openrouter: Document::new(include_str!("../../../specs/openrouter.json"), |_| {}),
            elevenlabs: elevenlabs::document(),
            images_over_http: flavour.http_images,
        }
    }

    /// Whether ElevenLabs' own document is at hand: it is no part of the repository, `ELEVENLABS_SPEC` names a copy.
    #[must_use]
    pub const fn has_elevenlabs_document(&self) -> bool {
        self.elevenlabs.is_some()
    }

    /// What is wrong with an answer of ours by the vendor's own document. The schema is one of `components.schemas`.
    ///
    /// # Errors
    /// There is no such document or schema.
    pub fn wrongs_of_answer(
        &self,
        vendor: Vendor,
        schema: &str,
        answer: &Value,
    ) -> Result<Vec<String>, String> {
        let document = match vendor {
            Vendor::OpenAi => Some(&self.openai),
            Vendor::OpenRouter => Some(&self.openrouter),
            Vendor::ElevenLabs => self.elevenlabs.as_ref(),
            Vendor::Runware | Vendor::HuggingFace | Vendor::Compatible => None,
        };
        document.ok_or("this vendor has no document here")?.wrongs(schema, answer)
    }

    /// What is wrong with a call; empty when nothing is.
    pub(crate) fn wrongs(&self, call: &Call) -> Vec<String> {
        if let Payload::Broken(why) = &call.payload {
            return vec![format!("the body cannot be read: {why}")];
        }
        match call.vendor {
            Vendor::OpenAi => self.openai(call),
            Vendor::OpenRouter => self.openrouter(call),
            Vendor::Runware => runware::wrongs(call),
            Vendor::ElevenLabs => elevenlabs::wrongs(call, self.elevenlabs.as_ref()),
            Vendor::HuggingFace => huggingface::wrongs(call, &self.openai),
            Vendor::Compatible => self.compatible(call),
        }
    }

    fn openai(&self, call: &Call) -> Vec<String> {
        match call.operation {
            Operation::Chat => {
                let mut wrongs = self.openai.request("CreateChatCompletionRequest", call, &[]);
                wrongs.extend(chat::wrongs(call.json()));
                wrongs.extend(openai::chat(call.json()));
                wrongs
            }
            Operation::Image => {
                let newer = ["safety_identifier", "complexity"];
                let mut wrongs = self.openai.request("CreateImageRequest", call, &newer);
                wrongs.extend(openai::image(call));
                wrongs
            }
            Operation::ImageEdit => {
                let mut wrongs = form::wrongs(call, &self.openai, "CreateImageEditRequest");
                wrongs.extend(openai::image(call));
                wrongs
            }
            Operation::Speech => {
                let mut wrongs = self.openai.request("CreateSpeechRequest", call, &[]);
                wrongs.extend(openai::speech(call.json()));
                wrongs
            }
            Operation::Moderation => self.openai.request("CreateModerationRequest", call, &[]),
            _ => Vec::new(),
        }
    }

    fn openrouter(&self, call: &Call) -> Vec<String> {
        match call.operation {
            Operation::Chat => {
                let mut wrongs =
                    self.openrouter.request("ChatRequest", call, &["verbosity", "safety_identifier"]);
                wrongs.extend(chat::wrongs(call.json()));
                wrongs
            }
            Operation::Image => {
                let mut wrongs = self.openrouter.request("ImageGenerationRequest", call, &[]);
                wrongs.extend(fields::number(call.json(), "n", 1.0, 10.0));
                wrongs.extend(fields::number(call.json(), "output_compression", 0.0, 100.0));
                wrongs
            }
            Operation::Speech => self.openrouter.request("SpeechRequest", call, &["instructions"]),
            Operation::Account if call.path.ends_with("/generation") && !call.query.contains_key("id") => {
                vec!["query: `id` is missing".into()]
            }
            _ => Vec::new(),
        }
    }

    /// Servers of one's own take more than OpenAI, each something else: only what all share is checked.
    fn compatible(&self, call: &Call) -> Vec<String> {
        let body = call.json();
        match call.operation {
            Operation::Chat => {
                let mut wrongs = self.openai.json("CreateChatCompletionRequest", call);
                wrongs.extend(chat::wrongs(body));
                if !self.images_over_http {
                    wrongs.extend(chat::images_that_are_addresses(body));
                }
                wrongs
            }
            Operation::Image => self.openai.json("CreateImageRequest", call),
            Operation::ImageEdit => form::wrongs(call, &self.openai, "CreateImageEditRequest"),
            Operation::Speech => {
                let mut wrongs = fields::texts(body, &["model", "input", "voice"]);
                let formats = ["mp3", "opus", "aac", "flac", "wav", "pcm"];
                wrongs.extend(fields::one_of(body, "response_format", &formats));
                wrongs.extend(fields::number(body, "speed", 0.25, 4.0));
                wrongs
            }
            Operation::Moderation => self.openai.json("CreateModerationRequest", call),
            _ => Vec::new(),
        }
    }
}
