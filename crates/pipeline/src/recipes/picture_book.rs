//! An idea becomes an illustrated book.

use futures::stream::{self, StreamExt};
use serde::Serialize;
use talewright_domain::plan::{ScenePlan, WrittenPage};
use talewright_domain::ports::AssetKey;
use talewright_domain::story::StoryCharacter;
use talewright_domain::{ImageStatus, StepKey, StoryBrief, StoryChange, StoryPlan};

use super::{story_seed, words_of_brief};
use crate::StoryPipeline;
use crate::ask::Questioner;
use crate::error::PipelineError;
use crate::made::{MadePage, PictureBook};
use crate::moderate::Censor;
use crate::narrate::narrate;
use crate::paint::{Again, Illustrator, PagePicture, StoredPicture};
use crate::run::Run;
use crate::writer::{Writer, story_cast, words_of_pages, words_of_plan};

/// Runs the recipe.
pub(crate) async fn make(
    pipeline: &StoryPipeline,
    brief: &StoryBrief,
    run: &Run,
) -> Result<PictureBook, PipelineError> {
    let seed = story_seed(brief)?;
    let censor = Censor { pipeline, brief, run };
    let writer = Writer { questioner: Questioner { pipeline, brief, run, seed }, brief };
    let illustrator = Illustrator { pipeline, brief, run, seed };

    run.expect_steps(steps(pipeline, brief, 2));
    censor.read("moderation/brief", ("plan", "the brief"), words_of_brief(brief)).await?;
    let plan = writer.plan().await?;
    censor.read("moderation/plan", ("plan", "the plan of the story"), words_of_plan(&plan)).await?;
    let mut cast = story_cast(&plan, brief);
    run.expect_steps(steps(pipeline, brief, cast.iter().filter(|c| c.image.is_none()).count()));

    // Sheets and words need only the plan; the words are judged before a page is painted from them.
    let words = async {
        let written = writer.pages(&plan).await?;
        let told = words_of_pages(&written);
        censor.read("moderation/text", ("text", "the text of the story"), told).await?;
        Ok::<_, PipelineError>(written)
    };
    let (sheets, written) = tokio::join!(draw_cast(illustrator, &cast), words);
    let written = written?;
    for (index, sheet) in settle(run, sheets?).await? {
        if let (Some(character), Some(sheet)) = (cast.get_mut(index), sheet) {
            character.image = Some(sheet);
        }
    }
    let pages = make_pages(illustrator, &plan, &cast, written).await?;
    assemble(pipeline, run, plan, cast, pages).await
}

/// How many steps there are: plan, sheets, text, what is settled, the pages with the cover, the binding.
fn steps(pipeline: &StoryPipeline, brief: &StoryBrief, sheets: usize) -> u32 {
    let providers = pipeline.providers();
    let sheets = u32::try_from(sheets).unwrap_or(0);
    let (pages, pictures) = (brief.num_pages.get(), brief.num_pages.get() + 1);
    let judged = match &providers.moderation {
        Some(moderator) if moderator.sees_images() => 3 + sheets + pictures,
        Some(_) => 3,
        None => 0,
    };
    let compared = if brief.consistency_check && providers.vision.is_some() { pictures } else { 0 };
    let narrated = if brief.narration.is_some() && providers.speech.is_some() { pages } else { 0 };
    4 + sheets + pictures + judged + compared + narrated
}

/// Draws the sheets of those who have none, with their place in the cast. A sheet that cannot be had leaves its
/// character to words alone.
async fn draw_cast(
    illustrator: Illustrator<'_>,
    cast: &[StoryCharacter],
) -> Result<Vec<(usize, Option<StoredPicture>)>, PipelineError> {
    let undrawn = cast.iter().enumerate().filter(|(_, character)| character.image.is_none());
    let calls = undrawn.map(|(index, character)| async move {
        match illustrator.sheet(index + 1, character).await {
            Ok(sheet) => Ok((index, Some(sheet))),
            Err(error) if error.is_local() && !illustrator.run.may_wait_for(&error) => {
                tracing::warn!(%error, "a reference sheet is missing");
                Ok((index, None))
            }
            Err(error) => Err(error),
        }
    });
    let calls: Vec<_> = calls.collect();
    in_parallel(illustrator.pipeline, calls).await
}

/// Which sheets the pages refer to, decided once: a sheet that comes later, in a run that goes on, must not make
/// the finished pages other steps, to be paid again.
async fn settle(
    run: &Run,
    sheets: Vec<(usize, Option<StoredPicture>)>,
) -> Result<Vec<(usize, Option<AssetKey>)>, PipelineError> {
    let sheets: Vec<_> = sheets.into_iter().map(|(index, sheet)| (index, sheet.map(|s| s.master))).collect();
    run.note(StepKey::new("settle"), "cast", (&(), sheets), Vec::new()).await
}

/// Paints the cover and the pages, and reads the pages aloud. Whatever fails, the others go on.
async fn make_pages(
    illustrator: Illustrator<'_>,
    plan: &StoryPlan,
    cast: &[StoryCharacter],
    written: Vec<WrittenPage>,
) -> Result<Vec<MadePage>, PipelineError> {
    let cover = (0, plan.title.clone(), plan.title.clone(), plan.cover.clone());
    let pages = written.into_iter().map(|page| (page.number, page.text, page.image_alt, page.scene));
    let calls: Vec<_> = std::iter::once(cover)
        .chain(pages)
        .map(|(number, text, image_alt, scene): (u32, String, String, ScenePlan)| async move {
            let scene = illustrator.scene(number, &scene, cast);
            let picture = async {
                match illustrator.run.picture_of(number) {
                    Some(there) => Ok(PagePicture { master: Some(there.clone()), status: ImageStatus::Done }),
                    None => illustrator.page(number, &scene, cast, Again::default()).await,
                }
            };
            let (painted, is_silent) = tokio::join!(picture, read_aloud(illustrator, number, &text));
            let painted = painted?;
            let (image, image_status) = (painted.master, painted.status);
            Ok(MadePage { number, text, image_alt, image, image_status, is_silent: is_silent? })
        })
        .collect();
    let mut pages = in_parallel(illustrator.pipeline, calls).await?;
    pages.sort_by_key(|page| page.number);
    Ok(pages)
}

/// Reads a page aloud where the brief wants that; whether it should have been and could not be.
async fn read_aloud(illustrator: Illustrator<'_>, number: u32, text: &str) -> Result<bool, PipelineError> {
    let Illustrator { pipeline, brief, run, .. } = illustrator;
    let (Some(narration), Some(speech)) = (&brief.narration, &pipeline.providers().speech) else {
        return Ok(brief.narration.is_some() && number > 0);
    };
    if number == 0 {
        return Ok(false);
    }
    match narrate(&**speech, run, brief, narration, (number, text)).await {
        Ok(_) => Ok(false),
        Err(error) if error.is_local() && !run.may_wait_for(&error) => {
            tracing::warn!(%error, page = number, "a page is not read aloud");
            Ok(true)
        }
        Err(error) => Err(error),
    }
}

/// All results, once all calls have ended: what one of them stops at must not drop the others' paid work.
async fn in_parallel<T>(
    pipeline: &StoryPipeline,
    calls: Vec<impl Future<Output = Result<T, PipelineError>>>,
) -> Result<Vec<T>, PipelineError> {
    let results: Vec<_> = stream::iter(calls).buffer_unordered(pipeline.parallel_calls).collect().await;
    results.into_iter().collect()
}

#[derive(Serialize)]
struct Assembly<'a> {
    title: &'a str,
    images: Vec<Option<&'a AssetKey>>,
}

async fn assemble(
    pipeline: &StoryPipeline,
    run: &Run,
    plan: StoryPlan,
    cast: Vec<StoryCharacter>,
    pages: Vec<MadePage>,
) -> Result<PictureBook, PipelineError> {
    let notice = pipeline.providers().notice();
    let images = pages.iter().map(|page| page.image.as_ref()).collect();
    let inputs = Assembly { title: &plan.title, images };
    let noticed = notice.iter().map(|notice| StoryChange::Noticed { notice: notice.clone() }).collect();
    run.note(StepKey::new("assemble"), "assemble", (&inputs, ()), noticed).await?;
    let credits = pipeline.providers().credits();
    Ok(PictureBook { title: plan.title, logline: plan.logline, cast, pages, credits, notice })
}
