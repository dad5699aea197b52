//! The offline storyteller: a program, not an AI, that writes picture-book stories in English, French,
//! Japanese and Indonesian. It reads the brief (`understand`), casts the parts (`cast`), lays out what
//! happens (`plot`) and tells it with the lines of its library (`pages`). The same brief and seed give
//! the same book.

mod cast;
mod dice;
mod grammar;
mod lexicon;
mod library;
mod look;
mod pages;
mod picture;
mod plot;
mod story;
mod understand;
mod voice;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use talewright_domain::plan::{PlannedCharacter, STORY_PAGES, STORY_PLAN, StoryPlan};
use talewright_domain::ports::{
    Bill, FinishReason, Part, Provider, ProviderError, ProviderErrorKind, ProviderInfo, TextModel, TextReply,
    TextRequest, Usage,
};
use talewright_domain::{CastMember, StoryBrief};

pub(super) use lexicon::Tongue;
use story::{Shelf, Story, tell};

const PROVIDER: &str = "offline";
const MODEL: &str = "storyteller-1";

/// Writes story plans and pages with no service, no key and no network.
#[derive(Debug, Clone)]
pub struct Storyteller {
    info: ProviderInfo,
    shelf: Arc<Shelf>,
}

impl Default for Storyteller {
    fn default() -> Self {
        Self::new()
    }
}

impl Storyteller {
    /// A storyteller with its whole library read.
    #[must_use]
    pub fn new() -> Self {
        let info = ProviderInfo {
            languages: Tongue::ALL.map(|tongue| tongue.tag().to_owned()).to_vec(),
            repeatable: true,
            notice: Some("This story was made by the offline storyteller, without an AI service.".to_owned()),
            ..ProviderInfo::new(PROVIDER, MODEL)
        };
        Self { info, shelf: Arc::new(Shelf::new()) }
    }

    fn answer(&self, request: &TextRequest) -> Result<String, ProviderError> {
        let schema = request.schema.as_ref().map_or("", |schema| schema.name.as_str());
        if schema != STORY_PLAN && schema != STORY_PAGES {
            return Err(failure(
                ProviderErrorKind::Unsupported,
                "the offline storyteller writes story plans and story pages only; configure a text provider for anything else",
            ));
        }
        let brief: StoryBrief = required(request, "brief")?;
        if schema == STORY_PLAN {
            return json(&self.story(&brief, &brief, (request.seed, 0))?.plan);
        }
        let dice = (request.seed, optional(request, "variation")?.unwrap_or(0));
        let plan: StoryPlan = required(request, "plan")?;
        let mut told = self.story(&brief, &brief, dice)?;
        if told.plan.cast.iter().map(|role| &role.name).ne(plan.cast.iter().map(|role| &role.name)) {
            // Somebody changed the plan, or it was made with another seed: its cast plays.
            let cast = plan.cast.iter().take(talewright_domain::brief::MAX_CAST).map(member).collect();
            told = self.story(&StoryBrief { cast, ..brief.clone() }, &brief, dice)?;
        }
        if let Some(wanted) = optional::<Vec<u32>>(request, "pages")? {
            told.pages.pages.retain(|page| wanted.contains(&page.number));
        }
        json(&told.pages)
    }

    /// Tells the story of a brief; the dice are those of the brief as it was asked for.
    fn story(
        &self,
        brief: &StoryBrief,
        asked: &StoryBrief,
        dice: (u64, u64),
    ) -> Result<Story, ProviderError> {
        let tongue = Tongue::of(brief.language.primary()).ok_or_else(|| {
            failure(
                ProviderErrorKind::Unsupported,
                "the offline storyteller writes English, French, Japanese and Indonesian; choose one of them or configure a text provider",
            )
        })?;
        let hash = serde_json::to_vec(asked).unwrap_or_default();
        tell(&self.shelf, brief, tongue, dice, &hash).ok_or_else(|| {
            failure(
                ProviderErrorKind::Malformed,
                "the storyteller's library is incomplete; please report this",
            )
        })
    }
}

fn member(role: &PlannedCharacter) -> CastMember {
    CastMember {
        name: role.name.clone(),
        appearance: Some(role.appearance.clone()).filter(|text| !text.is_empty()),
        role: Some(role.role.clone()),
        ..CastMember::default()
    }
}

fn failure(kind: ProviderErrorKind, message: impl Into<String>) -> ProviderError {
    ProviderError::new(&ProviderInfo::new(PROVIDER, MODEL), kind, message)
}

fn json(answer: &impl Serialize) -> Result<String, ProviderError> {
    serde_json::to_string(answer).map_err(|error| failure(ProviderErrorKind::Malformed, error.to_string()))
}

fn data<'r>(request: &'r TextRequest, wanted: &str) -> Option<&'r Value> {
    request.messages.iter().flat_map(|message| &message.parts).find_map(|part| match part {
        Part::Data { name, value } if name == wanted => Some(value),
        _ => None,
    })
}

fn optional<T: DeserializeOwned>(request: &TextRequest, name: &str) -> Result<Option<T>, ProviderError> {
    let Some(value) = data(request, name) else { return Ok(None) };
    T::deserialize(value).map(Some).map_err(|error| {
        failure(
            ProviderErrorKind::InvalidRequest,
            format!("the data part \"{name}\" is not what was expected: {error}"),
        )
    })
}

fn required<T: DeserializeOwned>(request: &TextRequest, name: &str) -> Result<T, ProviderError> {
    optional(request, name)?.ok_or_else(|| {
        failure(
            ProviderErrorKind::InvalidRequest,
            format!("the data part \"{name}\" is missing; add it to the messages"),
        )
    })
}

impl Provider for Storyteller {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }
}

#[async_trait]
impl TextModel for Storyteller {
    async fn write(&self, request: TextRequest) -> Result<TextReply, ProviderError> {
        let text = self.answer(&request)?;
        let bill = Bill::free(&self.info, Usage::default());
        Ok(TextReply { text, finish: FinishReason::Stop, bill })
    }
}
