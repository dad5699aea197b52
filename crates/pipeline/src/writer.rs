//! The two text steps: the plan and the pages, each asked for again where the answer cannot be used.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::{Value, json};
use talewright_domain::plan::WrittenPage;
use talewright_domain::story::StoryCharacter;
use talewright_domain::{Story, StoryBrief, StoryChange, StoryPlan};

use crate::answer;
use crate::ask::{Answer, Question, Questioner, ROUNDS, bad_answer, round_key};
use crate::budget;
use crate::error::PipelineError;
use crate::prompts;

/// Asks a text model for one story's documents.
pub(crate) struct Writer<'a> {
    pub(crate) questioner: Questioner<'a>,
    pub(crate) brief: &'a StoryBrief,
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
            let mut plan: StoryPlan = answer::read(&answer.text, &answer.finish())?;
            if let Some(title) = &self.brief.title {
                plan.title.clone_from(title);
            }
            answer::check_plan(&plan, self.brief).map(|()| plan)
        };
        let mut earlier = None;
        for round in 0..ROUNDS {
            let question = Question {
                key: round_key("plan", "repair", round),
                stage: "plan",
                prompt: &prompts::PLAN,
                instructions: instructions.clone(),
                data: vec![("brief", value(self.brief)?)],
                budget: budget::plan(self.brief),
                earlier: earlier.take(),
            };
            let changes =
                |answer: &Answer| read(answer).map_or_else(|_| Vec::new(), |plan| self.planned(&plan));
            let answer = self.questioner.ask(question, changes).await?;
            match read(&answer) {
                Ok(plan) => return Ok(plan),
                Err(reason) => earlier = Some(answer.rejected(reason)),
            }
        }
        Err(bad_answer("plan", earlier))
    }

    /// Writes the pages of a plan. Good pages are kept; only missing ones are asked for again. A page whose length or
    /// language is not what was asked for is asked for again as well, and taken as it is when it does not get better.
    pub(crate) async fn pages(&self, plan: &StoryPlan) -> Result<Vec<WrittenPage>, PipelineError> {
        let mut wanted: BTreeSet<u32> = (1..=self.brief.num_pages.get()).collect();
        let (mut written, mut second_best) = (BTreeMap::new(), BTreeMap::new());
        let mut earlier = None;
        for round in 0..ROUNDS {
            let read = |answer: &Answer| -> Result<answer::ReadPages, String> {
                let (pages, complaint) = answer::read_pages(&answer.text, &answer.finish())?;
                Ok(answer::usable_pages(pages, complaint, &wanted, plan, self.brief))
            };
            let question = self.page_question(plan, &wanted, round, earlier.take())?;
            let changes = |answer: &Answer| {
                read(answer)
                    .map_or_else(|_| Vec::new(), |pages| page_changes(pages.good.iter().chain(&pages.poor)))
            };
            let answer = self.questioner.ask(question, changes).await?;
            let reason = match read(&answer) {
                Ok(pages) => {
                    for page in pages.good {
                        wanted.remove(&page.number);
                        written.insert(page.number, page);
                    }
                    second_best.extend(pages.poor.into_iter().map(|page| (page.number, page)));
                    pages.wrong.join("; ")
                }
                Err(reason) => reason,
            };
            if wanted.is_empty() {
                return Ok(written.into_values().collect());
            }
            earlier = Some(answer.rejected(format!("pages {wanted:?} are missing or wrong. {reason}")));
        }
        for (number, page) in second_best {
            if wanted.remove(&number) {
                written.insert(number, page);
            }
        }
        if wanted.is_empty() { Ok(written.into_values().collect()) } else { Err(bad_answer("text", earlier)) }
    }

    fn page_question(
        &self,
        plan: &StoryPlan,
        wanted: &BTreeSet<u32>,
        round: u32,
        earlier: Option<crate::ask::Rejected>,
    ) -> Result<Question<'static>, PipelineError> {
        let numbers: Vec<String> = wanted.iter().map(u32::to_string).collect();
        let (words_min, words_max) = self.brief.text_density.words();
        let instructions = prompts::PAGES.instructions(json!({
            "age": self.brief.audience_age,
            "pages": numbers.join(", "),
            "language": self.brief.language.tag(),
            "words_min": words_min,
            "words_max": words_max,
        }))?;
        Ok(Question {
            key: round_key("text", "again", round),
            stage: "text",
            prompt: &prompts::PAGES,
            instructions,
            data: vec![("brief", value(self.brief)?), ("plan", value(plan)?), ("pages", value(wanted)?)],
            budget: budget::pages(self.brief, wanted.len()),
            earlier,
        })
    }

    /// Writes one page of a finished story anew, as the reader wishes.
    pub(crate) async fn page(
        &self,
        story: &Story,
        number: u32,
        wish: Option<&str>,
    ) -> Result<WrittenPage, PipelineError> {
        let (words_min, words_max) = self.brief.text_density.words();
        let instructions = prompts::PAGE.instructions(json!({
            "age": self.brief.audience_age,
            "number": number,
            "language": self.brief.language.tag(),
            "words_min": words_min,
            "words_max": words_max,
        }))?;
        let told: Vec<Value> =
            story.pages.iter().map(|page| json!({"number": page.number, "text": page.text})).collect();
        let plan = plan_of(story);
        let wanted = BTreeSet::from([number]);
        let read = |answer: &Answer| -> Result<WrittenPage, String> {
            let (pages, complaint) = answer::read_pages(&answer.text, &answer.finish())?;
            let pages = answer::usable_pages(pages, complaint, &wanted, &plan, self.brief);
            let found = pages.good.into_iter().chain(pages.poor).next();
            found.ok_or_else(|| format!("page {number} is missing. {}", pages.wrong.join("; ")))
        };
        let mut earlier = None;
        for round in 0..ROUNDS {
            let question = Question {
                key: round_key(&format!("page/{number}/text"), "again", round),
                stage: "text",
                prompt: &prompts::PAGE,
                instructions: instructions.clone(),
                data: vec![
                    ("brief", value(self.brief)?),
                    ("plan", value(&plan)?),
                    ("story", value(&told)?),
                    ("pages", value(&wanted)?),
                    ("wish", value(&wish)?),
                    ("variation", value(&self.questioner.run.variation())?),
                ],
                budget: budget::pages(self.brief, 1),
                earlier: earlier.take(),
            };
            let changes =
                |answer: &Answer| read(answer).map_or_else(|_| Vec::new(), |page| page_changes([&page]));
            let answer = self.questioner.ask(question, changes).await?;
            match read(&answer) {
                Ok(page) => return Ok(page),
                Err(reason) => earlier = Some(answer.rejected(reason)),
            }
        }
        Err(bad_answer("text", earlier))
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

/// The plan of a finished story, as far as its pages still tell.
fn plan_of(story: &Story) -> StoryPlan {
    let member = |character: &StoryCharacter| talewright_domain::plan::PlannedCharacter {
        name: character.name.clone(),
        role: character.role.clone(),
        appearance: character.appearance.clone(),
    };
    let beat = |page: &talewright_domain::Page| talewright_domain::plan::Beat {
        number: page.number,
        purpose: String::new(),
        summary: page.image_alt.clone(),
    };
    StoryPlan {
        title: story.title.clone(),
        logline: story.logline.clone().unwrap_or_default(),
        cast: story.cast.iter().map(member).collect(),
        beats: story.pages.iter().filter(|page| page.number > 0).map(beat).collect(),
        cover: Default::default(),
    }
}

/// The plan's cast with what the brief knows of it.
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

fn page_changes<'a>(pages: impl IntoIterator<Item = &'a WrittenPage>) -> Vec<StoryChange> {
    let change = |page: &WrittenPage| StoryChange::PageWritten {
        number: page.number,
        text: page.text.clone(),
        image_alt: page.image_alt.clone(),
        scene: Some(page.scene.clone()),
    };
    pages.into_iter().map(change).collect()
}

pub(crate) fn value(data: &impl Serialize) -> Result<Value, PipelineError> {
    serde_json::to_value(data).map_err(|error| PipelineError::Internal(error.to_string()))
}

/// Everything of a plan that will be read or painted.
pub(crate) fn words_of_plan(plan: &StoryPlan) -> String {
    let cast = plan.cast.iter().map(|c| format!("{}: {}", c.name, c.appearance));
    let beats = plan.beats.iter().map(|beat| beat.summary.clone());
    let head = [plan.title.clone(), plan.logline.clone(), plan.cover.action.clone()];
    head.into_iter().chain(cast).chain(beats).collect::<Vec<_>>().join("\n")
}

/// Everything of the pages that will be read or painted.
pub(crate) fn words_of_pages(pages: &[WrittenPage]) -> String {
    let words =
        |page: &WrittenPage| format!("{}\n{}\n{}", page.text, page.scene.action, page.scene.props.join(", "));
    pages.iter().map(words).collect::<Vec<_>>().join("\n\n")
}
