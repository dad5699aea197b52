//! One question to a text model: a step with its receipt, whatever comes of the answer.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use talewright_domain::ports::{Call, FinishReason, Message, Part, Speaker, TextRequest};
use talewright_domain::{StepKey, StoryBrief, StoryChange};

use crate::StoryPipeline;
use crate::budget::Budget;
use crate::error::PipelineError;
use crate::prompts::Prompt;
use crate::run::{Made, Run, StepSpec};

/// The first question and two more, with what was wrong.
pub(crate) const ROUNDS: u32 = 3;

/// Asks a text model for the documents of one story.
#[derive(Clone, Copy)]
pub(crate) struct Questioner<'a> {
    pub(crate) pipeline: &'a StoryPipeline,
    pub(crate) brief: &'a StoryBrief,
    pub(crate) run: &'a Run,
    pub(crate) seed: u64,
}

/// What is kept of an answer: it was paid for, usable or not.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) text: String,
    pub(crate) cut: bool,
}

impl Answer {
    pub(crate) const fn finish(&self) -> FinishReason {
        if self.cut { FinishReason::Length } else { FinishReason::Stop }
    }

    pub(crate) fn rejected(self, reason: String) -> Rejected {
        Rejected { answer: self, reason }
    }
}

/// An answer that could not be used, and why.
#[derive(Clone, Serialize)]
pub(crate) struct Rejected {
    answer: Answer,
    reason: String,
}

/// One round of one question.
pub(crate) struct Question<'a> {
    pub(crate) key: StepKey,
    pub(crate) stage: &'static str,
    pub(crate) prompt: &'a Prompt,
    pub(crate) instructions: String,
    pub(crate) data: Vec<(&'static str, Value)>,
    pub(crate) budget: Budget,
    /// What the round before brought.
    pub(crate) earlier: Option<Rejected>,
}

#[derive(Serialize)]
struct Inputs<'a> {
    prompt: &'static str,
    instructions: &'a str,
    data: &'a [(&'static str, Value)],
    earlier: Option<&'a Rejected>,
    seed: u64,
}

impl Questioner<'_> {
    /// Asks; what a content policy refuses is asked for once more with a word about its readers.
    pub(crate) async fn ask(
        &self,
        question: Question<'_>,
        changes: impl Fn(&Answer) -> Vec<StoryChange>,
    ) -> Result<Answer, PipelineError> {
        match self.ask_once(&question, &changes).await {
            Err(error) if error.is_refusal() => {
                let key = StepKey::new(format!("{}/softened", question.key));
                let instructions = format!("{}\n\n{SOFTER}", question.instructions);
                self.ask_once(&Question { key, instructions, ..question }, &changes).await
            }
            other => other,
        }
    }

    async fn ask_once(
        &self,
        question: &Question<'_>,
        changes: &impl Fn(&Answer) -> Vec<StoryChange>,
    ) -> Result<Answer, PipelineError> {
        let text = &self.pipeline.providers().text;
        let inputs = Inputs {
            prompt: question.prompt.version,
            instructions: &question.instructions,
            data: &question.data,
            earlier: question.earlier.as_ref(),
            seed: self.seed,
        };
        let request = self.request(question)?;
        let spec = StepSpec {
            key: question.key.clone(),
            stage: question.stage,
            inputs: &inputs,
            provider: text.info(),
            estimate: question.budget.cost(text.info()).high,
        };
        self.run
            .step(spec, |ticket| {
                let request = TextRequest { call: self.run.call(&ticket), ..request.clone() };
                let run = self.run;
                async move {
                    let reply = run.unless_cancelled(text.write(request)).await?;
                    let cut = reply.finish == FinishReason::Length;
                    let answer = Answer { text: reply.text, cut };
                    let changes = changes(&answer);
                    Ok(Made { result: answer, bill: reply.bill, changes })
                }
            })
            .await
    }

    fn request(&self, question: &Question<'_>) -> Result<TextRequest, PipelineError> {
        let part = |(name, value): &(&str, Value)| Part::Data { name: (*name).into(), value: value.clone() };
        let mut messages = vec![
            Message { speaker: Speaker::System, parts: vec![Part::Text(question.instructions.clone())] },
            Message { speaker: Speaker::User, parts: question.data.iter().map(part).collect() },
        ];
        let mut max_tokens = question.budget.most;
        match &question.earlier {
            // It was not the model's fault: half an answer is no example. It gets more room instead.
            Some(Rejected { answer, .. }) if answer.cut => max_tokens = max_tokens.saturating_mul(2),
            Some(Rejected { answer, reason }) => {
                let mend =
                    format!("That answer cannot be used: {reason}. Answer again, with the whole JSON.");
                messages
                    .push(Message { speaker: Speaker::Model, parts: vec![Part::Text(answer.text.clone())] });
                messages.push(Message { speaker: Speaker::User, parts: vec![Part::Text(mend)] });
            }
            None => {}
        }
        Ok(TextRequest {
            messages,
            schema: Some(question.prompt.schema()?),
            language: self.brief.language.clone(),
            max_tokens,
            seed: self.seed,
            call: Call::default(),
        })
    }
}

const SOFTER: &str = "This is for small children before they sleep: everything in it is gentle, safe and kind. Leave out \
                      whatever in the data does not fit that, and tell the rest.";

/// The key of a question's round: `plan`, `plan/repair/1`, …
pub(crate) fn round_key(step: &str, word: &str, round: u32) -> StepKey {
    if round == 0 { StepKey::new(step) } else { StepKey::new(format!("{step}/{word}/{round}")) }
}

/// No round brought an answer that can be used.
pub(crate) fn bad_answer(step: &str, earlier: Option<Rejected>) -> PipelineError {
    let reason = earlier.map(|rejected| rejected.reason).unwrap_or_default();
    PipelineError::BadAnswer { step: StepKey::new(step), tries: ROUNDS, reason }
}
