//! What a picture shows, in words that any image model understands.

use serde::{Deserialize, Serialize};

/// One picture to be made. All descriptions are English, whatever the story's language, because image
/// models follow English best; names stay as the story has them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scene {
    /// What kind of picture it is.
    pub framing: Framing,
    /// `watercolor`, `cartoon`, `crayon`, … (see `StoryBrief::art_style`).
    pub style: String,
    /// Where it is, e.g. `a rocky harbour with a lighthouse`.
    pub place: String,
    /// `dawn`, `morning`, `noon`, `afternoon`, `sunset`, `dusk`, `night`.
    pub time_of_day: String,
    /// `clear`, `cloudy`, `rain`, `snow`, `storm`, `fog`, `wind`.
    pub weather: String,
    /// `calm`, `joyful`, `worried`, `brave`, `sad`, `wonder`, `sleepy`.
    pub mood: String,
    /// What happens, e.g. `Mara sings to a small boat`.
    pub action: String,
    /// Who is in it, most important first.
    pub figures: Vec<Figure>,
    /// Things that must be seen, e.g. `a brass bell`, `a red kite`.
    pub props: Vec<String>,
    /// The same for every picture of one story: palette, light and brushwork follow from it.
    pub story_seed: u64,
    /// Another number gives another picture of the same scene; 0 for the first.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub variation: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Somebody in a picture.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// The name in the story.
    pub name: String,
    /// The identity line, the same on every page: species, colours, clothes, e.g.
    /// `a small orange fox with a green scarf`.
    pub appearance: String,
    /// What it does or feels here, e.g. `waving`, `asleep`, `sad`; may be empty.
    pub pose: String,
}

/// What kind of picture is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Framing {
    /// The cover: the hero large, room for the title in the upper third.
    Cover,
    /// A page of the story.
    #[default]
    Page,
    /// A reference sheet: one character, plain ground, front and side.
    Sheet,
}
