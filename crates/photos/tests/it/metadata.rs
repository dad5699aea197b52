//! Pictures stand upright, and say nothing of where they come from.

use image::ImageFormat;
use rstest::rstest;
use talewright_photos::{PhotoLimits, sanitize};

use crate::make::{
    BLUE, GREEN, RED, VP8, WHITE, assert_shows, encoded, exif, holds, jpeg, quarters, riff_chunk, vp8x, webp,
    with_chunk, with_segment,
};

const CANARY: &[u8] = b"48.8584N 2.2945E";

fn turned(orientation: u8) -> [Vec<u8>; 3] {
    let exif = exif(orientation, CANARY);
    let picture = quarters(96, 64);
    let jpeg = with_segment(&jpeg(&picture), 0xe1, &[&b"Exif\0\0"[..], &exif].concat());
    let png = with_chunk(&encoded(picture.clone(), ImageFormat::Png), b"eXIf", &exif);
    let simple = encoded(picture, ImageFormat::WebP);
    let header = riff_chunk(b"VP8X", &[0x08, 0, 0, 0, 95, 0, 0, 63, 0, 0]);
    let webp = webp(&[header, simple[12..].to_vec(), riff_chunk(b"EXIF", &exif)]);
    [jpeg, png, webp]
}

#[rstest]
#[case(1, [RED, GREEN, BLUE, WHITE])]
#[case(2, [GREEN, RED, WHITE, BLUE])]
#[case(3, [WHITE, BLUE, GREEN, RED])]
#[case(4, [BLUE, WHITE, RED, GREEN])]
#[case(5, [RED, BLUE, GREEN, WHITE])]
#[case(6, [BLUE, RED, WHITE, GREEN])]
#[case(7, [WHITE, GREEN, BLUE, RED])]
#[case(8, [GREEN, WHITE, RED, BLUE])]
#[case(9, [RED, GREEN, BLUE, WHITE])]
fn pictures_are_turned_upright(#[case] orientation: u8, #[case] corners: [[u8; 3]; 4]) {
    let sides = if (5..=8).contains(&orientation) { (64, 96) } else { (96, 64) };
    for bytes in turned(orientation) {
        let photo = sanitize(&bytes, &PhotoLimits::default()).unwrap();
        assert_eq!((photo.width, photo.height), sides);
        for (at, colour) in [(25, 25), (75, 25), (25, 75), (75, 75)].into_iter().zip(corners) {
            assert_shows(&photo, at, colour);
        }
    }
}

#[test]
fn nothing_but_pixels_is_kept() {
    let [jpeg, png, webp] = turned(1);
    let xmp = [&b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>"[..], CANARY].concat();
    let icc = [&b"ICC_PROFILE\0\x01\x01"[..], CANARY].concat();
    let jpeg = with_segment(&jpeg, 0xe1, &xmp);
    let jpeg = with_segment(&jpeg, 0xe2, &icc);
    let jpeg = with_segment(&jpeg, 0xed, &[&b"Photoshop 3.0\0"[..], CANARY].concat());
    let jpeg = with_segment(&jpeg, 0xfe, CANARY);
    let png = with_chunk(&png, b"tEXt", &[&b"Comment\0"[..], CANARY].concat());
    let png = with_chunk(&png, b"caBX", CANARY);
    for bytes in [jpeg, png, webp] {
        assert!(holds(&bytes, CANARY));
        let photo = sanitize(&bytes, &PhotoLimits::default()).unwrap();
        for trace in [CANARY, b"Exif", b"xmpmeta", b"ICC_PROFILE", b"Photoshop", &[0xff, 0xe1], &[0xff, 0xfe]]
        {
            assert!(!holds(&photo.bytes, trace), "{} is kept", String::from_utf8_lossy(trace));
        }
    }
}

#[test]
fn broken_exif_data_turns_nothing() {
    for exif in [&b"II*\0\xff\xff\xff\xff"[..], b"MM\0*\0\0\0\x08\xff\xff", b"", b"II"] {
        let jpeg = with_segment(&jpeg(&quarters(96, 64)), 0xe1, &[&b"Exif\0\0"[..], exif].concat());
        let photo = sanitize(&jpeg, &PhotoLimits::default()).unwrap();
        assert_eq!((photo.width, photo.height), (96, 64));
        let webp = webp(&[vp8x(0x08), riff_chunk(b"VP8 ", &VP8), riff_chunk(b"EXIF", exif)]);
        assert_shows(&sanitize(&webp, &PhotoLimits::default()).unwrap(), (20, 50), RED);
    }
}
