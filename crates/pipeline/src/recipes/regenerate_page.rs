//! One page of a finished story is made anew; the rest is untouched.

use talewright_domain::plan::ScenePlan;
use talewright_domain::ports::ProviderErrorKind;
use talewright_domain::{ImageStatus, Page, PageOrder, StepKey, Story};

use super::story_seed;
use crate::StoryPipeline;
use crate::ask::Questioner;
use crate::error::PipelineError;
use crate::moderate::Censor;
use crate::narrate::narrate;
use crate::paint::{Again, Illustrator};
use crate::run::Run;
use crate::writer::{Writer, words_of_pages};

/// What came of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemadePage {
    /// Where the picture stands, when it was ordered.
    pub image: Option<ImageStatus>,
}

/// Runs the recipe.
pub(crate) async fn make(
    pipeline: &StoryPipeline,
    story: &Story,
    order: &PageOrder,
    run: &Run,
) -> Result<RemadePage, PipelineError> {
    let brief = &story.brief;
    let seed = story_seed(brief)?;
    let censor = Censor { pipeline, brief, run };
    let number = order.number;
    run.expect_steps(1 + u32::from(order.text) * 2 + u32::from(order.image) * 2 + u32::from(order.narration));

    let wishes: Vec<&str> =
        [&order.wish, &order.image_prompt].into_iter().flatten().map(String::as_str).collect();
    if !wishes.is_empty() {
        censor.read("moderation/wish", ("plan", "what is wished for"), wishes.join("\n")).await?;
    }
    let found = story.pages.iter().find(|page| page.number == number);
    let mut page =
        found.cloned().ok_or_else(|| PipelineError::Internal(format!("page {number} is not there")))?;
    if order.text {
        let writer = Writer { questioner: Questioner { pipeline, brief, run, seed }, brief };
        let written = writer.page(story, number, order.wish.as_deref()).await?;
        let told = words_of_pages(std::slice::from_ref(&written));
        censor.read("moderation/text", ("text", "the text of the page"), told).await?;
        page = Page { text: written.text, image_alt: written.image_alt, scene: Some(written.scene), ..page };
    }
    let illustrator = Illustrator { pipeline, brief, run, seed };
    let image = if order.image { Some(repaint(illustrator, story, order, &page).await?) } else { None };
    if order.narration && number > 0 {
        read_again(illustrator, &page).await?;
    }
    run.note(StepKey::new("assemble"), "assemble", (order, ()), Vec::new()).await?;
    Ok(RemadePage { image })
}

/// Paints the page again, from the user's own words where there are some. The variation makes it another picture
/// even where nothing else has changed.
async fn repaint(
    illustrator: Illustrator<'_>,
    story: &Story,
    order: &PageOrder,
    page: &Page,
) -> Result<ImageStatus, PipelineError> {
    let planned = page.scene.clone().unwrap_or_else(|| remembered(page));
    let mut scene = illustrator.scene(page.number, &planned, &story.cast);
    scene.variation = illustrator.run.variation();
    if let Some(words) = &order.image_prompt {
        scene.action.clone_from(words);
    }
    let good = [ImageStatus::Done, ImageStatus::Stale];
    let old = Some(page.image_status).filter(|status| page.image.is_some() && good.contains(status));
    let again = Again { own_prompt: order.image_prompt.as_deref(), old };
    Ok(illustrator.page(page.number, &scene, &story.cast, again).await?.status)
}

/// A scene for a page whose plan is not kept: the cover, or a page of an older version.
fn remembered(page: &Page) -> ScenePlan {
    ScenePlan { action: page.image_alt.clone(), mood: "calm".into(), ..ScenePlan::default() }
}

async fn read_again(illustrator: Illustrator<'_>, page: &Page) -> Result<(), PipelineError> {
    let Illustrator { pipeline, brief, run, .. } = illustrator;
    let narration = brief.narration.clone().unwrap_or_default();
    let Some(speech) = &pipeline.providers().speech else {
        let info = pipeline.providers().text.info();
        let message = "no provider for speech is configured; set SPEECH_PROVIDER";
        let error =
            talewright_domain::ports::ProviderError::new(info, ProviderErrorKind::Unsupported, message);
        let step = StepKey::new(format!("page/{}/speech", page.number));
        return Err(PipelineError::Provider { step, error: Box::new(error) });
    };
    narrate(&**speech, run, brief, &narration, (page.number, &page.text)).await.map(|_| ())
}
