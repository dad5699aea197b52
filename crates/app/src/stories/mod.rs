//! Stories: asked for, made, read, exported, deleted.

mod change;
mod create;
mod delete;
mod export;
mod get;
mod list;
mod offer;
mod prepare;
mod regenerate;
mod start;
mod sweep;

use talewright_domain::{Job, Story};

pub use change::{StoryPatch, update_story};
pub use create::create_story;
pub use delete::delete_story;
pub use export::{Export, ExportOptions, Layout, Presses, export_story_pdf};
pub use get::get_story;
pub use list::list_stories;
pub use offer::Offer;
pub use prepare::{PreparedStory, StoryRequest, prepare_story};
pub use regenerate::{PageWish, regenerate_page};
pub use start::start_story;
pub use sweep::sweep_orphans;
pub use talewright_pipeline::{Estimate, Probe, StepEstimate};
pub use talewright_storage::stories::{StoryFilter, StorySort};

/// A story, and the job that makes it unless it is a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryWithJob {
    /// The story.
    pub story: Story,
    /// Its job.
    pub job: Option<Job>,
}
