use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;
use sha2::{Digest, Sha256};
use talewright_domain::ports::{AssetError, AssetKey, AssetScope};
use talewright_domain::receipt::Step;
use talewright_domain::{
    Book, BookPage, Page, PageFormat, Picture, StepState, Story, StoryId, StoryStatus, UserId,
};
use talewright_pdf::{BookPress, Fonts, ManuscriptPress, PictureBookPress};
use talewright_storage::StorageError;
use talewright_storage::exports::{find_export, replace_export};
use talewright_storage::jobs::find_job;
use talewright_storage::stories::find_story;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

use crate::error::AppError;
use crate::studio::Studio;

/// Files of an older press are not used again.
const EDITION: &str = concat!(env!("CARGO_PKG_VERSION"), "/1");

/// How a book is laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Layout {
    /// Pictures large, one opening a page.
    #[default]
    Book,
    /// The words alone.
    Manuscript,
}

/// What may be chosen about an export.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExportOptions {
    /// The layout.
    pub layout: Layout,
    /// The paper; the brief's when `None`.
    pub format: Option<PageFormat>,
}

/// An exported file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The file.
    pub bytes: Bytes,
    /// The story's title, for the file's name.
    pub title: String,
    /// Changes with what went in, and with nothing else.
    pub input_hash: String,
}

/// The presses, and how many may run at once: each takes a processor and the memory of a whole book.
#[derive(Clone)]
pub struct Presses {
    book: Arc<dyn BookPress>,
    manuscript: Arc<dyn BookPress>,
    slots: Arc<Semaphore>,
}

impl Presses {
    /// Presses with these fonts, of which at most `at_once` run at a time.
    #[must_use]
    pub fn new(fonts: Fonts, at_once: usize) -> Self {
        let manuscript: Arc<dyn BookPress> = Arc::new(ManuscriptPress::new(fonts.clone()));
        Self::of(Arc::new(PictureBookPress::new(fonts)), manuscript, at_once)
    }

    /// Any two presses.
    #[must_use]
    pub fn of(book: Arc<dyn BookPress>, manuscript: Arc<dyn BookPress>, at_once: usize) -> Self {
        Self { book, manuscript, slots: Arc::new(Semaphore::new(at_once.max(1))) }
    }

    async fn slot(&self) -> Result<OwnedSemaphorePermit, AppError> {
        let slot = Arc::clone(&self.slots).acquire_owned().await;
        slot.map_err(|error| AppError::Internal(error.to_string()))
    }

    async fn press(&self, slot: OwnedSemaphorePermit, layout: Layout, book: Book) -> Result<Bytes, AppError> {
        let press = match layout {
            Layout::Book => Arc::clone(&self.book),
            Layout::Manuscript => Arc::clone(&self.manuscript),
        };
        let pressed = spawn_blocking(move || {
            let _slot = slot;
            press.press(&book)
        });
        let pdf = pressed.await.map_err(|error| AppError::Internal(error.to_string()))??;
        Ok(Bytes::from(pdf))
    }
}

/// The story as a PDF. The file is kept, and given again until something that goes into it changes.
///
/// # Errors
/// [`AppError::NotFound`]; [`AppError::Conflict`] while the story is not finished; [`AppError::Unprintable`] when
/// no font has one of its characters.
pub async fn export_story_pdf(
    studio: &Studio,
    presses: &Presses,
    owner: UserId,
    id: StoryId,
    options: ExportOptions,
) -> Result<Export, AppError> {
    let (story, steps) = studio.db.read(move |conn| load(conn, owner, id)).await?;
    check_finished(&story)?;
    let format = options.format.unwrap_or(story.brief.page_format);
    let credits = credits(&story, &steps);
    let input_hash = hash_input(&story, &credits, options.layout, format)?;
    let variant = format!("pdf/{}/{format}", name(options.layout));
    if let Some(bytes) = kept(studio, id, &variant, &input_hash).await? {
        return Ok(Export { bytes, title: story.title, input_hash });
    }
    // The slot comes before the pictures are read, and another request may have pressed the same book meanwhile.
    let slot = presses.slot().await?;
    if let Some(bytes) = kept(studio, id, &variant, &input_hash).await? {
        return Ok(Export { bytes, title: story.title, input_hash });
    }
    let book = bind(studio, &story, format, credits).await?;
    let bytes = presses.press(slot, options.layout, book).await?;
    keep(studio, id, variant, &input_hash, bytes.clone()).await?;
    Ok(Export { bytes, title: story.title, input_hash })
}

fn load(
    conn: &mut talewright_storage::AnyConnection,
    owner: UserId,
    id: StoryId,
) -> Result<(Story, Vec<Step>), StorageError> {
    let story = find_story(conn, owner, id)?;
    let steps = match story.job_id {
        Some(job) => find_job(conn, owner, job, true)?.steps,
        None => Vec::new(),
    };
    Ok((story, steps))
}

fn check_finished(story: &Story) -> Result<(), AppError> {
    let message = match story.status {
        StoryStatus::Completed | StoryStatus::CompletedWithGaps => return Ok(()),
        StoryStatus::Draft => "this story is a draft; start it first",
        StoryStatus::Queued | StoryStatus::Running => {
            "this story is still being made; wait until it is complete"
        }
        StoryStatus::Blocked => {
            "this story was refused by a content policy; change its brief and start it again"
        }
        StoryStatus::Failed | StoryStatus::Cancelled => {
            "this story stopped before it was complete; resume its job"
        }
    };
    Err(AppError::conflict("not_finished", message))
}

const fn name(layout: Layout) -> &'static str {
    match layout {
        Layout::Book => "book",
        Layout::Manuscript => "manuscript",
    }
}

/// Who wrote and painted, by the receipts of what is in the book.
fn credits(story: &Story, steps: &[Step]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for trade in ["Text", "Pictures"] {
        let done = steps.iter().filter(|step| step.state == StepState::Done && !step.model.is_empty());
        for step in done.filter(|step| trade_of(step) == Some(trade)) {
            let line = format!("{trade}: {} ({})", step.model, step.provider);
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines.extend(story.provider_notice.clone());
    lines
}

/// What a step gave to the printed book. Who judged, compared or spoke is not in it.
fn trade_of(step: &Step) -> Option<&'static str> {
    let key = step.key.as_str();
    let is_about = |what: &str| key.split('/').any(|part| part == what);
    if ["moderation", "likeness", "speech"].into_iter().any(is_about) {
        None
    } else if ["cast", "image"].into_iter().any(is_about) {
        Some("Pictures")
    } else {
        ["plan", "text"].into_iter().any(is_about).then_some("Text")
    }
}

/// SHA-256 over all that the file is made of.
fn hash_input(
    story: &Story,
    credits: &[String],
    layout: Layout,
    format: PageFormat,
) -> Result<String, AppError> {
    #[derive(Serialize)]
    struct Input<'a> {
        edition: &'a str,
        layout: &'a str,
        format: PageFormat,
        title: &'a str,
        logline: Option<&'a str>,
        language: &'a str,
        pages: &'a [Page],
        credits: &'a [String],
    }
    let input = Input {
        edition: EDITION,
        layout: name(layout),
        format,
        title: &story.title,
        logline: story.logline.as_deref(),
        language: story.brief.language.tag(),
        pages: &story.pages,
        credits,
    };
    let json = serde_json::to_vec(&input).map_err(|error| AppError::Internal(error.to_string()))?;
    Ok(hex::encode(Sha256::digest(json)))
}

async fn kept(
    studio: &Studio,
    id: StoryId,
    variant: &str,
    input_hash: &str,
) -> Result<Option<Bytes>, AppError> {
    let (variant, input_hash) = (variant.to_owned(), input_hash.to_owned());
    let found = studio.db.read(move |conn| find_export(conn, id, &variant, &input_hash)).await?;
    let Some(key) = found else { return Ok(None) };
    match studio.assets.get(&key).await {
        Ok(bytes) => Ok(Some(bytes)),
        Err(AssetError::Missing(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn keep(
    studio: &Studio,
    id: StoryId,
    variant: String,
    input_hash: &str,
    bytes: Bytes,
) -> Result<(), AppError> {
    let key = studio.assets.put(&AssetScope::story(id), "pdf", bytes).await?;
    let (now, input_hash) = (studio.clock.now(), input_hash.to_owned());
    let replaced =
        studio.db.write(move |conn| replace_export(conn, id, &variant, &input_hash, &key, now)).await?;
    if let Some(old) = replaced
        && let Err(error) = studio.assets.delete(&old).await
    {
        tracing::warn!(%error, file = %old, "an old export stayed behind; the next sweep takes it");
    }
    Ok(())
}

async fn bind(
    studio: &Studio,
    story: &Story,
    format: PageFormat,
    credits: Vec<String>,
) -> Result<Book, AppError> {
    let mut cover = None;
    let mut pages = Vec::with_capacity(story.pages.len());
    for page in &story.pages {
        let picture = match &page.image {
            Some(key) => Some(picture(studio, key, &page.image_alt).await?),
            None => None,
        };
        if page.number == 0 {
            cover = picture;
        } else {
            pages.push(BookPage { number: page.number, text: page.text.clone(), picture });
        }
    }
    Ok(Book {
        title: story.title.clone(),
        logline: story.logline.clone(),
        author: None,
        language: story.brief.language.clone(),
        format,
        cover,
        pages,
        credits,
        created_at: story.created_at,
    })
}

async fn picture(studio: &Studio, key: &AssetKey, alt: &str) -> Result<Picture, AppError> {
    let bytes = studio.assets.get(key).await?;
    Ok(Picture { bytes, media_type: key.media_type().to_owned(), alt: alt.to_owned() })
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use talewright_domain::{CostUsd, StepKey};

    use super::*;

    #[test]
    fn the_colophon_names_who_wrote_and_painted_and_nobody_else() {
        let step = |key: &str| Step {
            key: StepKey::new(key),
            state: StepState::Done,
            tries: 1,
            provider: "p".into(),
            model: "m".into(),
            estimated_cost_usd: CostUsd::ZERO,
            cost_usd: CostUsd::ZERO,
            usage: None,
            started_at: Utc::now(),
            finished_at: None,
            error: None,
        };
        for (key, trade) in [
            ("plan", Some("Text")),
            ("text/again/1", Some("Text")),
            ("cast/1", Some("Pictures")),
            ("page/3/image", Some("Pictures")),
            ("page/3/image/softened", Some("Pictures")),
            ("page/3/image/moderation", None),
            ("moderation/plan", None),
            ("page/3/likeness", None),
            ("page/3/speech", None),
            ("settle", None),
        ] {
            assert_eq!(trade_of(&step(key)), trade, "{key}");
        }
    }
}
