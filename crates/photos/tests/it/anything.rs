//! Whatever comes: an answer, and never a file that is not a picture.

use image::ImageFormat;
use proptest::prelude::*;
use talewright_photos::{PhotoLimits, sanitize};

use crate::make::{ALPH, VP8, encoded, jpeg, jpeg_of, png, quarters, read, riff_chunk, vp8x, webp};

fn limits() -> PhotoLimits {
    PhotoLimits { max_side: 4_000, max_pixels: 1_000_000, max_memory: 32 << 20, store_side: 64 }
}

fn samples() -> Vec<Vec<u8>> {
    let picture = quarters(48, 40);
    vec![
        jpeg(&picture),
        jpeg_of(picture.as_raw(), (48, 40), jpeg_encoder::ColorType::Rgb, true),
        png(picture.clone()),
        encoded(picture, ImageFormat::WebP),
        webp(&[riff_chunk(b"VP8 ", &VP8)]),
        webp(&[vp8x(0x10), riff_chunk(b"ALPH", &ALPH), riff_chunk(b"VP8 ", &VP8)]),
    ]
}

fn check(bytes: &[u8]) {
    if let Ok(photo) = sanitize(bytes, &limits()) {
        let pixels = read(&photo);
        assert!(pixels.width().max(pixels.height()) <= 64);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_bytes_are_answered(which in 0..7_usize, noise in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let beginning = samples().get(which).map(|sample| sample[..20].to_vec()).unwrap_or_default();
        check(&[beginning, noise].concat());
    }

    #[test]
    fn damaged_pictures_are_answered(
        which in 0..6_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = samples().swap_remove(which);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.map_or(bytes.len(), |cut| cut.index(bytes.len())));
        check(&bytes);
    }
}
