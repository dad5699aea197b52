//! A brief as it comes in.

use serde::Deserialize;
use talewright_app::stories::{PageWish, StoryRequest};
use talewright_domain::brief::NarrationDraft;
use talewright_domain::{BriefDraft, CastMember, PageOrder};
use utoipa::ToSchema;

/// A story to be made. Only the idea is needed.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewStory, example = json!({
    "idea": "A shy lighthouse learns to sing", "language": "en", "audience_age": 5, "num_pages": 8,
    "art_style": "watercolor", "characters": [{"name": "Mara", "appearance": "a small fox in a yellow raincoat"}]
}))]
pub(super) struct CreateStoryRequest {
    /// What the story is about, in your words. `story_outline` is another name for it.
    #[serde(alias = "story_outline")]
    #[schema(required, value_type = String, min_length = 1, max_length = 20_000)]
    idea: Option<String>,
    /// The title, if you insist on one.
    #[schema(max_length = 200)]
    title: Option<String>,
    /// A BCP 47 tag such as `en`, `fr`, `ja`, `id`; English when absent.
    #[schema(max_length = 35, example = "en")]
    language: Option<String>,
    /// The age of who will hear it.
    #[schema(minimum = 0, maximum = 120)]
    audience_age: Option<i64>,
    /// e.g. `adventure`, `bedtime`.
    #[schema(max_length = 200)]
    genre: Option<String>,
    /// e.g. `gentle`, `funny`.
    #[schema(max_length = 200)]
    tone: Option<String>,
    /// Where and when.
    #[schema(max_length = 2000)]
    setting: Option<String>,
    /// What it should teach.
    #[schema(max_length = 2000)]
    moral: Option<String>,
    /// Pages without the cover; 8 when absent.
    #[schema(minimum = 1, maximum = 32)]
    num_pages: Option<i64>,
    /// How much is on a page: `light`, `medium` or `rich`.
    #[schema(pattern = "^(light|medium|rich)$")]
    text_density: Option<String>,
    /// `watercolor`, `storybook`, `cartoon`, `crayon`, `paper_cut`, `pastel`, `ink`, `pixel`, or your own words.
    #[schema(max_length = 200)]
    art_style: Option<String>,
    /// Characters of your library, the most important one first.
    #[schema(max_items = 8, value_type = Option<Vec<uuid::Uuid>>)]
    character_ids: Option<Vec<String>>,
    /// Characters told here, the hero first.
    #[schema(max_items = 8)]
    characters: Option<Vec<CastMemberRequest>>,
    /// `square`, `a4`, `a4_landscape`, `letter` or `letter_landscape`.
    #[schema(pattern = "^(square|a4|a4_landscape|letter|letter_landscape)$")]
    page_format: Option<String>,
    /// The job pauses before it costs more than so many dollars.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    max_cost_usd: Option<f64>,
    /// Have it read aloud, page by page.
    narration: Option<NarrationRequest>,
    /// Have the vision model score each page for how well the characters fit their reference sheets.
    consistency_check: Option<bool>,
    /// Varies everything that chance decides: the same brief with the same seed gives the same offline book.
    #[schema(minimum = 0)]
    seed: Option<u64>,
    /// Store it, and do not start it.
    is_draft: Option<bool>,
}

/// Somebody who must be in the story.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CharacterInput)]
struct CastMemberRequest {
    /// The name in the story; each has its own.
    #[schema(required, value_type = String, min_length = 1, max_length = 200)]
    name: Option<String>,
    /// What it looks like.
    #[schema(max_length = 2000)]
    appearance: Option<String>,
    /// What it is like.
    #[schema(max_length = 2000)]
    personality: Option<String>,
    /// `hero`, `friend`, …
    #[schema(max_length = 200)]
    role: Option<String>,
}

/// How a story is read aloud.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NarrationInput)]
struct NarrationRequest {
    /// The id of a voice of the speech provider; its first one when absent.
    #[schema(max_length = 200)]
    voice: Option<String>,
    /// 1 is the voice's own.
    #[schema(minimum = 0.5, maximum = 2)]
    speed: Option<f64>,
}

/// What of a page is to be made anew.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PageOrder, example = json!({"image": true, "image_prompt": "The fox waves from the boat."}))]
pub(super) struct RegeneratePageRequest {
    /// Write its text again; its picture and narration become stale unless they are ordered too.
    text: Option<bool>,
    /// Paint its picture again.
    image: Option<bool>,
    /// Read it aloud again.
    narration: Option<bool>,
    /// Paint it from these words instead of those that follow from the text.
    #[schema(max_length = 4000)]
    image_prompt: Option<String>,
    /// What should be different about the text.
    #[schema(max_length = 2000)]
    wish: Option<String>,
    /// The job pauses before it costs more than so many dollars.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    max_cost_usd: Option<f64>,
}

impl RegeneratePageRequest {
    /// The order for this page.
    pub(super) fn of_page(self, number: u32) -> PageWish {
        let order = PageOrder {
            number,
            text: self.text.unwrap_or(false),
            image: self.image.unwrap_or(false),
            narration: self.narration.unwrap_or(false),
            image_prompt: self.image_prompt,
            wish: self.wish,
        };
        PageWish { order, max_cost_usd: self.max_cost_usd }
    }
}

/// What is to change; what is absent stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StoryPatch, example = json!({"title": "The Lighthouse That Sang"}))]
pub(super) struct UpdateStoryRequest {
    /// Another title; the cover shows it.
    #[schema(min_length = 1, max_length = 200)]
    pub(super) title: Option<String>,
    /// Mark it, or take the mark away.
    pub(super) favorite: Option<bool>,
}

impl From<CreateStoryRequest> for StoryRequest {
    fn from(request: CreateStoryRequest) -> Self {
        let cast = request.characters.unwrap_or_default().into_iter().map(CastMember::from).collect();
        let draft = BriefDraft {
            idea: request.idea.unwrap_or_default(),
            title: request.title,
            language: request.language,
            audience_age: request.audience_age,
            genre: request.genre,
            tone: request.tone,
            setting: request.setting,
            moral: request.moral,
            num_pages: request.num_pages,
            text_density: request.text_density,
            art_style: request.art_style,
            cast,
            page_format: request.page_format,
            max_cost_usd: request.max_cost_usd,
            narration: request
                .narration
                .map(|narration| NarrationDraft { voice: narration.voice, speed: narration.speed }),
            consistency_check: request.consistency_check.unwrap_or(false),
            seed: request.seed,
        };
        let character_ids = request.character_ids.unwrap_or_default();
        Self { draft, character_ids, is_draft: request.is_draft.unwrap_or(false) }
    }
}

impl From<CastMemberRequest> for CastMember {
    fn from(member: CastMemberRequest) -> Self {
        let CastMemberRequest { name, appearance, personality, role } = member;
        Self { id: None, name: name.unwrap_or_default(), appearance, personality, role, reference: None }
    }
}
