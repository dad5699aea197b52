//! What somebody asks for: raw as it comes in ([`BriefDraft`]) and checked ([`StoryBrief`]).

use serde::{Deserialize, Serialize};

use crate::book::PageFormat;
use crate::character::CharacterId;
use crate::language::Language;
use crate::money::CostUsd;
use crate::validation::{Invalid, Validator};

/// Most characters of an idea.
pub const MAX_IDEA: usize = 20_000;
/// Most characters of a short field such as a title or a genre.
pub const MAX_LINE: usize = 200;
/// Most characters of a description.
pub const MAX_DESCRIPTION: usize = 2_000;
/// The largest seed: what fits into 64 bits with a sign, as programs in other languages have them.
pub const MAX_SEED: u64 = i64::MAX as u64;
/// Most characters in one story.
pub const MAX_CAST: usize = 8;

/// The number of pages of a picture book, 1 to 32, the cover not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct PageCount(u32);

/// A number of pages that no book has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is {0}; a story has 1 to 32 pages")]
pub struct NotAPageCount(pub i64);

impl PageCount {
    /// The number itself.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for PageCount {
    type Error = NotAPageCount;
    fn try_from(pages: u32) -> Result<Self, NotAPageCount> {
        Self::try_from(i64::from(pages))
    }
}

impl TryFrom<i64> for PageCount {
    type Error = NotAPageCount;
    fn try_from(pages: i64) -> Result<Self, NotAPageCount> {
        u32::try_from(pages).ok().filter(|p| (1..=32).contains(p)).map(Self).ok_or(NotAPageCount(pages))
    }
}

impl From<PageCount> for u32 {
    fn from(pages: PageCount) -> Self {
        pages.0
    }
}

/// How much is written on a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextDensity {
    /// One or two short sentences, about 20 words.
    Light,
    /// Three or four sentences, about 45 words.
    #[default]
    Medium,
    /// A full paragraph or two, about 90 words.
    Rich,
}

impl TextDensity {
    /// Every density, sparsest first.
    pub const ALL: [Self; 3] = [Self::Light, Self::Medium, Self::Rich];

    /// The stored and transmitted name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Medium => "medium",
            Self::Rich => "rich",
        }
    }

    /// Words that a page should have, fewest and most.
    #[must_use]
    pub const fn words(self) -> (u32, u32) {
        match self {
            Self::Light => (8, 35),
            Self::Medium => (25, 75),
            Self::Rich => (60, 150),
        }
    }
}

/// A character that the story must have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CastMember {
    /// The character of the user's library that this is, if it is one.
    pub id: Option<CharacterId>,
    /// The name in the story.
    pub name: String,
    /// What it looks like, in the user's words.
    pub appearance: Option<String>,
    /// What it is like, in the user's words.
    pub personality: Option<String>,
    /// `hero`, `friend`, …; the first one is the hero when nobody says so.
    pub role: Option<String>,
    /// Where its approved reference image is, if it has one.
    pub reference: Option<crate::ports::AssetKey>,
}

/// How a story is read aloud.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Narration {
    /// The id of a voice; the provider's first one for the language when absent.
    pub voice: Option<String>,
    /// In per cent of the voice's own speed, 50 to 200.
    pub speed_percent: u16,
}

impl Default for Narration {
    fn default() -> Self {
        Self { voice: None, speed_percent: 100 }
    }
}

/// Narration as it came in.
#[derive(Debug, Clone, Default)]
pub struct NarrationDraft {
    /// See [`Narration::voice`].
    pub voice: Option<String>,
    /// 0.5 to 2; 1 when absent.
    pub speed: Option<f64>,
}

/// A brief as it came in: nothing checked, everything optional.
#[derive(Debug, Clone, Default)]
pub struct BriefDraft {
    /// See [`StoryBrief::idea`].
    pub idea: String,
    /// See [`StoryBrief::title`].
    pub title: Option<String>,
    /// A BCP 47 tag; English when absent.
    pub language: Option<String>,
    /// See [`StoryBrief::audience_age`].
    pub audience_age: Option<i64>,
    /// See [`StoryBrief::genre`].
    pub genre: Option<String>,
    /// See [`StoryBrief::tone`].
    pub tone: Option<String>,
    /// See [`StoryBrief::setting`].
    pub setting: Option<String>,
    /// See [`StoryBrief::moral`].
    pub moral: Option<String>,
    /// 8 when absent.
    pub num_pages: Option<i64>,
    /// `light`, `medium`, `rich`.
    pub text_density: Option<String>,
    /// See [`StoryBrief::art_style`].
    pub art_style: Option<String>,
    /// See [`StoryBrief::cast`].
    pub cast: Vec<CastMember>,
    /// A name of [`PageFormat`].
    pub page_format: Option<String>,
    /// Dollars.
    pub max_cost_usd: Option<f64>,
    /// See [`StoryBrief::narration`].
    pub narration: Option<NarrationDraft>,
    /// See [`StoryBrief::consistency_check`].
    pub consistency_check: bool,
    /// See [`StoryBrief::seed`].
    pub seed: Option<u64>,
}

/// A brief that can be worked on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoryBrief {
    /// What the story is about, in the user's words: 1 to 20,000 characters.
    pub idea: String,
    /// The title, when the user insists on one.
    pub title: Option<String>,
    /// The language that the story is told in.
    pub language: Language,
    /// The age of who will hear it, 0 to 120.
    pub audience_age: Option<u8>,
    /// e.g. `adventure`, `bedtime`.
    pub genre: Option<String>,
    /// e.g. `gentle`, `funny`.
    pub tone: Option<String>,
    /// Where and when.
    pub setting: Option<String>,
    /// What it should teach.
    pub moral: Option<String>,
    /// Pages without the cover.
    pub num_pages: PageCount,
    /// How much is on a page.
    pub text_density: TextDensity,
    /// A name of [`ART_STYLES`] or any other words for an image model.
    pub art_style: String,
    /// Characters that must be in it, the hero first.
    pub cast: Vec<CastMember>,
    /// The paper.
    pub page_format: PageFormat,
    /// The job pauses before it costs more than this.
    pub max_cost_usd: Option<CostUsd>,
    /// How it is read aloud, if it is to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narration: Option<Narration>,
    /// Have the vision model score each page for how well the characters fit their reference sheets.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub consistency_check: bool,
    /// Varies everything that chance decides; the same brief with the same seed gives the same offline book.
    pub seed: Option<u64>,
}

/// The art styles that forms offer; the offline painter knows each of them.
pub const ART_STYLES: [&str; 8] =
    ["watercolor", "storybook", "cartoon", "crayon", "paper_cut", "pastel", "ink", "pixel"];

impl StoryBrief {
    /// Whether it is for children under 13; so is a story for nobody knows whom.
    #[must_use]
    pub fn is_for_children(&self) -> bool {
        self.audience_age.is_none_or(|age| age < 13)
    }
}

impl BriefDraft {
    /// Checks every field and reports all that is wrong at once.
    pub fn parse(self) -> Result<StoryBrief, Invalid> {
        let mut v = Validator::new();
        let idea = v.text("idea", &self.idea, MAX_IDEA);
        let title = v.optional_text("title", self.title.as_deref(), MAX_LINE);
        let language = v.check("language", self.language.as_deref().unwrap_or("en").parse());
        let audience_age = self.audience_age.and_then(|age| {
            let parsed = u8::try_from(age).ok().filter(|age| *age <= 120);
            v.check("audience_age", parsed.ok_or(format!("is {age}; expected 0 to 120")))
        });
        let genre = v.optional_text("genre", self.genre.as_deref(), MAX_LINE);
        let tone = v.optional_text("tone", self.tone.as_deref(), MAX_LINE);
        let setting = v.optional_text("setting", self.setting.as_deref(), MAX_DESCRIPTION);
        let moral = v.optional_text("moral", self.moral.as_deref(), MAX_DESCRIPTION);
        let num_pages = v.check("num_pages", PageCount::try_from(self.num_pages.unwrap_or(8)));
        let text_density = parse_density(&mut v, self.text_density.as_deref());
        let art_style = v.optional_text("art_style", self.art_style.as_deref(), MAX_LINE);
        let page_format = match self.page_format.as_deref() {
            None => Some(PageFormat::default()),
            Some(name) => v.check("page_format", name.parse()),
        };
        let max_cost_usd = self.max_cost_usd.and_then(|dollars| {
            let parsed = CostUsd::from_dollars(dollars);
            v.check("max_cost_usd", parsed.ok_or("is not an amount of dollars of 0 or more"))
        });
        let seed = self.seed.and_then(|seed| {
            let fits = seed <= MAX_SEED;
            v.check("seed", fits.then_some(seed).ok_or(format!("is {seed}; at most {MAX_SEED} is allowed")))
        });
        let narration = self.narration.map(|draft| check_narration(&mut v, draft));
        let cast = check_cast(&mut v, self.cast);
        v.finish()?;
        // All are present when nothing was reported; the defaults are never seen.
        Ok(StoryBrief {
            idea,
            title,
            language: language.unwrap_or_else(Language::english),
            audience_age,
            genre,
            tone,
            setting,
            moral,
            num_pages: num_pages.unwrap_or(PageCount(8)),
            text_density: text_density.unwrap_or_default(),
            art_style: art_style.unwrap_or_else(|| "watercolor".into()),
            cast,
            page_format: page_format.unwrap_or_default(),
            max_cost_usd,
            narration,
            consistency_check: self.consistency_check,
            seed,
        })
    }
}

fn parse_density(v: &mut Validator, name: Option<&str>) -> Option<TextDensity> {
    let Some(name) = name else { return Some(TextDensity::default()) };
    let found = TextDensity::ALL.into_iter().find(|density| density.as_str() == name);
    v.check("text_density", found.ok_or("is unknown; use light, medium or rich"))
}

fn check_narration(v: &mut Validator, draft: NarrationDraft) -> Narration {
    let voice = v.optional_text("narration.voice", draft.voice.as_deref(), MAX_LINE);
    let speed = draft.speed.unwrap_or(1.0);
    let parsed = if (0.5..=2.0).contains(&speed) {
        Ok((speed * 100.0).round() as u16)
    } else {
        Err(format!("is {speed}; expected 0.5 to 2"))
    };
    Narration { voice, speed_percent: v.check("narration.speed", parsed).unwrap_or(100) }
}

fn check_cast(v: &mut Validator, cast: Vec<CastMember>) -> Vec<CastMember> {
    if cast.len() > MAX_CAST {
        v.error("characters", format!("has {} entries, at most {MAX_CAST} are allowed", cast.len()));
    }
    let mut checked: Vec<CastMember> = Vec::with_capacity(cast.len());
    for (index, member) in cast.into_iter().enumerate() {
        let field = |name: &str| format!("characters[{index}].{name}");
        let name = v.text(&field("name"), &member.name, MAX_LINE);
        if checked.iter().any(|other| other.name == name && !name.is_empty()) {
            v.error(field("name"), "is already the name of another character of this story");
        }
        checked.push(CastMember {
            appearance: v.optional_text(&field("appearance"), member.appearance.as_deref(), MAX_DESCRIPTION),
            personality: v.optional_text(
                &field("personality"),
                member.personality.as_deref(),
                MAX_DESCRIPTION,
            ),
            role: v.optional_text(&field("role"), member.role.as_deref(), MAX_LINE),
            name,
            ..member
        });
    }
    checked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(idea: &str) -> BriefDraft {
        BriefDraft { idea: idea.into(), ..BriefDraft::default() }
    }

    #[test]
    fn an_idea_is_enough() {
        let brief = draft("A shy lighthouse").parse().unwrap();
        assert_eq!((brief.num_pages.get(), brief.language.tag()), (8, "en"));
    }

    #[test]
    fn all_that_is_wrong_is_told() {
        let bad = BriefDraft {
            language: Some("klingonese".into()),
            num_pages: Some(33),
            audience_age: Some(-1),
            text_density: Some("dense".into()),
            page_format: Some("papyrus".into()),
            max_cost_usd: Some(-1.0),
            cast: vec![CastMember::default()],
            ..draft("")
        };
        let Invalid(errors) = bad.parse().unwrap_err();
        let fields: Vec<_> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "idea",
                "language",
                "audience_age",
                "num_pages",
                "text_density",
                "page_format",
                "max_cost_usd",
                "characters[0].name"
            ]
        );
    }

    #[test]
    fn the_bounds_themselves_are_allowed() {
        assert!(draft(&"あ".repeat(MAX_IDEA)).parse().is_ok());
        assert!(draft(&"あ".repeat(MAX_IDEA + 1)).parse().is_err());
        for (pages, fine) in [(0, false), (1, true), (32, true), (33, false), (i64::MAX, false)] {
            let parsed = BriefDraft { num_pages: Some(pages), ..draft("x") }.parse();
            assert_eq!(parsed.is_ok(), fine, "{pages}");
        }
    }
}
