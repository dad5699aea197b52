//! The ports: small object-safe traits through which everything outside is reached. Used as `Arc<dyn …>`.

mod assets;
mod bill;
mod checkpoints;
mod clock;
mod events;
mod identity;
mod image;
mod jobs;
mod limits;
mod mail;
mod meter;
mod moderation;
mod music;
mod provider;
mod revocation;
mod speech;
mod text;
mod vision;

pub use assets::{AssetError, AssetKey, AssetScope, AssetStore};
pub use bill::{Bill, Billed, CostRange, Prices, Usage};
pub use checkpoints::{
    Begin, CheckpointError, Checkpoints, Progress, StepDone, StepFailure, StepIntent, StepTicket,
};
pub use clock::{Clock, SystemClock};
pub use events::{EventBus, EventStream};
pub use identity::{Departure, ExpectedIdToken, ExternalIdentity, IdTokens, IdentityError, IdentityProvider};
pub use image::{ImageModel, ImageReference, ImageReply, ImageRequest};
pub use jobs::{
    Claim, ClaimedJob, JobEnd, JobOutcome, JobStore, JobStoreError, Postponement, Pulse, Wake, WorkerId,
};
pub use limits::{Allowance, Quota, RateLimiter};
pub use mail::{Mail, MailError, Mailer};
pub use meter::{CallRecord, Meter};
pub use moderation::{ModerationRequest, Moderator, Subject, Verdict};
pub use music::{MusicModel, MusicReply, MusicRequest};
pub use provider::{
    Call, Capability, Finding, FinishReason, Provider, ProviderError, ProviderErrorKind, ProviderInfo, Retry,
};
pub use revocation::{Revocations, SessionEnd};
pub use speech::{AudioFormat, CharacterTime, SpeechModel, SpeechReply, SpeechRequest, Voice};
pub use text::{JsonSchema, Message, Part, Speaker, TextModel, TextReply, TextRequest};
pub use vision::{VisionModel, VisionRequest};
