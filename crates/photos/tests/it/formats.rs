//! Every format that is read, in its variants.

use image::{DynamicImage, GrayImage, ImageFormat, RgbaImage};
use jpeg_encoder::ColorType;
use rstest::rstest;
use talewright_photos::{Photo, PhotoError, PhotoLimits, sanitize};

use crate::make::{
    ALPH, BLUE, GREEN, RED, VP8, WHITE, assert_shows, encoded, interlaced, jpeg, jpeg_of, png, quarters,
    riff_chunk, vp8x, webp,
};

fn taken(bytes: &[u8]) -> Photo {
    sanitize(bytes, &PhotoLimits::default()).unwrap()
}

fn assert_quarters(photo: &Photo, sides: (u32, u32)) {
    assert_eq!((photo.width, photo.height), sides);
    for (at, colour) in [((25, 25), RED), ((75, 25), GREEN), ((25, 75), BLUE), ((75, 75), WHITE)] {
        assert_shows(photo, at, colour);
    }
}

fn progressive() -> Vec<u8> {
    jpeg_of(quarters(96, 64).as_raw(), (96, 64), ColorType::Rgb, true)
}

fn cmyk() -> Vec<u8> {
    let inks = |rgb: &[u8]| [255 - rgb[0], 255 - rgb[1], 255 - rgb[2], 0];
    let pixels: Vec<u8> = quarters(96, 64).as_raw().chunks(3).flat_map(inks).collect();
    jpeg_of(&pixels, (96, 64), ColorType::Cmyk, false)
}

fn ycck() -> Vec<u8> {
    let inks = |rgb: &[u8]| [255 - rgb[0], 255 - rgb[1], 255 - rgb[2], 0];
    let pixels: Vec<u8> = quarters(96, 64).as_raw().chunks(3).flat_map(inks).collect();
    jpeg_of(&pixels, (96, 64), ColorType::CmykAsYcck, false)
}

fn sixteen_bits() -> Vec<u8> {
    png(DynamicImage::ImageRgb8(quarters(96, 64)).into_rgb16())
}

fn lossless_webp() -> Vec<u8> {
    encoded(quarters(96, 64), ImageFormat::WebP)
}

#[rstest]
#[case::jpeg(jpeg(&quarters(96, 64)))]
#[case::progressive(progressive())]
#[case::cmyk(cmyk())]
#[case::ycck(ycck())]
#[case::png(png(quarters(96, 64)))]
#[case::interlaced(interlaced(&quarters(96, 64)))]
#[case::sixteen_bits(sixteen_bits())]
#[case::webp(lossless_webp())]
fn colours_and_sides_stay(#[case] bytes: Vec<u8>) {
    assert_quarters(&taken(&bytes), (96, 64));
}

#[rstest]
#[case::jpeg(jpeg_of(&[120; 40 * 30], (40, 30), ColorType::Luma, false))]
#[case::png(png(GrayImage::from_pixel(40, 30, image::Luma([120]))))]
#[case::deep(png(DynamicImage::ImageLuma8(GrayImage::from_pixel(40, 30, image::Luma([120]))).into_luma16()))]
fn grey_stays_grey(#[case] bytes: Vec<u8>) {
    let photo = taken(&bytes);
    assert_eq!((photo.width, photo.height), (40, 30));
    assert_shows(&photo, (50, 50), [120; 3]);
}

#[rstest]
#[case::png(ImageFormat::Png)]
#[case::webp(ImageFormat::WebP)]
fn what_shines_through_is_laid_on_white(#[case] format: ImageFormat) {
    let alpha = |x| if x < 20 { 255 } else { 128 };
    let picture =
        RgbaImage::from_fn(40, 40, |x, y| image::Rgba([0, 0, 0, if y < 20 { alpha(x) } else { 0 }]));
    let photo = taken(&encoded(picture, format));
    for (at, colour) in [((25, 25), [0; 3]), ((75, 25), [127; 3]), ((50, 75), WHITE)] {
        assert_shows(&photo, at, colour);
    }
}

#[test]
fn a_lossy_webp_is_read_with_its_alpha_and_without() {
    let plain = taken(&webp(&[riff_chunk(b"VP8 ", &VP8)]));
    assert_shows(&plain, (20, 50), RED);
    assert_shows(&plain, (80, 50), BLUE);
    let alpha = taken(&webp(&[vp8x(0x10), riff_chunk(b"ALPH", &ALPH), riff_chunk(b"VP8 ", &VP8)]));
    assert_shows(&alpha, (20, 50), RED);
    assert_shows(&alpha, (80, 50), WHITE);
}

#[test]
fn of_an_animated_webp_only_the_first_frame_is_read() {
    let frame = |picture: &[u8]| {
        let place = [0, 0, 0, 0, 0, 0, 15, 0, 0, 15, 0, 0, 100, 0, 0, 0];
        riff_chunk(b"ANMF", &[&place[..], picture].concat())
    };
    let broken = riff_chunk(b"VP8 ", &[0xaa; 40]);
    let chunks =
        [vp8x(0x02), riff_chunk(b"ANIM", &[0; 6]), frame(&riff_chunk(b"VP8 ", &VP8)), frame(&broken)];
    let photo = taken(&webp(&chunks));
    assert_eq!((photo.width, photo.height), (16, 16));
    assert_shows(&photo, (20, 50), RED);
}

#[test]
fn of_an_animated_png_only_the_first_frame_is_read() {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 96, 64);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_animated(2, 0).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(quarters(96, 64).as_raw()).unwrap();
    writer.write_image_data(&[0; 96 * 64 * 3]).unwrap();
    writer.finish().unwrap();
    assert_quarters(&taken(&bytes), (96, 64));
}

#[test]
fn few_colours_and_few_bits_are_read() {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 16, 16);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_palette([RED, BLUE].concat());
    encoder.set_trns(vec![255, 0]);
    encoder.write_header().unwrap().write_image_data(&[0x00, 0xff].repeat(16)).unwrap();
    let photo = taken(&bytes);
    assert_shows(&photo, (20, 50), RED);
    assert_shows(&photo, (80, 50), WHITE);
}

#[test]
fn large_pictures_are_scaled_down_and_small_ones_are_not_scaled_up() {
    let limits = PhotoLimits { store_side: 100, ..PhotoLimits::default() };
    let stored = |width, height| sanitize(&png(quarters(width, height)), &limits).unwrap();
    assert_quarters(&stored(300, 200), (100, 67));
    assert_quarters(&stored(200, 400), (50, 100));
    assert_quarters(&stored(100, 60), (100, 60));
    let thread = stored(1000, 1);
    assert_eq!((thread.width, thread.height), (100, 1));
}

#[test]
fn a_jpeg_of_a_scaled_picture_keeps_its_proportions() {
    let photo = taken(&jpeg(&quarters(3000, 1500)));
    assert_quarters(&photo, (2048, 1024));
}

#[rstest]
#[case::gif(b"GIF89a\x01\0\x01\0", "GIF")]
#[case::heic(b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC")]
#[case::avif(b"\0\0\0\x18ftypavif\0\0\0\0", "AVIF")]
#[case::tiff(b"II*\0\x08\0\0\0", "TIFF")]
fn what_is_not_read_is_named(#[case] bytes: &[u8], #[case] format: &'static str) {
    let refused = sanitize(bytes, &PhotoLimits::default()).unwrap_err();
    assert_eq!(refused, PhotoError::Unsupported { format });
    assert!(refused.to_string().contains("JPEG"), "{refused}");
}
