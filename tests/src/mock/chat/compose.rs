//! What the model says, and what a twist makes of it.

use serde_json::Value;

use super::ask::{Ask, tokens};
use crate::mock::author;
use crate::mock::twist::ChatTwist;

/// An answer before it has a form.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) content: Option<String>,
    pub(super) refusal: Option<String>,
    pub(super) finish: &'static str,
    pub(super) prompt_tokens: u64,
    pub(super) completion_tokens: u64,
    pub(super) reasoning_tokens: u64,
    pub(super) has_choices: bool,
    pub(super) has_usage: bool,
}

pub(super) fn answer(ask: &Ask, twist: Option<&ChatTwist>) -> Answer {
    let cut;
    let ask = if let Some(ChatTwist::PromptTruncated { tokens }) = twist {
        cut = ask.clone().cut_to(*tokens);
        &cut
    } else {
        ask
    };
    let text = author::write(&ask.question());
    let mut answer = Answer {
        completion_tokens: tokens(&text),
        content: Some(text),
        refusal: None,
        finish: "stop",
        prompt_tokens: ask.prompt_tokens,
        reasoning_tokens: 0,
        has_choices: true,
        has_usage: true,
    };
    if let Some(limit) = ask.max_tokens.filter(|limit| *limit < answer.completion_tokens) {
        answer.cut_to(limit);
    }
    if let Some(twist) = twist {
        answer.twist(twist, ask);
    }
    answer
}

impl Answer {
    /// The answer reached its limit of tokens.
    fn cut_to(&mut self, limit: u64) {
        let bytes = usize::try_from(limit * 4).unwrap_or(usize::MAX);
        if let Some(content) = &mut self.content {
            content.truncate(content.floor_char_boundary(bytes));
        }
        self.completion_tokens = limit;
        self.finish = "length";
    }

    fn half(&mut self) {
        let half = self.content.as_ref().map_or(0, |content| content.len() as u64) / 8;
        let finish = self.finish;
        self.cut_to(half.max(1));
        self.finish = finish;
    }

    fn change(&mut self, change: impl FnOnce(&str) -> String) {
        self.content = self.content.as_deref().map(change);
    }

    fn twist(&mut self, twist: &ChatTwist, ask: &Ask) {
        match twist {
            ChatTwist::Say { text } => self.content = Some(text.clone()),
            ChatTwist::Truncated => {
                self.half();
                self.finish = "length";
            }
            ChatTwist::TruncatedButValid => {
                self.change(shorten);
                self.finish = "length";
            }
            ChatTwist::WithoutPages { pages } => self.change(|content| without(content, pages)),
            ChatTwist::ReasoningAteAll => {
                self.reasoning_tokens = ask.max_tokens.unwrap_or(self.completion_tokens);
                self.completion_tokens = self.reasoning_tokens;
                self.content = None;
                self.finish = "length";
            }
            ChatTwist::ThoughtsInContent => {
                self.content = Some(
                    "Okay, the user wants a story. Let me think about what to write: {first, I need a hero. Maybe"
                        .into(),
                );
                self.finish = "length";
            }
            ChatTwist::Chatty => self.change(|content| {
                let body = content.strip_suffix('}').map_or(content.to_owned(), |body| format!("{body},}}"));
                format!("<think>A plan first.</think>\nSure, here you are:\n```json\n{body}\n```\nEnjoy!")
            }),
            ChatTwist::SchemaIgnored => {
                self.content = Some("**Once upon a time** there was a hero who went for a walk.".into());
            }
            ChatTwist::Refusal => {
                self.content = None;
                self.refusal = Some("I'm sorry, I can't help with that.".into());
            }
            ChatTwist::ContentFilter => {
                self.half();
                self.finish = "content_filter";
            }
            ChatTwist::EmptyChoices => self.has_choices = false,
            ChatTwist::EmptyContent => self.content = Some(String::new()),
            ChatTwist::NoUsage => self.has_usage = false,
            ChatTwist::ErrorInBody
            | ChatTwist::ErrorMidStream
            | ChatTwist::CutMidEvent
            | ChatTwist::NoTerminal
            | ChatTwist::NoDone
            | ChatTwist::CommentsOnly
            | ChatTwist::PromptTruncated { .. } => {}
        }
    }
}

/// Valid JSON that ends early: half of its longest list.
fn shorten(content: &str) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(content) else { return content.to_owned() };
    let lists = value.as_object_mut().into_iter().flatten().filter_map(|(_, field)| field.as_array_mut());
    if let Some(longest) = lists.max_by_key(|list| list.len()) {
        longest.truncate(longest.len() / 2);
    }
    value.to_string()
}

fn without(content: &str, numbers: &[u64]) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(content) else { return content.to_owned() };
    if let Some(pages) = value.get_mut("pages").and_then(Value::as_array_mut) {
        pages
            .retain(|page| !page.get("number").and_then(Value::as_u64).is_some_and(|n| numbers.contains(&n)));
    }
    value.to_string()
}
