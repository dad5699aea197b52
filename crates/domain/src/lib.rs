//! The vocabulary of Talewright: entities, value types that parse on construction, state machines as
//! pure functions, and the ports through which everything else is reached.
//!
//! Invariants: nothing here does I/O, sleeps, logs or knows a framework. `serde` is derived for what is
//! *stored* (briefs, plans, step results); what goes over the REST API has wire types of its own in
//! `talewright-api`.

pub mod account;
pub mod address;
pub mod api_key;
pub mod audit;
pub mod book;
pub mod brief;
pub mod character;
pub mod credit;
pub mod event;
pub mod id;
pub mod job;
pub mod language;
pub mod money;
pub mod plan;
pub mod ports;
pub mod receipt;
pub mod scene;
pub mod sight;
pub mod story;
pub mod terms;
pub mod validation;

pub use account::{Email, Plan, Role, User, UserId};
pub use api_key::{ApiKeyInfo, Scope};
pub use audit::AuditEntry;
pub use book::{Book, BookPage, PageFormat, Picture};
pub use brief::{BriefDraft, CastMember, Narration, PageCount, StoryBrief, TextDensity};
pub use character::{Character, CharacterId};
pub use credit::{CreditEntry, CreditKind, Voucher, VoucherId};
pub use event::{Event, EventKind};
pub use id::Id;
pub use job::{Job, JobId, JobKind, JobStatus, PageOrder};
pub use language::Language;
pub use money::CostUsd;
pub use plan::{StoryPages, StoryPlan};
pub use receipt::{StepKey, StepState};
pub use scene::{Figure, Framing, Scene};
pub use story::{
    ImageStatus, Page, PageAudio, Story, StoryChange, StoryId, StoryStatus, StorySummary, WordTime,
};
pub use terms::{Month, PlanTerms, Terms};
pub use validation::{FieldError, Invalid, Validator};
