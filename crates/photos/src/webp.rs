//! WebP: the container is read by us, because it says sizes in several places; the pixels by `image-webp`.

use std::io::Cursor;

use image::{DynamicImage, RgbImage, RgbaImage};
use image_webp::WebPDecoder;

use crate::format::{Header, Unpacked, orientation};

/// What the tables of lossless data may grow to, for each of its bytes. A table of four kilobytes is described by ten
/// bytes, and there may be a quarter of a million of them.
const TABLES: u64 = 512;

/// What the container holds, as far as it costs memory.
#[derive(Default)]
struct Contents {
    canvas: Option<(u32, u32)>,
    /// The largest sides of any coded picture.
    coded: (u32, u32),
    has_alpha: bool,
    is_animated: bool,
    is_lossless: bool,
    /// Bytes of lossless data, that of alpha channels included.
    lossless_bytes: u64,
}

pub(crate) fn header(bytes: &[u8]) -> Option<Header> {
    let mut contents = Contents::default();
    contents.read(inside(bytes)?.get(12..)?)?;
    contents.header()
}

pub(crate) fn unpack(bytes: &[u8], header: &Header) -> Option<Unpacked> {
    let mut decoder = WebPDecoder::new(Cursor::new(inside(bytes)?)).ok()?;
    let Header { width, height, .. } = *header;
    if decoder.dimensions() != (width, height) {
        return None;
    }
    let exif = decoder.exif_metadata().ok()?;
    let mut pixels = vec![0; decoder.output_buffer_size()?];
    decoder.read_image(&mut pixels).ok()?;
    let pixels = if decoder.has_alpha() {
        DynamicImage::ImageRgba8(RgbaImage::from_raw(width, height, pixels)?)
    } else {
        DynamicImage::ImageRgb8(RgbImage::from_raw(width, height, pixels)?)
    };
    Some((pixels, orientation(exif.as_deref())))
}

/// The file up to where it says that it ends; `None` when it is cut off.
fn inside(bytes: &[u8]) -> Option<&[u8]> {
    let size = usize::try_from(le32(bytes.get(4..)?)?).ok()?;
    bytes.get(..size.checked_add(8)?)
}

/// Takes the next chunk off: its name, and what it holds; `None` when it is cut off.
fn chunk<'a>(rest: &mut &'a [u8]) -> Option<(&'a [u8; 4], &'a [u8])> {
    let (name, sized) = rest.split_first_chunk::<4>()?;
    let size = usize::try_from(le32(sized)?).ok()?;
    let (body, after) = sized.get(4..)?.split_at_checked(size)?;
    // Chunks begin at even places; the last one's filling may be missing.
    *rest = after.get(size % 2..).unwrap_or_default();
    Some((name, body))
}

impl Contents {
    fn read(&mut self, mut rest: &[u8]) -> Option<()> {
        while rest.len() >= 8 {
            let (name, body) = chunk(&mut rest)?;
            match name {
                b"VP8X" => {
                    self.has_alpha |= body.first()? & 0x10 != 0;
                    self.canvas = Some((1 + le24(body.get(4..)?)?, 1 + le24(body.get(7..)?)?));
                }
                // Of an animation only the first frame is read.
                b"ANMF" if !self.is_animated => {
                    self.is_animated = true;
                    self.read(body.get(16..)?)?;
                }
                b"ANMF" => {}
                _ => self.read_picture(name, body)?,
            }
        }
        Some(())
    }

    fn read_picture(&mut self, name: &[u8; 4], body: &[u8]) -> Option<()> {
        let size = u64::try_from(body.len()).ok()?;
        let (width, height) = match name {
            b"VP8 " => {
                let sides = le32(body.get(6..)?)?;
                (sides & 0x3fff, sides >> 16 & 0x3fff)
            }
            b"VP8L" => {
                self.is_lossless = true;
                self.lossless_bytes += size;
                let sides = le32(body.get(1..)?)?;
                (1 + (sides & 0x3fff), 1 + (sides >> 14 & 0x3fff))
            }
            b"ALPH" => {
                self.has_alpha = true;
                self.lossless_bytes += size;
                return Some(());
            }
            _ => return Some(()),
        };
        self.coded = (self.coded.0.max(width), self.coded.1.max(height));
        Some(())
    }

    fn header(&self) -> Option<Header> {
        let (width, height) = self.canvas.unwrap_or(self.coded);
        // The decoder makes room for what is coded before it looks at the canvas.
        if self.coded.0 > width || self.coded.1 > height {
            return None;
        }
        // RGB or RGBA; planes, alpha as RGBA, a frame and a canvas, as the case may be.
        let per_pixel = match self {
            Self { is_animated: true, .. } => 14,
            Self { has_alpha: true, is_lossless: false, .. } => 11,
            Self { is_lossless: true, .. } => 8,
            _ => 5,
        };
        let padded = u64::from(width).next_multiple_of(16) * u64::from(height).next_multiple_of(16);
        let memory = padded.saturating_mul(per_pixel) + self.lossless_bytes * TABLES;
        Some(Header { width, height, memory })
    }
}

fn le24(bytes: &[u8]) -> Option<u32> {
    let [a, b, c] = *bytes.first_chunk()?;
    Some(u32::from_le_bytes([a, b, c, 0]))
}

fn le32(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}
