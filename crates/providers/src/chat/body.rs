use async_openai::types::chat::{
    ChatCompletionRequestAssistantMessage, ChatCompletionRequestMessage,
    ChatCompletionRequestMessageContentPartImage, ChatCompletionRequestMessageContentPartText,
    ChatCompletionRequestSystemMessage, ChatCompletionRequestUserMessage,
    ChatCompletionRequestUserMessageContent, ChatCompletionRequestUserMessageContentPart as UserPart,
    ChatCompletionStreamOptions, CreateChatCompletionRequest, ImageUrl, ResponseFormat,
    ResponseFormatJsonSchema,
};
use serde_json::{Map, Value};
use talewright_domain::ports::{
    Call, ImageReference, JsonSchema, Message, Part, Speaker, TextRequest, VisionRequest,
};

use super::dialect::{Budget, Dialect, SchemaForm};
use super::fence;
use crate::media::data_url;

/// What is asked of a model that chats.
pub(super) struct Ask {
    turns: Vec<Turn>,
    pub(super) schema: Option<JsonSchema>,
    max_tokens: u32,
    seed: Option<u64>,
    call: Call,
}

#[derive(Clone)]
struct Turn {
    speaker: Speaker,
    text: String,
    images: Vec<ImageReference>,
}

impl Ask {
    /// For words.
    pub(super) fn to_write(request: TextRequest) -> Self {
        let has_data = |message: &Message| message.parts.iter().any(|part| matches!(part, Part::Data { .. }));
        let warns = request.messages.iter().any(has_data);
        let mut turns: Vec<Turn> = request.messages.iter().map(turn).collect();
        if warns {
            instruct(&mut turns, fence::WARNING);
        }
        let TextRequest { schema, max_tokens, seed, call, .. } = request;
        Self { turns, schema, max_tokens, seed: Some(seed), call }
    }

    /// For pictures.
    pub(super) fn to_look(request: VisionRequest) -> Self {
        let names = request.images.iter().enumerate().map(|(index, image)| {
            let name = Value::from(image.name.as_str());
            fence::block(&format!("picture_{}", index + 1), &name)
        });
        let text = std::iter::once(request.instructions).chain(names).collect::<Vec<_>>().join("\n\n");
        let language =
            format!("Write in the language `{}`, but for what is asked for in English.", request.language);
        let system = Turn { speaker: Speaker::System, text: language, images: Vec::new() };
        let mut turns = vec![system, Turn { speaker: Speaker::User, text, images: request.images }];
        instruct(&mut turns, fence::WARNING);
        Self {
            turns,
            schema: Some(request.schema),
            max_tokens: request.max_tokens,
            seed: None,
            call: request.call,
        }
    }

    /// The whole text of the prompt, for estimates.
    pub(super) fn text(&self) -> String {
        self.turns.iter().map(|turn| turn.text.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// The request's body.
    pub(super) fn body(&self, model: &str, dialect: &Dialect, form: SchemaForm) -> serde_json::Result<Value> {
        let in_prompt = self.schema.as_ref().filter(|_| form != SchemaForm::JsonSchema).map(told);
        let request = CreateChatCompletionRequest {
            model: model.to_owned(),
            messages: self.messages(in_prompt),
            response_format: self.schema.as_ref().and_then(|schema| response_format(schema, form)),
            stream: dialect.stream.then_some(true),
            stream_options: dialect.stream.then(|| ChatCompletionStreamOptions {
                include_usage: Some(true),
                include_obfuscation: dialect.obfuscates.then_some(false),
            }),
            ..CreateChatCompletionRequest::default()
        };
        let mut body = serde_json::to_value(request)?;
        if let Some(fields) = body.as_object_mut() {
            self.extend(fields, dialect);
        }
        Ok(body)
    }

    fn extend(&self, fields: &mut Map<String, Value>, dialect: &Dialect) {
        let budget = match dialect.budget {
            Budget::MaxCompletionTokens => "max_completion_tokens",
            Budget::MaxTokens => "max_tokens",
        };
        fields.insert(budget.into(), self.max_tokens.into());
        if let Some(seed) = self.seed.filter(|_| dialect.seed) {
            // Servers keep seeds in 32 bits, some with a sign.
            fields.insert("seed".into(), (seed & 0x7fff_ffff).into());
        }
        if let Some((field, user)) = dialect.user.zip(self.call.user.as_deref()) {
            fields.insert(field.into(), user.chars().take(128).collect::<String>().into());
        }
        fields.extend(dialect.extra.clone());
    }

    /// The conversation; a schema that is told in words belongs to the first instructions.
    fn messages(&self, schema: Option<String>) -> Vec<ChatCompletionRequestMessage> {
        let Some(schema) = schema else { return self.turns.iter().map(message).collect() };
        let mut turns = self.turns.clone();
        instruct(&mut turns, &schema);
        turns.iter().map(message).collect()
    }
}

fn turn(message: &Message) -> Turn {
    let parts = message.parts.iter().map(|part| match part {
        Part::Text(text) => text.clone(),
        Part::Data { name, value } => fence::block(name, value),
    });
    let text = parts.collect::<Vec<_>>().join("\n\n");
    Turn { speaker: message.speaker, text, images: Vec::new() }
}

/// Says this too: at the end of the first instructions, or before everything.
fn instruct(turns: &mut Vec<Turn>, words: &str) {
    match turns.iter_mut().find(|turn| turn.speaker == Speaker::System) {
        Some(system) => system.text = format!("{}\n\n{words}", system.text),
        None => {
            turns.insert(0, Turn { speaker: Speaker::System, text: words.to_owned(), images: Vec::new() })
        }
    }
}

fn message(turn: &Turn) -> ChatCompletionRequestMessage {
    let text = turn.text.clone();
    match turn.speaker {
        Speaker::System => ChatCompletionRequestSystemMessage::from(text).into(),
        Speaker::Model => ChatCompletionRequestAssistantMessage::from(text).into(),
        Speaker::User if turn.images.is_empty() => ChatCompletionRequestUserMessage::from(text).into(),
        Speaker::User => {
            let text = ChatCompletionRequestMessageContentPartText { text, ..Default::default() };
            let images = turn.images.iter().map(|image| UserPart::ImageUrl(shown(image)));
            let parts = std::iter::once(UserPart::Text(text)).chain(images).collect();
            ChatCompletionRequestUserMessage::from(ChatCompletionRequestUserMessageContent::Array(parts))
                .into()
        }
    }
}

fn shown(image: &ImageReference) -> ChatCompletionRequestMessageContentPartImage {
    ImageUrl { url: data_url(&image.media_type, &image.bytes), detail: None }.into()
}

fn response_format(schema: &JsonSchema, form: SchemaForm) -> Option<ResponseFormat> {
    match form {
        SchemaForm::JsonSchema => Some(ResponseFormat::JsonSchema {
            json_schema: ResponseFormatJsonSchema {
                description: None,
                name: schema.name.clone(),
                schema: schema.schema.clone(),
                strict: Some(true),
            },
        }),
        SchemaForm::JsonObject => Some(ResponseFormat::JsonObject),
        SchemaForm::Prompt => None,
    }
}

fn told(schema: &JsonSchema) -> String {
    format!("Answer with one JSON object and nothing else. It follows this JSON schema:\n{}", schema.schema)
}
