//! The two text steps: the plan and the pages, each asked for again where the answer cannot be used.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use talewright_domain::plan::WrittenPage;
use talewright_domain::ports::{FinishReason, Message, Part, Speaker, TextReply, TextRequest, Usage};
use talewright_domain::story::StoryCharacter;
use talewright_domain::{CostUsd, StepKey, StoryBrief, StoryChange, StoryPlan};

use crate::StoryPipeline;
use crate::answer;
use crate::error::PipelineError;
use crate::prompts::{self, Prompt};
use crate::run::{Made, Run, StepSpec, no_change};

/// The first question and two more, with what was wrong.
const ROUNDS: u32 = 3;
/// Most tokens of an answer: 32 rich pages with their scenes fit twice.
const MAX_TOKENS: u32 = 32_000;

/// Asks a text model for one story's documents.
pub(crate) struct Writer<'a> {
    pub(crate) pipeline: &'a StoryPipeline,
    pub(crate) brief: &'a StoryBrief,
    pub(crate) run: &'a Run,
    pub(crate) seed: u64,
}

/// What is kept of an answer: it was paid for, usable or not.
#[derive(Serialize, Deserialize)]
struct Answer {
    text: String,
    cut: bool,
}

impl Answer {
    fn reply(&self) -> TextReply {
        TextReply {
            text: self.text.clone(),
            finish: if self.cut { FinishReason::Length } else { FinishReason::Stop },
            usage: Usage::default(),
            cost: CostUsd::ZERO,
            request_id: None,
        }
    }
}

/// One round of one question.
struct Round<'a> {
    key: StepKey,
    stage: &'static str,
    prompt: &'a Prompt,
    instructions: String,
    data: Vec<(&'static str, Value)>,
    /// The unusable answer of the round before, and what was wrong with it.
    complaint: Option<(String, String)>,
}

#[derive(Serialize)]
struct Inputs<'a> {
    prompt: &'static str,
    instructions: &'a str,
    data: &'a [(&'static str, Value)],
    complaint: Option<&'a (String, String)>,
    seed: u64,
}

impl Writer<'_> {
    /// Decides what the story will be. The step's receipt and the story's title, cast and empty pages are
    /// written together.
    pub(crate) async fn plan(&self) -> Result<StoryPlan, PipelineError> {
        let instructions = prompts::PLAN.instructions(json!({
            "age": self.brief.audience_age,
            "num_pages": self.brief.num_pages.get(),
            "language": self.brief.language.tag(),
            "moral": self.brief.moral.is_some(),
            "title": self.brief.title,
        }))?;
        let read = |answer: &Answer| -> Result<StoryPlan, String> {
            let mut plan: StoryPlan = answer::read(&answer.reply())?;
            if let Some(title) = &self.brief.title {
                plan.title.clone_from(title);
            }
            answer::check_plan(&plan, self.brief).map(|()| plan)
        };
        let mut complaint = None;
        for round in 0..ROUNDS {
            let question = Round {
                key: round_key("plan", "repair", round),
                stage: "plan",
                prompt: &prompts::PLAN,
                instructions: instructions.clone(),
                data: vec![("brief", value(self.brief)?)],
                complaint: complaint.take(),
            };
            let changes =
                |answer: &Answer| read(answer).map_or_else(|_| Vec::new(), |plan| self.planned(&plan));
            let answer = self.ask(question, changes).await?;
            match read(&answer) {
                Ok(plan) => return Ok(plan),
                Err(reason) => complaint = Some((answer.text, reason)),
            }
        }
        Err(bad_answer("plan", complaint))
    }

    /// Writes the pages of a plan. Good pages are kept; only missing ones are asked for again.
    pub(crate) async fn pages(&self, plan: &StoryPlan) -> Result<Vec<WrittenPage>, PipelineError> {
        let mut missing: BTreeSet<u32> = (1..=self.brief.num_pages.get()).collect();
        let mut written = BTreeMap::new();
        let mut complaint = None;
        for round in 0..ROUNDS {
            let read = |answer: &Answer| -> Result<(Vec<WrittenPage>, Vec<String>), String> {
                Ok(answer::usable_pages(answer::read(&answer.reply())?, &missing))
            };
            let question = self.page_question(plan, &missing, round, complaint.take())?;
            let changes =
                |answer: &Answer| read(answer).map_or_else(|_| Vec::new(), |(kept, _)| page_changes(&kept));
            let answer = self.ask(question, changes).await?;
            let reason = match read(&answer) {
                Ok((kept, wrong)) => {
                    for page in kept {
                        missing.remove(&page.number);
                        written.insert(page.number, page);
                    }
                    wrong.join("; ")
                }
                Err(reason) => reason,
            };
            if missing.is_empty() {
                return Ok(written.into_values().collect());
            }
            complaint = Some((answer.text, format!("pages {missing:?} are missing. {reason}")));
        }
        Err(bad_answer("text", complaint))
    }

    fn page_question(
        &self,
        plan: &StoryPlan,
        missing: &BTreeSet<u32>,
        round: u32,
        complaint: Option<(String, String)>,
    ) -> Result<Round<'static>, PipelineError> {
        let numbers: Vec<String> = missing.iter().map(u32::to_string).collect();
        let (words_min, words_max) = self.brief.text_density.words();
        let instructions = prompts::PAGES.instructions(json!({
            "age": self.brief.audience_age,
            "pages": numbers.join(", "),
            "language": self.brief.language.tag(),
            "words_min": words_min,
            "words_max": words_max,
        }))?;
        Ok(Round {
            key: round_key("text", "again", round),
            stage: "text",
            prompt: &prompts::PAGES,
            instructions,
            data: vec![("brief", value(self.brief)?), ("plan", value(plan)?), ("pages", value(missing)?)],
            complaint,
        })
    }

    async fn ask(
        &self,
        round: Round<'_>,
        changes: impl Fn(&Answer) -> Vec<StoryChange>,
    ) -> Result<Answer, PipelineError> {
        let text = &self.pipeline.providers().text;
        let inputs = Inputs {
            prompt: round.prompt.version,
            instructions: &round.instructions,
            data: &round.data,
            complaint: round.complaint.as_ref(),
            seed: self.seed,
        };
        let request = self.request(&round)?;
        let spec = StepSpec {
            key: round.key.clone(),
            stage: round.stage,
            inputs: &inputs,
            provider: text.info(),
            on_failure: no_change,
        };
        self.run
            .step(spec, |ticket| {
                let request = TextRequest { idempotency_key: ticket.idempotency_key, ..request.clone() };
                let (changes, run) = (&changes, self.run);
                async move {
                    let reply = run.unless_cancelled(text.write(request)).await?;
                    let cut = reply.finish == FinishReason::Length;
                    let answer = Answer { text: reply.text, cut };
                    let changes = changes(&answer);
                    Ok(Made { result: answer, cost: reply.cost, usage: reply.usage, changes })
                }
            })
            .await
    }

    fn request(&self, round: &Round<'_>) -> Result<TextRequest, PipelineError> {
        let data =
            round.data.iter().map(|(name, value)| Part::Data { name: (*name).into(), value: value.clone() });
        let mut messages = vec![
            Message { speaker: Speaker::System, parts: vec![Part::Text(round.instructions.clone())] },
            Message { speaker: Speaker::User, parts: data.collect() },
        ];
        if let Some((answer, reason)) = &round.complaint {
            let mend = format!("That answer cannot be used: {reason}. Answer again, with the whole JSON.");
            messages.push(Message { speaker: Speaker::Model, parts: vec![Part::Text(answer.clone())] });
            messages.push(Message { speaker: Speaker::User, parts: vec![Part::Text(mend)] });
        }
        Ok(TextRequest {
            messages,
            schema: Some(round.prompt.schema()?),
            language: self.brief.language.clone(),
            max_tokens: MAX_TOKENS,
            seed: self.seed,
            idempotency_key: String::new(),
        })
    }

    fn planned(&self, plan: &StoryPlan) -> Vec<StoryChange> {
        vec![StoryChange::Planned {
            title: plan.title.clone(),
            logline: plan.logline.clone(),
            cast: story_cast(plan, self.brief),
            num_pages: self.brief.num_pages.get(),
        }]
    }
}

/// The cast of the story: the plan's, with what the user's library knows of them.
pub(crate) fn story_cast(plan: &StoryPlan, brief: &StoryBrief) -> Vec<StoryCharacter> {
    let known = |name: &str| brief.cast.iter().find(|member| member.name == name);
    let character = |planned: &talewright_domain::plan::PlannedCharacter| StoryCharacter {
        id: known(&planned.name).and_then(|member| member.id),
        name: planned.name.clone(),
        role: planned.role.clone(),
        appearance: planned.appearance.clone(),
        image: known(&planned.name).and_then(|member| member.reference.clone()),
    };
    plan.cast.iter().map(character).collect()
}

fn page_changes(pages: &[WrittenPage]) -> Vec<StoryChange> {
    let change = |page: &WrittenPage| StoryChange::PageWritten {
        number: page.number,
        text: page.text.clone(),
        image_alt: page.image_alt.clone(),
    };
    pages.iter().map(change).collect()
}

fn round_key(step: &str, word: &str, round: u32) -> StepKey {
    if round == 0 { StepKey::new(step) } else { StepKey::new(format!("{step}/{word}/{round}")) }
}

fn bad_answer(step: &str, complaint: Option<(String, String)>) -> PipelineError {
    let reason = complaint.map(|(_, reason)| reason).unwrap_or_default();
    PipelineError::BadAnswer { step: StepKey::new(step), tries: ROUNDS, reason }
}

fn value(data: &impl Serialize) -> Result<Value, PipelineError> {
    serde_json::to_value(data).map_err(|error| PipelineError::Internal(error.to_string()))
}
