//! The ports: small object-safe traits through which everything outside is reached. Used as `Arc<dyn …>`.

mod assets;
mod checkpoints;
mod clock;
mod events;
mod image;
mod jobs;
mod provider;
mod text;

pub use assets::{AssetError, AssetKey, AssetScope, AssetStore};
pub use checkpoints::{
    Begin, CheckpointError, Checkpoints, Progress, StepDone, StepFailure, StepIntent, StepTicket,
};
pub use clock::{Clock, SystemClock};
pub use events::{EventBus, EventStream};
pub use image::{ImageModel, ImageReference, ImageReply, ImageRequest};
pub use jobs::{Claim, ClaimedJob, JobEnd, JobStore, JobStoreError, Pulse, Wake, WorkerId};
pub use provider::{FinishReason, ProviderError, ProviderErrorKind, ProviderInfo, Retry, Usage};
pub use text::{JsonSchema, Message, Part, Speaker, TextModel, TextReply, TextRequest};
