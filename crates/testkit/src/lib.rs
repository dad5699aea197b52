//! What tests of Talewright share: a clock that stands still, things to store, and (feature `databases`)
//! databases of their own.

mod builders;
mod clock;
#[cfg(feature = "databases")]
mod database;

pub use builders::{a_brief, a_job, a_story, a_user};
pub use clock::ManualClock;
#[cfg(feature = "databases")]
pub use database::TestDatabase;
