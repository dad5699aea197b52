//! An idea becomes an illustrated book.

use futures::stream::{self, StreamExt};
use serde::Serialize;
use sha2::{Digest, Sha256};
use talewright_domain::plan::{ScenePlan, WrittenPage};
use talewright_domain::ports::{AssetError, AssetKey, AssetStore, ProviderInfo, Usage};
use talewright_domain::story::StoryCharacter;
use talewright_domain::{
    Book, BookPage, CostUsd, ImageStatus, Picture, StepKey, StoryBrief, StoryChange, StoryPlan,
};

use crate::StoryPipeline;
use crate::error::PipelineError;
use crate::paint::{Illustrator, StoredPicture};
use crate::run::{Made, Run, StepSpec, no_change};
use crate::writer::{Writer, story_cast};

/// A made book: its words, and the keys of its pictures.
#[derive(Debug, Clone)]
pub struct PictureBook {
    /// The title.
    pub title: String,
    /// One sentence about it.
    pub logline: String,
    /// Who is in it, the hero first.
    pub cast: Vec<StoryCharacter>,
    /// The cover (number 0, its text the title) and the pages, in order.
    pub pages: Vec<MadePage>,
    /// Who wrote and painted.
    pub credits: Vec<String>,
    /// What the reader must be told about who made it, if anything.
    pub notice: Option<String>,
}

/// A page of a made book.
#[derive(Debug, Clone)]
pub struct MadePage {
    /// 0 is the cover.
    pub number: u32,
    /// What is read.
    pub text: String,
    /// What the picture shows.
    pub image_alt: String,
    /// The picture, unless it could not be had.
    pub image: Option<AssetKey>,
    /// Where the picture stands: done, blocked or failed.
    pub image_status: ImageStatus,
}

impl PictureBook {
    /// The numbers of the pages whose picture could not be had.
    #[must_use]
    pub fn gaps(&self) -> Vec<u32> {
        self.pages.iter().filter(|page| page.image.is_none()).map(|page| page.number).collect()
    }

    /// The book with its pictures, ready for a press.
    ///
    /// # Errors
    /// A picture cannot be read.
    pub async fn bind(&self, brief: &StoryBrief, assets: &dyn AssetStore) -> Result<Book, AssetError> {
        let mut cover = None;
        let mut pages = Vec::with_capacity(self.pages.len());
        for page in &self.pages {
            let picture = load(page, assets).await?;
            if page.number == 0 {
                cover = picture;
            } else {
                pages.push(BookPage { number: page.number, text: page.text.clone(), picture });
            }
        }
        Ok(Book {
            title: self.title.clone(),
            logline: Some(self.logline.clone()),
            author: None,
            language: brief.language.clone(),
            format: brief.page_format,
            cover,
            pages,
            credits: self.credits.clone(),
            created_at: talewright_domain::ports::Clock::now(&talewright_domain::ports::SystemClock),
        })
    }
}

async fn load(page: &MadePage, assets: &dyn AssetStore) -> Result<Option<Picture>, AssetError> {
    let Some(key) = &page.image else { return Ok(None) };
    let bytes = assets.get(key).await?;
    let media_type = key.media_type().to_owned();
    Ok(Some(Picture { bytes, media_type, alt: page.image_alt.clone() }))
}

/// Runs the recipe.
pub(crate) async fn make(
    pipeline: &StoryPipeline,
    brief: &StoryBrief,
    run: &Run,
) -> Result<PictureBook, PipelineError> {
    let seed = story_seed(brief)?;
    let writer = Writer { pipeline, brief, run, seed };
    let illustrator = Illustrator { pipeline, brief, run, seed };
    let pages = brief.num_pages.get();

    run.expect_steps(steps(2, pages));
    let plan = writer.plan().await?;
    let mut cast = story_cast(&plan, brief);
    run.expect_steps(steps(cast.iter().filter(|c| c.image.is_none()).count() as u32, pages));

    let (sheets, written) = tokio::join!(draw_cast(illustrator, &cast), writer.pages(&plan));
    let written = written?;
    for (index, sheet) in settle(run, sheets?).await? {
        if let (Some(character), Some(sheet)) = (cast.get_mut(index), sheet) {
            character.image = Some(sheet);
        }
    }
    let pages = illustrate(illustrator, &plan, &cast, written).await?;
    assemble(pipeline, run, plan, cast, pages).await
}

/// Plan, sheets and their settlement, text, cover, pages, assembly.
const fn steps(sheets: u32, pages: u32) -> u32 {
    1 + sheets + 1 + 1 + 1 + pages + 1
}

/// The same for all steps of one story: the brief's, else made from the brief itself.
fn story_seed(brief: &StoryBrief) -> Result<u64, PipelineError> {
    if let Some(seed) = brief.seed {
        return Ok(seed);
    }
    let bytes = serde_json::to_vec(brief).map_err(|e| PipelineError::Internal(e.to_string()))?;
    let seed = Sha256::digest(bytes).iter().take(8).fold(0, |seed, byte| (seed << 8) | u64::from(*byte));
    Ok(seed)
}

/// Draws the sheets of those who have none. A sheet that cannot be had is done without.
async fn draw_cast(
    illustrator: Illustrator<'_>,
    cast: &[StoryCharacter],
) -> Result<Vec<(usize, Option<StoredPicture>)>, PipelineError> {
    let undrawn = cast.iter().enumerate().filter(|(_, character)| character.image.is_none());
    let calls = undrawn.map(|(index, character)| async move {
        Ok((index, keep_going(illustrator.sheet(index + 1, character).await)?))
    });
    let calls: Vec<_> = calls.collect();
    in_parallel(illustrator.pipeline, calls).await
}

/// Which sheets the pages refer to is decided once: a sheet that a later run succeeds in drawing must not make the
/// finished pages other steps, to be paid again.
async fn settle(
    run: &Run,
    sheets: Vec<(usize, Option<StoredPicture>)>,
) -> Result<Vec<(usize, Option<AssetKey>)>, PipelineError> {
    let sheets: Vec<_> = sheets.into_iter().map(|(index, sheet)| (index, sheet.map(|s| s.master))).collect();
    let spec = StepSpec {
        key: StepKey::new("settle"),
        stage: "cast",
        inputs: &(),
        provider: &ourselves(),
        on_failure: no_change,
    };
    run.step(spec, |_| {
        let result = sheets.clone();
        async { Ok(Made { result, cost: CostUsd::ZERO, usage: Usage::default(), changes: Vec::new() }) }
    })
    .await
}

/// Paints the cover and all pages. A picture that cannot be had leaves a gap.
async fn illustrate(
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
            let painted = illustrator.page(number, &scene, cast).await;
            let refused = painted.as_ref().is_err_and(PipelineError::is_refusal);
            let image = keep_going(painted)?.map(|picture| picture.master);
            let image_status = match (&image, refused) {
                (Some(_), _) => ImageStatus::Done,
                (None, true) => ImageStatus::Blocked,
                (None, false) => ImageStatus::Failed,
            };
            Ok(MadePage { number, text, image_alt, image, image_status })
        })
        .collect();
    let mut pages = in_parallel(illustrator.pipeline, calls).await?;
    pages.sort_by_key(|page| page.number);
    Ok(pages)
}

/// Runs calls side by side, as many as the pipeline allows. All are run to their end before the first error
/// is returned: what is in flight is being paid for.
async fn in_parallel<T>(
    pipeline: &StoryPipeline,
    calls: Vec<impl Future<Output = Result<T, PipelineError>>>,
) -> Result<Vec<T>, PipelineError> {
    let results: Vec<_> = stream::iter(calls).buffer_unordered(pipeline.parallel_calls).collect().await;
    results.into_iter().collect()
}

/// Turns the loss of one step into a gap.
fn keep_going<T>(result: Result<T, PipelineError>) -> Result<Option<T>, PipelineError> {
    match result {
        Ok(made) => Ok(Some(made)),
        Err(error) if error.is_local() => {
            tracing::warn!(%error, "a picture is missing");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

#[derive(Serialize)]
struct Assembly<'a> {
    title: &'a str,
    images: Vec<Option<&'a AssetKey>>,
}

/// Puts the book together; no provider is asked.
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
    let spec = StepSpec {
        key: StepKey::new("assemble"),
        stage: "assemble",
        inputs: &inputs,
        provider: &ourselves(),
        on_failure: no_change,
    };
    let noticed = notice.iter().map(|notice| StoryChange::Noticed { notice: notice.clone() });
    let noticed: Vec<StoryChange> = noticed.collect();
    run.step(spec, |_| {
        let changes = noticed.clone();
        async { Ok(Made { result: (), cost: CostUsd::ZERO, usage: Usage::default(), changes }) }
    })
    .await?;
    let credits = pipeline.providers().credits();
    Ok(PictureBook { title: plan.title, logline: plan.logline, cast, pages, credits, notice })
}

fn ourselves() -> ProviderInfo {
    ProviderInfo {
        provider: "talewright".into(),
        model: String::new(),
        languages: Vec::new(),
        price_per_call: CostUsd::ZERO,
        max_references: 0,
        notice: None,
    }
}
