//! PNG, read by `png`; of an animation the picture that everybody sees.

use std::io::Cursor;

use image::{DynamicImage, GrayAlphaImage, GrayImage, RgbImage, RgbaImage};
use png::{BitDepth, ColorType, Decoder, Limits, Transformations};

use crate::format::{Header, Unpacked, orientation};

/// What chunks other than the picture may take, in bytes.
const CHUNKS: usize = 16 << 20;

pub(crate) fn header(bytes: &[u8]) -> Option<Header> {
    // The first chunk is the header, or this is no PNG.
    let (b"IHDR", sides) = bytes.get(12..)?.split_first_chunk::<4>()? else { return None };
    let side = |at: usize| sides.get(at..)?.first_chunk().map(|side| u32::from_be_bytes(*side));
    let (width, height) = (side(0)?, side(4)?);
    // Eight bits a channel, four channels at most, and a row or two.
    let memory = (u64::from(width) * u64::from(height)).saturating_mul(4);
    Some(Header { width, height, memory })
}

pub(crate) fn unpack(bytes: &[u8], header: &Header) -> Option<Unpacked> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: CHUNKS });
    // Both may be packed a thousandfold, and neither is kept.
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let Header { width, height, .. } = *header;
    if reader.info().size() != (width, height) {
        return None;
    }
    let mut pixels = vec![0; reader.output_buffer_size()?];
    // Stops with the last row: what the data would still unpack to stays packed.
    let shown = reader.next_frame(&mut pixels).ok()?;
    if (shown.width, shown.height, shown.bit_depth) != (width, height, BitDepth::Eight) {
        return None;
    }
    let orientation = orientation(reader.info().exif_metadata.as_deref());
    let pixels = match shown.color_type {
        ColorType::Grayscale => DynamicImage::ImageLuma8(GrayImage::from_raw(width, height, pixels)?),
        ColorType::GrayscaleAlpha => {
            DynamicImage::ImageLumaA8(GrayAlphaImage::from_raw(width, height, pixels)?)
        }
        ColorType::Rgb => DynamicImage::ImageRgb8(RgbImage::from_raw(width, height, pixels)?),
        ColorType::Rgba => DynamicImage::ImageRgba8(RgbaImage::from_raw(width, height, pixels)?),
        ColorType::Indexed => return None,
    };
    Some((pixels, orientation))
}
