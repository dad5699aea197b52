//! `talewright story`: a book from the command line, with no server and no database.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use talewright_config::Settings;
use talewright_domain::ports::AssetScope;
use talewright_domain::{BriefDraft, Id, StoryBrief};
use talewright_pdf::{BookPress, Fonts, ManuscriptPress, PictureBookPress};
use talewright_pipeline::{MemoryAssets, MemoryCheckpoints, PictureBook, Run, StoryPipeline};
use talewright_telemetry::Metrics;
use tokio_util::sync::CancellationToken;

use crate::compose;

/// Make a picture book from an idea.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    talewright story \"A shy lighthouse learns to sing\"\n  \
    talewright story \"Un renard qui a peur du noir\" --language fr --pages 12 --style crayon\n  \
    talewright story \"A shy lighthouse learns to sing\" --language ja --style watercolor --out book.pdf\n  \
    talewright story \"Kucing kecil mencari bulan\" --language id --format a4_landscape --density light")]
pub struct StoryArgs {
    /// What the story is about, in any of your own words.
    idea: String,
    /// Where the PDF goes.
    #[arg(short, long, default_value = "book.pdf")]
    out: PathBuf,
    /// The language of the story: en, fr, ja, id.
    #[arg(short, long, default_value = "en")]
    language: String,
    /// Pages, 1 to 32, the cover not counted.
    #[arg(short, long, default_value_t = 8)]
    pages: i64,
    /// How it is painted: watercolor, storybook, cartoon, crayon, `paper_cut`, pastel, ink, pixel.
    #[arg(short, long, default_value = "watercolor")]
    style: String,
    /// How much is on a page: light, medium, rich.
    #[arg(short, long, default_value = "medium")]
    density: String,
    /// The paper: square, a4, `a4_landscape`, letter, `letter_landscape`.
    #[arg(short, long, default_value = "square")]
    format: String,
    /// A title of your own.
    #[arg(long)]
    title: Option<String>,
    /// Where and when it happens.
    #[arg(long)]
    setting: Option<String>,
    /// What it should teach.
    #[arg(long)]
    moral: Option<String>,
    /// The age of who will hear it.
    #[arg(long)]
    age: Option<i64>,
    /// Another number gives another story from the same idea.
    #[arg(long)]
    seed: Option<u64>,
    /// Only the words, as a plain manuscript.
    #[arg(long)]
    manuscript: bool,
}

impl StoryArgs {
    fn brief(self) -> anyhow::Result<StoryBrief> {
        let draft = BriefDraft {
            idea: self.idea,
            title: self.title,
            language: Some(self.language),
            audience_age: self.age,
            setting: self.setting,
            moral: self.moral,
            num_pages: Some(self.pages),
            text_density: Some(self.density),
            art_style: Some(self.style),
            page_format: Some(self.format),
            seed: self.seed,
            ..BriefDraft::default()
        };
        draft.parse().map_err(|invalid| {
            let lines: Vec<String> =
                invalid.0.iter().map(|e| format!("  {}: {}", e.field, e.message)).collect();
            anyhow::anyhow!("this cannot become a story yet:\n{}", lines.join("\n"))
        })
    }
}

/// Makes the book and says where it is.
pub(super) async fn run(args: StoryArgs, settings: &Settings) -> anyhow::Result<()> {
    let (out, manuscript) = (args.out.clone(), args.manuscript);
    let brief = args.brief()?;
    let pipeline = compose::pipeline(settings, Arc::new(Metrics::default()))?;
    check_language(&pipeline, &brief)?;
    let fonts = compose::fonts(settings)?;
    let assets = Arc::new(MemoryAssets::new());
    let story = make(&pipeline, &brief, Arc::clone(&assets)).await?;
    let book = story.bind(&brief, &*assets).await?;
    let pdf = tokio::task::spawn_blocking(move || press(fonts, manuscript).press(&book)).await??;
    std::fs::write(&out, pdf).with_context(|| format!("cannot write {}", out.display()))?;
    report(&story, &out);
    Ok(())
}

fn press(fonts: Fonts, manuscript: bool) -> Box<dyn BookPress> {
    if manuscript { Box::new(ManuscriptPress::new(fonts)) } else { Box::new(PictureBookPress::new(fonts)) }
}

fn check_language(pipeline: &StoryPipeline, brief: &StoryBrief) -> anyhow::Result<()> {
    let known = &pipeline.providers().text.info().languages;
    if !known.is_empty() && !known.iter().any(|tag| tag == brief.language.primary()) {
        bail!(
            "the {} storyteller does not speak {}; use one of {}",
            pipeline.providers().text.info().provider,
            brief.language,
            known.join(", ")
        );
    }
    Ok(())
}

async fn make(
    pipeline: &StoryPipeline,
    brief: &StoryBrief,
    assets: Arc<MemoryAssets>,
) -> anyhow::Result<PictureBook> {
    let bar = progress_bar()?;
    let shown = bar.clone();
    let checkpoints = MemoryCheckpoints::observed(move |step, progress| {
        shown.set_length(u64::from(progress.total));
        shown.set_position(u64::from(progress.done));
        shown.set_message(describe(step.as_str()));
    });
    let scope = AssetScope::story(Id::generate());
    let run = Run::new(Arc::new(checkpoints), assets, scope, CancellationToken::new());
    let story = Box::pin(pipeline.picture_book(brief, &run)).await;
    bar.finish_and_clear();
    story.context("the story could not be made")
}

fn progress_bar() -> anyhow::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{spinner} {bar:32.magenta} {pos:>2}/{len} {msg}")?;
    let target = if std::io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    Ok(ProgressBar::with_draw_target(Some(0), target).with_style(style).with_message("planning the story"))
}

/// What a person is told when a step is done.
fn describe(step: &str) -> String {
    match step.split('/').collect::<Vec<_>>().as_slice() {
        ["plan", ..] => "the story is planned".into(),
        ["cast", ..] => "a character has a face".into(),
        ["text", ..] => "the words are written".into(),
        ["page", "0", _] => "the cover is painted".into(),
        ["page", number, _] => format!("page {number} is painted"),
        _ => "binding the book".into(),
    }
}

fn report(story: &PictureBook, out: &std::path::Path) {
    eprintln!("“{}”: {} pages, in {}", story.title, story.pages.len().saturating_sub(1), out.display());
    let gaps = story.gaps();
    if !gaps.is_empty() {
        eprintln!(
            "The pictures of these pages could not be had: {gaps:?}. Run the command again to try them."
        );
    }
    if let Some(notice) = &story.notice {
        eprintln!("{notice}");
    }
}
