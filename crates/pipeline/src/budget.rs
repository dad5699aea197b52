//! How many tokens a question may take: what it reads, what is expected, and the most that is paid for.

use talewright_domain::StoryBrief;
use talewright_domain::ports::{CostRange, ProviderInfo};

/// Instructions, schema and data of a question that asks for little.
const FRAME: u64 = 1_200;
/// Room for the hidden thoughts of a model that reasons, before it writes a word.
const THOUGHTS: u32 = 4_000;
/// Tokens of a planned page, and of all that a plan has besides.
const PLANNED_PAGE: u64 = 60;
const PLAN: u64 = 500;
/// Tokens of a page's scene and of the JSON around it.
const SCENE: u64 = 200;

/// The tokens of one question.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    pub(crate) input: u64,
    pub(crate) expected: u64,
    pub(crate) most: u32,
}

impl Budget {
    fn new(input: u64, expected: u64) -> Self {
        // Japanese takes two to three times the tokens of English; twice the expectation is room for both.
        let most = u32::try_from(expected * 3).unwrap_or(u32::MAX - THOUGHTS) + THOUGHTS;
        Self { input, expected, most }
    }

    /// What the question may cost.
    pub(crate) fn cost(self, info: &ProviderInfo) -> CostRange {
        info.prices.of_text(self.input, self.expected, self.most.into())
    }
}

/// About how many tokens a brief has: a token a character is right for Japanese and safe for the rest.
fn brief_tokens(brief: &StoryBrief) -> u64 {
    let told = [&brief.setting, &brief.moral].into_iter().flatten().map(|text| text.chars().count());
    let cast = brief.cast.iter().flat_map(|member| [&member.appearance, &member.personality]);
    let cast = cast.flatten().map(|text| text.chars().count());
    let characters = brief.idea.chars().count() + told.chain(cast).sum::<usize>();
    u64::try_from(characters).unwrap_or(u64::MAX)
}

/// The plan of a story.
pub(crate) fn plan(brief: &StoryBrief) -> Budget {
    let pages = u64::from(brief.num_pages.get());
    Budget::new(FRAME + brief_tokens(brief), PLAN + PLANNED_PAGE * pages)
}

/// So many of its pages.
pub(crate) fn pages(brief: &StoryBrief, count: usize) -> Budget {
    let all = u64::from(brief.num_pages.get());
    let (_, words) = brief.text_density.words();
    let each = SCENE + u64::from(words) * 3 / 2;
    let input = FRAME + brief_tokens(brief) + PLAN + PLANNED_PAGE * all;
    Budget::new(input, each * u64::try_from(count).unwrap_or(all))
}
