//! The two documents that a text model writes for a picture book. They are the contract between the
//! pipeline, which asks for them by JSON schema, and any text model, the offline one included.

use serde::{Deserialize, Serialize};

/// The name of the JSON schema whose answer is a [`StoryPlan`].
pub const STORY_PLAN: &str = "story_plan";
/// The name of the JSON schema whose answer is [`StoryPages`].
pub const STORY_PAGES: &str = "story_pages";

/// What the story will be, decided before a page is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryPlan {
    /// The title in the story's language.
    pub title: String,
    /// One sentence in the story's language, for the back cover and lists.
    pub logline: String,
    /// Everybody with a part, the hero first. Names are unique.
    pub cast: Vec<PlannedCharacter>,
    /// One entry a page, in order, as many as the brief asks for.
    pub beats: Vec<Beat>,
    /// What the cover shows.
    pub cover: ScenePlan,
}

/// A character as the plan introduces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedCharacter {
    /// The name in the story's language and script.
    pub name: String,
    /// `hero`, `friend`, `helper`, `rival`, `elder`.
    pub role: String,
    /// English identity line: species, size, colours, clothes.
    pub appearance: String,
}

/// What one page is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beat {
    /// The page, from 1.
    pub number: u32,
    /// `opening`, `wish`, `obstacle`, `help`, `turn`, `climax`, `ending`, …
    pub purpose: String,
    /// What happens, one sentence in the story's language.
    pub summary: String,
}

/// What a page's picture shows. English, but for the names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenePlan {
    /// See [`crate::Scene::place`].
    pub place: String,
    /// See [`crate::Scene::time_of_day`].
    pub time_of_day: String,
    /// See [`crate::Scene::weather`].
    pub weather: String,
    /// See [`crate::Scene::mood`].
    pub mood: String,
    /// See [`crate::Scene::action`].
    pub action: String,
    /// Who is in it; the names are those of the plan's cast.
    pub figures: Vec<FigurePlan>,
    /// See [`crate::Scene::props`].
    pub props: Vec<String>,
}

/// Somebody in a page's picture.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigurePlan {
    /// A name of the plan's cast.
    pub name: String,
    /// See [`crate::Figure::pose`].
    pub pose: String,
}

/// The pages of the story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryPages {
    /// In any order; the numbers say which is which.
    pub pages: Vec<WrittenPage>,
}

/// One page as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenPage {
    /// The page, from 1.
    pub number: u32,
    /// What is read, in the story's language. Paragraphs are separated by `\n\n`.
    pub text: String,
    /// What the picture shows for somebody who cannot see it, in the story's language.
    pub image_alt: String,
    /// What the picture shows for whoever paints it.
    pub scene: ScenePlan,
}
