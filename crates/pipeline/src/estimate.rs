//! What a brief will cost and take, before anything is spent.

use talewright_domain::ports::{Capability, CostRange, ProviderInfo};
use talewright_domain::{PageOrder, StoryBrief};

use crate::{StoryPipeline, budget, look, narrate, paint};

/// Characters that a plan may add to those of the brief; each gets a reference sheet.
const INVENTED_CAST: usize = 3;
/// Characters on a reference sheet's page, about, for the price of comparing.
const SHEETS_A_PAGE: usize = 2;
/// Letters of a spoken word with its space, about.
const LETTERS_A_WORD: u64 = 6;
/// Pictures that are softened or made again, at most, in a book that goes badly.
const REPAIRS: u32 = 2;

/// One kind of step of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepEstimate {
    /// e.g. `plan`, `cast`, `text`, `page/image`, `page/speech`.
    pub step: &'static str,
    /// What is asked for.
    pub capability: Capability,
    /// Who is asked.
    pub provider: String,
    /// Which model.
    pub model: String,
    /// Calls, at least and at most.
    pub calls: (u32, u32),
    /// Dollars, at least and at most.
    pub cost: CostRange,
    /// Nobody knows the model's price: it counts as nothing here.
    pub price_is_unknown: bool,
}

/// What a story is expected to cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estimate {
    /// Step by step, in their order.
    pub steps: Vec<StepEstimate>,
    /// All of it.
    pub total: CostRange,
    /// The version of the price list; none where everything is free.
    pub price_version: Option<String>,
}

impl StoryPipeline {
    /// What a story of this brief costs: at least, when all goes well, and at most, with every answer as long as it
    /// may be and repaired as often as is done.
    #[must_use]
    pub fn estimate(&self, brief: &StoryBrief) -> Estimate {
        let providers = self.providers();
        let (text, image) = (providers.text.info(), providers.image.info());
        let pages = brief.num_pages.get();
        let pictures = pages + 1;
        let undrawn = brief.cast.iter().filter(|member| member.reference.is_none()).count();
        let sheets = count(undrawn.max(usize::from(brief.cast.is_empty())));
        let most_sheets = count(undrawn + INVENTED_CAST);
        let mut steps = vec![
            step("plan", Capability::Text, text, (1, crate::ask::ROUNDS), budget::plan(brief).cost(text)),
            step("cast", Capability::Image, image, (sheets, most_sheets), paint::estimate(image)),
            step(
                "text",
                Capability::Text,
                text,
                (1, crate::ask::ROUNDS),
                budget::pages(brief, pages as usize).cost(text),
            ),
            step(
                "page/image",
                Capability::Image,
                image,
                (pictures, pictures + REPAIRS),
                paint::estimate(image),
            ),
        ];
        if let (true, Some(vision)) = (brief.consistency_check, &providers.vision) {
            let info = vision.info();
            let cost = look::estimate(info, SHEETS_A_PAGE.min(image.max_references));
            steps.push(step("page/likeness", Capability::Vision, info, (0, pictures), cost));
        }
        if let (Some(_), Some(speech)) = (&brief.narration, &providers.speech) {
            let (fewest, most) = brief.text_density.words();
            let info = speech.info();
            let price = |words: u32| narrate::estimate(info, u64::from(words) * LETTERS_A_WORD).high;
            let cost = CostRange { low: price(fewest), high: price(most) };
            steps.push(step("page/speech", Capability::Speech, info, (pages, pages), cost));
        }
        let total = steps.iter().map(|step| step.cost).sum();
        let versions = [text, image].map(|info| info.prices.version.clone());
        let price_version = versions.into_iter().find(|version| !version.is_empty());
        Estimate { steps, total, price_version }
    }
}

impl StoryPipeline {
    /// What making one page anew costs.
    #[must_use]
    pub fn estimate_page(&self, brief: &StoryBrief, order: &PageOrder) -> Estimate {
        let providers = self.providers();
        let (text, image) = (providers.text.info(), providers.image.info());
        let mut steps = Vec::new();
        if order.text {
            let cost = budget::pages(brief, 1).cost(text);
            steps.push(step("page/text", Capability::Text, text, (1, crate::ask::ROUNDS), cost));
        }
        if order.image {
            steps.push(step("page/image", Capability::Image, image, (1, 2), paint::estimate(image)));
        }
        if let (true, Some(speech)) = (order.narration, &providers.speech) {
            let (_, words) = brief.text_density.words();
            let cost = narrate::estimate(speech.info(), u64::from(words) * LETTERS_A_WORD);
            steps.push(step("page/speech", Capability::Speech, speech.info(), (1, 1), cost));
        }
        let total = steps.iter().map(|step| step.cost).sum();
        Estimate { steps, total, price_version: None }
    }
}

fn count(things: usize) -> u32 {
    u32::try_from(things).unwrap_or(u32::MAX)
}

fn step(
    step: &'static str,
    capability: Capability,
    info: &ProviderInfo,
    calls: (u32, u32),
    each: CostRange,
) -> StepEstimate {
    let cost = CostRange { low: each.times(calls.0).low, high: each.times(calls.1).high };
    StepEstimate {
        step,
        capability,
        provider: info.provider.clone(),
        model: info.model.clone(),
        calls,
        cost,
        price_is_unknown: info.prices.are_free() && info.prices.is_unknown,
    }
}
