use serde::Deserialize;
use serde_json::Value;
use talewright_domain::CostUsd;
use talewright_domain::ports::{
    Bill, FinishReason, ProviderError, ProviderErrorKind, ProviderInfo, TextReply, Usage,
};

use super::dialect::Dialect;
use super::estimate;
use super::wire::{Completion, usage_of};
use crate::http::{Exchange, Failure, Opened, SseDecoder, SseEvent};

/// An answer as far as it came.
#[derive(Debug, Default)]
pub(super) struct Answer {
    text: String,
    refusal: String,
    finish: Option<String>,
    usage: Option<Value>,
    /// `[DONE]`, or a whole document.
    done: bool,
}

impl Answer {
    /// Reads the answer, streamed or whole, whatever its media type says.
    pub(super) async fn read(opened: Opened, dialect: &Dialect) -> Result<(Self, Exchange), ProviderError> {
        let mut answer = Self::default();
        if opened.headers().media_type() == "text/event-stream" {
            let mut events = opened.sse();
            while !answer.done {
                let event = match events.next().await {
                    Ok(Some(event)) => event,
                    // All that counts is here already; only the figures about it are missing.
                    Err(_) if answer.finish.is_some() => break,
                    Ok(None) => break,
                    Err(error) => return Err(error),
                };
                answer.take_event(&event, events.exchange(), dialect)?;
            }
            let exchange = events.exchange().clone();
            answer.must_have_ended(&exchange, dialect)?;
            return Ok((answer, exchange));
        }
        let reply = opened.whole().await?;
        if reply.bytes.trim_ascii_start().first().is_some_and(|first| b":de".contains(first)) {
            answer.take_stream(&reply.bytes, &reply.exchange, dialect)?;
        } else {
            answer.take(&reply.value()?, &reply.exchange, dialect)?;
            answer.done = true;
        }
        Ok((answer, reply.exchange))
    }

    /// A stream that does not say that it is one.
    fn take_stream(
        &mut self,
        bytes: &[u8],
        exchange: &Exchange,
        dialect: &Dialect,
    ) -> Result<(), ProviderError> {
        let mut decoder = SseDecoder::default();
        decoder.push(bytes);
        let whole = decoder.end();
        while let Some(event) = decoder.pop() {
            self.take_event(&event, exchange, dialect)?;
        }
        if whole { self.must_have_ended(exchange, dialect) } else { Err(exchange.lost("cut its answer off")) }
    }

    fn take_event(
        &mut self,
        event: &SseEvent,
        exchange: &Exchange,
        dialect: &Dialect,
    ) -> Result<(), ProviderError> {
        if event.data.trim() == "[DONE]" {
            self.done = true;
            return Ok(());
        }
        let value = serde_json::from_str(&event.data)
            .map_err(|_| exchange.malformed("sent a piece of an answer that is not JSON"))?;
        self.take(&value, exchange, dialect)
    }

    /// Takes a piece, or the whole.
    fn take(&mut self, value: &Value, exchange: &Exchange, dialect: &Dialect) -> Result<(), ProviderError> {
        if let Some(failure) = Failure::inside(value) {
            return Err(self.failed(&failure, exchange, dialect));
        }
        let piece = Completion::deserialize(value)
            .map_err(|_| exchange.malformed("answered with something that is not a chat's answer"))?;
        self.usage = piece.usage.filter(Value::is_object).or_else(|| self.usage.take());
        let Some(choice) = piece.choices.first() else { return Ok(()) };
        for said in [&choice.message, &choice.delta] {
            self.text.push_str(&said.words());
            self.refusal.push_str(said.refusal.as_str().unwrap_or_default());
        }
        if let Some(reason) = choice.finish_reason.as_str().filter(|reason| !reason.is_empty()) {
            self.finish = Some(reason.to_ascii_lowercase());
        }
        if self.finish.as_deref() == Some("error") || choice.error.is_object() {
            let failure = Failure::inside(&serde_json::json!({ "error": choice.error })).unwrap_or_default();
            return Err(self.failed(&failure, exchange, dialect));
        }
        Ok(())
    }

    /// An error inside a success. What was written before it may have been charged.
    fn failed(&self, failure: &Failure, exchange: &Exchange, dialect: &Dialect) -> ProviderError {
        let began = !self.text.is_empty();
        let kind = match exchange.kind_of(failure) {
            ProviderErrorKind::RateLimited { .. } | ProviderErrorKind::Unavailable { .. } if began => {
                ProviderErrorKind::Unknown
            }
            ProviderErrorKind::Unknown if !began && dialect.empty_is_free => {
                ProviderErrorKind::Unavailable { retry_after: failure.retry_after }
            }
            kind => kind,
        };
        exchange.failed_as(failure, kind)
    }

    /// A stream ends by its own word, or it was cut.
    fn must_have_ended(&self, exchange: &Exchange, dialect: &Dialect) -> Result<(), ProviderError> {
        if self.done || self.finish.is_some() {
            return Ok(());
        }
        if self.text.is_empty() && self.usage.is_none() && dialect.empty_is_free {
            let kind = ProviderErrorKind::Unavailable { retry_after: None };
            return Err(exchange.error(kind, "ended its answer before it had begun; nothing was charged"));
        }
        Err(exchange.lost("cut its answer off"))
    }

    /// The reply, or why there is none.
    pub(super) fn into_reply(
        self,
        prompt: &str,
        info: &ProviderInfo,
        exchange: &Exchange,
        dialect: &Dialect,
    ) -> Result<TextReply, ProviderError> {
        let refused = !self.refusal.trim().is_empty();
        if refused || matches!(self.finish.as_deref(), Some("content_filter" | "refusal" | "safety")) {
            let message = "refused to write this; change what is asked for";
            return Err(exchange.error(ProviderErrorKind::Refused, message));
        }
        let finish = match self.finish.as_deref() {
            Some("length" | "max_tokens" | "max_output_tokens" | "incomplete") => FinishReason::Length,
            None | Some("stop" | "eos" | "end_turn" | "stop_sequence") => FinishReason::Stop,
            Some(other) => FinishReason::Other(short(other)),
        };
        let text = without_thoughts(&self.text);
        if text.trim().is_empty() && finish != FinishReason::Length {
            return Err(self.empty(exchange, dialect));
        }
        let bill = self.bill(prompt, info, exchange, dialect);
        Ok(TextReply { text: text.to_owned(), finish, bill })
    }

    fn empty(&self, exchange: &Exchange, dialect: &Dialect) -> ProviderError {
        let written = self.usage.as_ref().and_then(usage_of).map_or(0, |usage| usage.output_tokens);
        if dialect.empty_is_free && written == 0 {
            let kind = ProviderErrorKind::Unavailable { retry_after: None };
            return exchange.error(kind, "gave an empty answer; nothing was charged");
        }
        exchange.malformed("gave an empty answer")
    }

    /// Tokens of the prompt by the server's own count.
    pub(super) fn counted(&self) -> u64 {
        self.usage.as_ref().and_then(usage_of).map_or(0, |usage| usage.input_tokens)
    }

    fn bill(&self, prompt: &str, info: &ProviderInfo, exchange: &Exchange, dialect: &Dialect) -> Bill {
        let request_id = exchange.request_id().map(ToOwned::to_owned);
        let usage = self.usage.as_ref().and_then(usage_of).unwrap_or_else(|| Usage {
            input_tokens: estimate::tokens(prompt),
            output_tokens: estimate::tokens(&self.text),
            estimated: true,
            raw: self.usage.clone(),
            ..Usage::default()
        });
        match self.usage.as_ref().filter(|_| dialect.names_cost).and_then(cost_in) {
            Some(cost) => Bill::named(info, Usage { estimated: false, ..usage }, request_id, cost),
            None => Bill::by_prices(info, usage, request_id),
        }
    }
}

/// What a call cost by `usage.cost`; with a key of one's own for the model's vendor, that one's price comes on top.
pub(crate) fn cost_in(usage: &Value) -> Option<CostUsd> {
    let cost = CostUsd::from_dollars(usage.get("cost")?.as_f64()?)?;
    let own_key = usage.get("is_byok").and_then(Value::as_bool).unwrap_or(false);
    let upstream = || usage.get("cost_details")?.get("upstream_inference_cost")?.as_f64();
    let on_top = own_key.then(upstream).flatten().and_then(CostUsd::from_dollars);
    Some(cost + on_top.unwrap_or_default())
}

/// Some servers leave a model's thoughts in front of its answer.
fn without_thoughts(text: &str) -> &str {
    let text = text.trim();
    if let Some(thoughts) = text.strip_prefix("<think>") {
        return thoughts.split_once("</think>").map_or("", |(_, answer)| answer.trim());
    }
    // The opening tag may have been part of the prompt.
    match text.split_once("</think>") {
        Some((thoughts, answer)) if !thoughts.starts_with(['{', '[']) => answer.trim(),
        _ => text,
    }
}

fn short(word: &str) -> String {
    word.chars().filter(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).take(40).collect()
}
