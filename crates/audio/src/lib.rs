//! Narration and music, mixed, levelled and encoded.
//!
//! [`mix`] takes a [`Programme`]: the pages of a story as they were spoken, and music if there is any. It decides
//! when each page is heard, how loud everything is, and what is measured of the whole. The [`Mixed`] programme is then
//! written as [MP3](Mixed::to_mp3), [Opus](Mixed::to_opus) or [WAV](Mixed::to_wav), with its chapters.
//!
//! - **Read**: WAV (8 to 32 bit, float), MP3, raw 16 bit samples; any rate, one channel or more.
//! - **Speech** is laid in the middle, page after page, with pauses. **Music** is looped without a click, goes out of
//!   the speech's way before it begins ([`MARGIN_LU`] below it, voice by voice), and comes back in pauses.
//! - **Loudness** is [`TARGET_LUFS`] after ITU-R BS.1770; a limiter that looks ahead keeps the true peak below
//!   [`CEILING_DBTP`], which leaves lossy encoders 1.5 dB until −1 dBTP.
//! - **Memory**: nothing of the whole is ever held but what was taken in and what is written. Each pass decodes the
//!   pages anew, a moment at a time, which costs less than a thousandth of their length; only the music lies unpacked
//!   in memory, [five minutes](MUSIC_KEPT) of it at most (115 MB in stereo).
//! - **No AAC**: an MP3 with chapters does what an M4B does, and needs no patent licence anywhere.
//!
//! The work is bound by the processor: callers run it on a blocking thread. It does no I/O, knows no clock and logs
//! nothing.

mod clip;
mod duck;
mod encode;
mod error;
mod limiter;
mod loudness;
mod master;
mod music;
mod narration;
mod peak;
mod programme;
mod sound;
mod studio;
mod timeline;
mod wav;

pub use encode::{Cover, Tags};
pub use error::AudioError;
pub use master::{Mixed, mix};
pub use programme::{Music, Pacing, Page, Programme};
pub use sound::Sound;
pub use timeline::Chapter;

use std::time::Duration;

/// Samples a second of everything that is mixed and written.
pub const SAMPLE_RATE: u32 = 48_000;

/// The integrated loudness of a mixed programme, in LUFS.
pub const TARGET_LUFS: f64 = -16.0;

/// What the true peak stays below before it is encoded, in dBTP.
pub const CEILING_DBTP: f64 = -2.5;

/// How far below the speech the music lies while somebody speaks, in LU.
pub const MARGIN_LU: f64 = 20.0;

/// How much of the music is kept and looped when there is more.
pub const MUSIC_KEPT: Duration = Duration::from_secs(300);
