//! How a brief becomes a story.
//!
//! [`StoryPipeline`] runs recipes: ordinary async Rust that says what happens, in order. Each paid call is
//! a *step* whose receipt is kept by a [`Checkpoints`] port, so that a run that dies goes on where it was
//! and pays for nothing twice. The server keeps receipts in its database; a program that embeds the
//! pipeline may use [`MemoryCheckpoints`].
//!
//! Invariants: no SQL, no HTTP, no web framework. What a model answers is checked before it is believed.
//!
//! [`Checkpoints`]: talewright_domain::ports::Checkpoints

mod answer;
mod ask;
mod budget;
mod error;
mod estimate;
mod look;
mod made;
mod master;
mod memory;
mod moderate;
mod narrate;
mod paint;
mod probe;
mod prompts;
mod providers;
pub mod recipes;
mod run;
#[cfg(test)]
mod tests;
mod word_times;
mod writer;

pub use error::PipelineError;
pub use estimate::{Estimate, StepEstimate};
pub use made::{MadePage, PictureBook};
pub use memory::{MemoryAssets, MemoryCheckpoints};
pub use probe::Probe;
pub use providers::ProviderSet;
pub use recipes::regenerate_page::RemadePage;
pub use run::Run;

use talewright_domain::{PageOrder, Story, StoryBrief};

/// Makes stories with a set of providers.
#[derive(Clone)]
pub struct StoryPipeline {
    providers: ProviderSet,
    parallel_calls: usize,
}

impl StoryPipeline {
    /// A pipeline over these providers. At most eight calls of one story run at once.
    #[must_use]
    pub const fn new(providers: ProviderSet) -> Self {
        Self { providers, parallel_calls: 8 }
    }

    /// Sets how many calls of one story run at once, at least one.
    #[must_use]
    pub fn parallel_calls(mut self, calls: usize) -> Self {
        self.parallel_calls = calls.max(1);
        self
    }

    /// The providers that it asks.
    #[must_use]
    pub const fn providers(&self) -> &ProviderSet {
        &self.providers
    }

    /// Makes an illustrated book: plan, then reference sheets and text side by side, then all pictures
    /// in parallel. A picture that cannot be had leaves a gap; the book is made all the same.
    ///
    /// # Errors
    /// What stops the whole book: see [`PipelineError`]. Finished steps stay finished.
    pub async fn picture_book(&self, brief: &StoryBrief, run: &Run) -> Result<PictureBook, PipelineError> {
        recipes::picture_book::make(self, brief, run).await
    }

    /// Makes one page of a finished story anew.
    ///
    /// # Errors
    /// What stopped it; the page keeps what it had.
    pub async fn regenerate_page(
        &self,
        story: &Story,
        order: &PageOrder,
        run: &Run,
    ) -> Result<RemadePage, PipelineError> {
        recipes::regenerate_page::make(self, story, order, run).await
    }
}
