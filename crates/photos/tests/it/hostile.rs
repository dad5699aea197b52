//! Lies, bombs and stowaways. What they cost in memory is measured in `tests/memory.rs`.

use image::ImageFormat;
use rstest::rstest;
use talewright_photos::{PhotoError, PhotoLimits, sanitize};

use crate::make::{
    VP8, encoded, holds, jpeg, png, quarters, read, riff_chunk, vp8x, webp, with_chunk, with_segment,
    with_sides,
};

fn refused(bytes: &[u8]) -> PhotoError {
    sanitize(bytes, &PhotoLimits::default()).unwrap_err()
}

#[rstest]
#[case::nothing(b"")]
#[case::html(b"<!doctype html><html><script>alert(1)</script></html>")]
#[case::svg(b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>")]
#[case::svg_with_a_prolog(b"<?xml version=\"1.0\"?><svg onload=\"alert(1)\"/>")]
#[case::svgz(b"\x1f\x8b\x08\0\0\0\0\0")]
#[case::pdf(b"%PDF-1.7\n")]
#[case::zip(b"PK\x03\x04")]
#[case::program(b"\x7fELF")]
#[case::almost_a_png(b"\x89PNG")]
#[case::almost_a_webp(b"RIFF\0\0\0\0WAVE")]
#[case::almost_a_heic(b"\0\0\0\x18ftypmp42")]
fn what_is_no_picture_is_refused(#[case] bytes: &[u8]) {
    assert_eq!(refused(bytes), PhotoError::NotAPicture);
}

#[rstest]
#[case::a_bomb(50_000, 50_000)]
#[case::too_wide(12_001, 1)]
#[case::too_high(1, 12_001)]
#[case::too_many(8_000, 8_000)]
#[case::most(u32::MAX, u32::MAX)]
fn pngs_that_claim_too_much_are_refused(#[case] width: u32, #[case] height: u32) {
    let bomb = with_sides(&png(quarters(8, 8)), width, height);
    assert_eq!(refused(&bomb), PhotoError::TooLarge { width, height });
}

#[test]
fn jpegs_and_webps_that_claim_too_much_are_refused() {
    let mut jpeg = jpeg(&quarters(16, 16));
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].fill(0xff);
    assert_eq!(refused(&jpeg), PhotoError::TooLarge { width: 65_535, height: 65_535 });
    let mut picture = VP8;
    picture[6..10].copy_from_slice(&[0xff, 0x3f, 0xff, 0x3f]);
    let bomb = webp(&[riff_chunk(b"VP8 ", &picture)]);
    assert_eq!(refused(&bomb), PhotoError::TooLarge { width: 16_383, height: 16_383 });
    // A small canvas does not hide the large picture in it, be it a frame's.
    assert_eq!(refused(&webp(&[vp8x(0), riff_chunk(b"VP8 ", &picture)])), PhotoError::Unreadable);
    let frame = riff_chunk(b"ANMF", &[vec![0; 16], riff_chunk(b"VP8 ", &picture)].concat());
    let animation = webp(&[vp8x(2), riff_chunk(b"ANIM", &[0; 6]), frame]);
    assert_eq!(refused(&animation), PhotoError::Unreadable);
}

#[test]
fn sides_that_are_nothing_are_refused() {
    assert_eq!(refused(&with_sides(&png(quarters(8, 8)), 0, 8)), PhotoError::Unreadable);
}

#[test]
fn a_header_may_not_claim_more_than_there_is() {
    assert_eq!(refused(&with_sides(&png(quarters(8, 8)), 3000, 3000)), PhotoError::Unreadable);
    // A chunk of four gigabytes in a file of a hundred bytes.
    let mut chunk = riff_chunk(b"EXIF", &[0; 8]);
    chunk[4..8].copy_from_slice(&[0xf0, 0xff, 0xff, 0xff]);
    assert_eq!(refused(&webp(&[vp8x(8), riff_chunk(b"VP8 ", &VP8), chunk])), PhotoError::Unreadable);
}

#[test]
fn tables_that_grow_too_large_are_refused() {
    let sides = [0x2f, 15, 0xc0, 3, 0];
    let packed = webp(&[riff_chunk(b"VP8L", &[&sides[..], &[0x55; 1 << 20]].concat())]);
    assert_eq!(refused(&packed), PhotoError::TooCostly);
    // Progressive, of three full planes, 36 megapixels: 9 bytes each.
    let mut jpeg = jpeg(&quarters(16, 16));
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 1] = 0xc2;
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x17, 0x70, 0x17, 0x70]);
    assert_eq!(refused(&jpeg), PhotoError::TooCostly);
}

#[test]
fn a_second_frame_in_a_jpeg_is_refused() {
    let frame = [8, 0, 16, 0, 16, 1, 1, 0x11, 0];
    assert_eq!(refused(&with_segment(&jpeg(&quarters(16, 16)), 0xc0, &frame)), PhotoError::Unreadable);
}

#[rstest]
#[case::jpeg(ImageFormat::Jpeg)]
#[case::png(ImageFormat::Png)]
#[case::webp(ImageFormat::WebP)]
fn what_is_cut_off_is_refused(#[case] format: ImageFormat) {
    let whole = match format {
        ImageFormat::Jpeg => jpeg(&quarters(96, 64)),
        format => encoded(quarters(96, 64), format),
    };
    assert!(sanitize(&whole, &PhotoLimits::default()).is_ok());
    for cut in (12..whole.len() * 9 / 10).chain(whole.len() - 14..whole.len() - 12) {
        assert_eq!(refused(&whole[..cut]), PhotoError::Unreadable, "cut at {cut} of {}", whole.len());
    }
}

#[test]
fn stowaways_stay_behind() {
    const PAGE: &[u8] = b"<html><script>alert('stowaway')</script></html>";
    const ARCHIVE: &[u8] = b"PK\x03\x04META-INF/MANIFEST.MF stowaway PK\x05\x06";
    let picture = quarters(96, 64);
    let (jpeg, png) = (jpeg(&picture), png(picture.clone()));
    let webp = encoded(picture, ImageFormat::WebP);
    let stowaways = [
        [&jpeg[..], ARCHIVE].concat(),
        with_segment(&jpeg, 0xfe, PAGE),
        [&png[..], PAGE].concat(),
        with_chunk(&png, b"tEXt", &[b"Title\0", PAGE].concat()),
        [&webp[..], ARCHIVE].concat(),
    ];
    for bytes in stowaways {
        let photo = sanitize(&bytes, &PhotoLimits::default()).unwrap();
        read(&photo);
        for trace in [&b"stowaway"[..], b"PK\x03\x04", b"<script"] {
            assert!(holds(&bytes, b"stowaway") && !holds(&photo.bytes, trace));
        }
        assert!(photo.bytes.ends_with(&[0xff, 0xd9]));
    }
    // A GIF that is an archive too is a GIF, and a page that looks for a picture in itself is a page.
    assert_eq!(refused(&[b"GIF89a", ARCHIVE].concat()), PhotoError::Unsupported { format: "GIF" });
    assert_eq!(refused(&[PAGE, &png].concat()), PhotoError::NotAPicture);
}
