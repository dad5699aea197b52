//! Which format bytes have, told by themselves.

use image::DynamicImage;
use image::metadata::Orientation;

use crate::error::PhotoError;
use crate::{jpeg, png, webp};

/// What a picture says of itself before anything is unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// What unpacking takes at worst, in bytes.
    pub(crate) memory: u64,
}

/// A picture's pixels as they are stored, and how they are to be turned.
pub(crate) type Unpacked = (DynamicImage, Orientation);

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Jpeg,
    Png,
    WebP,
}

impl Format {
    pub(crate) fn of(bytes: &[u8]) -> Result<Self, PhotoError> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Ok(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Self::WebP),
            _ => {
                Err(unread(bytes)
                    .map_or(PhotoError::NotAPicture, |format| PhotoError::Unsupported { format }))
            }
        }
    }

    pub(crate) fn header(self, bytes: &[u8]) -> Option<Header> {
        match self {
            Self::Jpeg => jpeg::header(bytes),
            Self::Png => png::header(bytes),
            Self::WebP => webp::header(bytes),
        }
    }

    /// The pixels; `None` when the picture is damaged, or is not what its header says.
    pub(crate) fn unpack(self, bytes: &[u8], header: &Header) -> Option<Unpacked> {
        match self {
            Self::Jpeg => jpeg::unpack(bytes, header),
            Self::Png => png::unpack(bytes, header),
            Self::WebP => webp::unpack(bytes, header),
        }
    }
}

/// The name of a format that is a picture, but is not read.
fn unread(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => match brand.first_chunk::<4>()? {
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" => Some("HEIC"),
            b"avif" | b"avis" => Some("AVIF"),
            _ => None,
        },
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("GIF"),
        [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => Some("TIFF"),
        [0xff, 0x0a, ..] | [0, 0, 0, 0x0c, b'J', b'X', b'L', b' ', ..] => Some("JPEG XL"),
        _ => None,
    }
}

/// How a picture is to be turned, by the EXIF data that came with it.
pub(crate) fn orientation(exif: Option<&[u8]>) -> Orientation {
    exif.and_then(Orientation::from_exif_chunk).unwrap_or(Orientation::NoTransforms)
}
