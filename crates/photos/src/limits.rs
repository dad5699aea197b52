//! How much a picture may be.

use crate::error::PhotoError;
use crate::format::Header;

/// How much a picture may be before it is unpacked, and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotoLimits {
    /// The longest side that is taken, in pixels.
    pub max_side: u32,
    /// The most pixels that are taken.
    pub max_pixels: u64,
    /// The most memory that unpacking may need at worst, in bytes.
    pub max_memory: u64,
    /// The longest side of what is kept, in pixels: larger pictures are scaled down.
    pub store_side: u16,
}

impl Default for PhotoLimits {
    /// What the phones of today take: 50 megapixels in 256 MiB, kept at 2048 pixels.
    fn default() -> Self {
        Self { max_side: 12_000, max_pixels: 50_000_000, max_memory: 256 << 20, store_side: 2048 }
    }
}

impl PhotoLimits {
    pub(crate) fn check(&self, header: &Header) -> Result<(), PhotoError> {
        let Header { width, height, memory } = *header;
        let pixels = u64::from(width) * u64::from(height);
        if pixels == 0 {
            return Err(PhotoError::Unreadable);
        }
        if width.max(height) > self.max_side || pixels > self.max_pixels {
            return Err(PhotoError::TooLarge { width, height });
        }
        if memory > self.max_memory { Err(PhotoError::TooCostly) } else { Ok(()) }
    }
}
