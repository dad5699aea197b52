//! Pictures from strangers, made safe.
//!
//! [`sanitize`] looks at bytes alone, never at a name or at a type that somebody declared, and gives a new JPEG that
//! holds pixels and nothing else. What is written is our own encoder's: EXIF with its places and dates, XMP, comments,
//! thumbnails, colour profiles and whatever a polyglot carries behind its picture stay behind.
//!
//! - **Read**: JPEG, PNG, WebP; of animations the first frame. **Refused**: everything else, most of all SVG.
//! - **Before anything is unpacked** the header's width and height, and the memory that unpacking will take at worst,
//!   are held against [`PhotoLimits`]. A file that says other things in other places is refused.
//! - **Colours** are taken as sRGB: a profile is dropped, not applied, so the few wide-gamut pictures lose a little
//!   saturation. What is transparent is laid on white.
//! - **Memory**: [`PhotoLimits::max_memory`] at worst while unpacking, and 80 MB beside the pixels while scaling; an
//!   ordinary photo of 12 megapixels takes 60 MB. Next to nothing for what is refused by its header.
//!
//! The work is bound by the processor, some 20 ms a megapixel: callers run it on a blocking thread, behind a
//! semaphore, with a bound on the size of what they take in. It does no I/O, knows no clock and logs nothing.

mod error;
mod format;
mod jpeg;
mod limits;
mod png;
mod store;
mod webp;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use error::PhotoError;
pub use limits::PhotoLimits;

use bytes::Bytes;
use format::Format;

/// A picture that is safe to keep, to show and to hand on: always a JPEG of our own making.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// The encoded picture.
    pub bytes: Bytes,
    /// Width, in pixels, after turning it upright.
    pub width: u32,
    /// Height, in pixels, after turning it upright.
    pub height: u32,
    /// Its media type, `image/jpeg`.
    pub media_type: &'static str,
    /// The extension for a file's name, without the dot, `jpg`.
    pub extension: &'static str,
}

/// Makes a picture of a stranger's bytes. Blocking: see the crate's documentation.
///
/// # Errors
/// The bytes are no picture, one of a format that is not read, one that is too large or too costly to unpack, or
/// one that is damaged: [`PhotoError`] tells a person what to do.
pub fn sanitize(bytes: &[u8], limits: &PhotoLimits) -> Result<Photo, PhotoError> {
    let format = Format::of(bytes)?;
    let header = format.header(bytes).ok_or(PhotoError::Unreadable)?;
    limits.check(&header)?;
    // The decoders are well tested, but what strangers send is thought out to trip them.
    let made = catch_unwind(AssertUnwindSafe(|| {
        let (pixels, orientation) = format.unpack(bytes, &header)?;
        store::photo(pixels, orientation, limits.store_side)
    }));
    made.ok().flatten().ok_or(PhotoError::Unreadable)
}
