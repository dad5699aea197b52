//! Pictures: real files, quickly made.

use std::collections::HashMap;
use std::sync::Mutex;

use bytes::{Bytes, BytesMut};

use super::call::hash_of;
use super::house::lock;

/// Pictures of one size and format that look different; more of them differ in their metadata only.
const VARIANTS: u64 = 12;
/// Largest side.
const LARGEST: u32 = 4096;

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Format {
    Png,
    Jpeg,
    Webp,
}

impl Format {
    /// By OpenAI's and by Runware's name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "png" | "PNG" => Some(Self::Png),
            "jpeg" | "JPG" => Some(Self::Jpeg),
            "webp" | "WEBP" => Some(Self::Webp),
            _ => None,
        }
    }

    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

/// What a picture file is, by its first bytes.
pub(crate) fn kind_of(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG") {
        Some("image/png")
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..11) == Some(b"WEB") {
        Some("image/webp")
    } else if bytes.starts_with(b"GIF8") {
        Some("image/gif")
    } else {
        None
    }
}

/// Makes pictures, and keeps what it made.
#[derive(Debug, Default)]
pub(crate) struct Studio {
    made: Mutex<HashMap<(u32, u32, Format, u64), Bytes>>,
}

impl Studio {
    /// A picture of that size for these words: the same words give the same file, others give another one.
    pub(crate) fn picture(&self, width: u32, height: u32, format: Format, words: &str) -> Bytes {
        let (width, height) = (width.clamp(1, LARGEST), height.clamp(1, LARGEST));
        let hash = hash_of(&words);
        let key = (width, height, format, hash % VARIANTS);
        let known = lock(&self.made).get(&key).cloned();
        let file = known.unwrap_or_else(|| {
            let file = encode(width, height, format, &paint(width, height, hash % VARIANTS));
            lock(&self.made).insert(key, file.clone());
            file
        });
        sign(&file, format, hash)
    }
}

/// A ground, and a disc in the middle.
fn paint(width: u32, height: u32, variant: u64) -> Vec<u8> {
    let tone = |shift: u64| u8::try_from(60 + (variant * 47 + shift * 83) % 160).unwrap_or(128);
    let (w, h) = (width as usize, height as usize);
    let mut pixels = [tone(0), tone(1), tone(2)].repeat(w * h);
    let disc = [tone(3), tone(4), tone(0)].repeat(w);
    let radius = f64::from(width.min(height)) * 0.3;
    for (y, row) in pixels.chunks_exact_mut(3 * w).enumerate() {
        let off = y as f64 - h as f64 / 2.0;
        let half = (radius * radius - off * off).max(0.0).sqrt() as usize;
        let (from, to) = (3 * (w / 2 - half.min(w / 2)), 3 * (w / 2 + half).min(w));
        if let (Some(there), Some(colour)) = (row.get_mut(from..to), disc.get(from..to)) {
            there.copy_from_slice(colour);
        }
    }
    pixels
}

fn encode(width: u32, height: u32, format: Format, pixels: &[u8]) -> Bytes {
    let mut file = Vec::new();
    // Writing to memory fails only for sizes that the clamp excludes; an empty file would be seen at once.
    match format {
        Format::Png => {
            let mut encoder = png::Encoder::new(&mut file, width, height);
            encoder.set_color(png::ColorType::Rgb);
            encoder.set_compression(png::Compression::Fast);
            if let Ok(mut writer) = encoder.write_header() {
                let _ = writer.write_image_data(pixels);
            }
        }
        Format::Jpeg => {
            let (w, h) =
                (u16::try_from(width).unwrap_or(u16::MAX), u16::try_from(height).unwrap_or(u16::MAX));
            let encoder = jpeg_encoder::Encoder::new(&mut file, 85);
            let _ = encoder.encode(pixels, w, h, jpeg_encoder::ColorType::Rgb);
        }
        Format::Webp => {
            let encoder = image_webp::WebPEncoder::new(&mut file);
            let _ = encoder.encode(pixels, width, height, image_webp::ColorType::Rgb8);
        }
    }
    file.into()
}

/// Writes a number into the metadata, so that the bytes of two pictures differ. WebP files are left as they are.
fn sign(file: &Bytes, format: Format, number: u64) -> Bytes {
    let note = format!("mock\0{number:016x}");
    let (at, chunk) = match format {
        Format::Png => (file.len().saturating_sub(12), png_text(note.as_bytes())),
        Format::Jpeg => (2, [&[0xff, 0xfe, 0, note.len() as u8 + 2], note.as_bytes()].concat()),
        Format::Webp => return file.clone(),
    };
    let (head, tail) = file.split_at(at.min(file.len()));
    let mut signed = BytesMut::with_capacity(file.len() + chunk.len());
    signed.extend_from_slice(head);
    signed.extend_from_slice(&chunk);
    signed.extend_from_slice(tail);
    signed.freeze()
}

/// A `tEXt` chunk.
fn png_text(content: &[u8]) -> Vec<u8> {
    let body = [b"tEXt", content].concat();
    let length = u32::try_from(content.len()).unwrap_or(0).to_be_bytes();
    [&length[..], &body, &crc32(&body).to_be_bytes()].concat()
}

/// PNG's checksum.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    };
    !bytes.iter().fold(u32::MAX, step)
}
