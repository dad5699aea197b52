//! Illustrated stories from an idea, as a library.
//!
//! This is the pipeline of the Talewright server without the server: no database, no web framework. A program
//! gives a brief and gets a book; `examples/picture_book.rs` does it in under forty lines.
//!
//! ```no_run
//! use talewright::{BriefDraft, Offline, OfflineSettings, ProviderSet, Run, StoryPipeline};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let brief = BriefDraft { idea: "A shy lighthouse learns to sing".into(), ..BriefDraft::default() }.parse()?;
//! let Offline { text, image, .. } = Offline::new(&OfflineSettings::default())?;
//! let run = Run::in_memory();
//! let story = StoryPipeline::new(ProviderSet::new(text, image)).picture_book(&brief, &run).await?;
//! println!("{}: {} pages", story.title, story.pages.len() - 1);
//! # Ok(())
//! # }
//! ```
//!
//! To keep receipts over restarts, implement [`ports::Checkpoints`]; to ask a service of your own, implement
//! [`ports::TextModel`] or [`ports::ImageModel`].

pub use talewright_domain::{
    Book, BookPage, BriefDraft, CastMember, CostUsd, Invalid, Language, PageFormat, Picture, StoryBrief,
    TextDensity, ports,
};
pub use talewright_pdf::{BookPress, Fonts, ManuscriptPress, PdfError, PictureBookPress};
pub use talewright_pipeline::{
    MadePage, MemoryAssets, MemoryCheckpoints, PictureBook, PipelineError, ProviderSet, Run, StoryPipeline,
};
pub use talewright_providers::offline::{Offline, OfflineSettings};
pub use talewright_providers::{layers, prices, registry};
