//! What pictures cost in memory. One test alone in its process, because the allocator counts for all of it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy excuses tests, but not what they are made of"
)]

#[path = "it/make.rs"]
#[expect(dead_code, reason = "shared with the other tests")]
mod make;

use image::{GrayImage, RgbImage, RgbaImage};
use make::{VP8, png, png_chunk, quarters, riff_chunk, vp8x, webp, with_chunk, with_sides};
use peak_alloc::PeakAlloc;
use talewright_photos::{PhotoError, PhotoLimits, sanitize};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What scaling takes beside the picture, and the tables of codecs.
const ASIDE: usize = 80 << 20;

/// The answer, and how much memory was taken for it at its worst.
fn measured(bytes: &[u8]) -> (Result<(u32, u32), PhotoError>, usize) {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let answer = sanitize(bytes, &PhotoLimits::default()).map(|photo| (photo.width, photo.height));
    (answer, MEMORY.peak_usage().saturating_sub(before))
}

#[test]
fn memory_stays_flat() {
    for (name, bytes) in refused() {
        let (answer, peak) = measured(&bytes);
        assert!(answer.is_err() && peak < 64 << 10, "{name}: {answer:?}, {peak} bytes");
    }
    for (name, bytes, most) in costly() {
        let (answer, peak) = measured(&bytes);
        assert!(peak < most, "{name}: {answer:?}, {peak} bytes");
        assert!(answer.is_ok() || name == "tables", "{name}: {answer:?}");
    }
}

/// What is refused by what its header says.
fn refused() -> Vec<(&'static str, Vec<u8>)> {
    let mut vp8 = VP8;
    vp8[6..10].copy_from_slice(&[0xff, 0x3f, 0xff, 0x3f]);
    let mut chunk = riff_chunk(b"EXIF", &[0; 8]);
    chunk[4..8].fill(0xf0);
    let tables = webp(&[riff_chunk(b"VP8L", &tables(12_000))]);
    vec![
        ("50,000 × 50,000", with_sides(&png(quarters(8, 8)), 50_000, 50_000)),
        ("a large picture on a small canvas", webp(&[vp8x(0), riff_chunk(b"VP8 ", &vp8)])),
        ("a chunk larger than its file", webp(&[vp8x(8), riff_chunk(b"VP8 ", &VP8), chunk])),
        ("tables of a quarter of a gigabyte", tables),
        ("ten megabytes of a page", b"<html>".repeat(10 << 17)),
    ]
}

/// What is unpacked, and the most that may take, in bytes.
fn costly() -> Vec<(&'static str, Vec<u8>, usize)> {
    let worst = usize::try_from(PhotoLimits::default().max_memory).unwrap() + ASIDE;
    let data = endless();
    let idat = png_chunk(b"IDAT", &data);
    let small =
        with_sides(&[&png(GrayImage::new(64, 64))[..33], &idat, &png_chunk(b"IEND", b"")].concat(), 64, 64);
    let profile = with_chunk(&png(quarters(64, 64)), b"iCCP", &[b"p\0\0", &data[..]].concat());
    let text = with_chunk(&png(quarters(64, 64)), b"zTXt", &[b"t\0\0", &data[..]].concat());
    let aside = 2 << 20;
    vec![
        ("endless data", small, aside),
        ("an endless profile", profile, aside),
        ("endless text", text, aside),
        ("tables", webp(&[riff_chunk(b"VP8L", &tables(9_000))]), worst),
        ("49 megapixels, opaque", png(RgbImage::new(7_000, 7_000)), 147 * 1_000_000 + ASIDE),
        ("49 megapixels, with alpha", png(RgbaImage::new(7_000, 7_000)), 196 * 1_000_000 + ASIDE),
        ("a thread", png(RgbaImage::new(4_000, 12_000)), worst),
    ]
}

/// A hundred megabytes of nothing, packed as PNG packs.
fn endless() -> Vec<u8> {
    let bytes = png(GrayImage::new(10_000, 10_000));
    let mut rest = &bytes[8..];
    let mut data = Vec::new();
    while let Some((length, _)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap();
        if &rest[4..8] == b"IDAT" {
            data.extend_from_slice(&rest[8..8 + length]);
        }
        rest = &rest[length + 12..];
    }
    data
}

/// Lossless data of 16 × 16 pixels that describes `groups` times five tables of four kilobytes, as short as can be.
fn tables(groups: u32) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.put(0x2f, 8);
    bits.put(15, 14);
    bits.put(15, 14);
    // No alpha, version 0, no transform, no cache of colours; tables by blocks of 4 × 4.
    bits.put(0, 1 + 3 + 1 + 1);
    bits.put(1, 1);
    bits.put(0, 3);
    // The picture that tells which block has which tables: one colour, the number of the last ones.
    bits.put(0, 1);
    for symbol in [(groups - 1) & 0xff, (groups - 1) >> 8] {
        bits.put(0b101, 3);
        bits.put(symbol, 8);
    }
    (0..3).for_each(|_| bits.put(0b0001, 4));
    for _ in 0..groups * 5 {
        bits.put_table();
    }
    bits.bytes
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn put(&mut self, value: u32, count: u32) {
        for at in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            *self.bytes.last_mut().unwrap() |= u8::try_from(value >> at & 1).unwrap() << (self.used % 8);
            self.used += 1;
        }
    }

    /// A code of the lengths 1, 2, … 9, 10, 10, told by a code of the lengths 3 (for 1 to 6) and 4 (for 7 to 10).
    fn put_table(&mut self) {
        self.put(0, 1);
        self.put(14 - 4, 4);
        // The order is 17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10.
        for length in [0, 0, 0, 3, 3, 3, 3, 3, 0, 3, 4, 4, 4, 4] {
            self.put(length, 3);
        }
        // Eleven lengths follow.
        self.put(1, 1);
        self.put(1, 3);
        self.put(9, 4);
        for length in (1..=10).chain([10]) {
            let (code, count): (u32, u32) = if length <= 6 { (length - 1, 3) } else { (12 + length - 7, 4) };
            self.put(code.reverse_bits() >> (32 - count), count);
        }
    }
}
