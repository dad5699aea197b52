//! Pictures for the tests, made by hand where encoders are too honest.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};
use talewright_photos::Photo;

pub(crate) const RED: [u8; 3] = [220, 30, 40];
pub(crate) const GREEN: [u8; 3] = [30, 160, 60];
pub(crate) const BLUE: [u8; 3] = [30, 60, 200];
pub(crate) const WHITE: [u8; 3] = [255, 255, 255];

/// A lossy picture of 16 × 16, red on the left and blue on the right.
pub(crate) const VP8: [u8; 48] = [
    0x90, 0x01, 0x00, 0x9d, 0x01, 0x2a, 0x10, 0x00, 0x10, 0x00, 0x01, 0x40, 0x26, 0x25, 0xa0, 0x02, 0x74,
    0xba, 0x00, 0x03, 0x98, 0x00, 0xfe, 0xf2, 0xc1, 0xff, 0x8b, 0x9d, 0xfe, 0xe3, 0xff, 0x70, 0x71, 0x9f,
    0xbf, 0x8b, 0x9f, 0xff, 0x02, 0x77, 0x16, 0xff, 0xe0, 0x4e, 0xbc, 0x40, 0x00, 0x00,
];
/// Its alpha, if it has any: the left half is opaque, the right is not there.
pub(crate) const ALPH: [u8; 18] = [
    0x01, 0x0f, 0x30, 0xff, 0x11, 0x11, 0x42, 0x2c, 0x98, 0xcc, 0x5f, 0xba, 0x3b, 0x83, 0x88, 0xfe, 0x47,
    0x2e,
];

/// Red, green, blue and white, in reading order.
pub(crate) fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb(match (x < width / 2, y < height / 2) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => WHITE,
        })
    })
}

pub(crate) fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub(crate) fn png(picture: impl Into<DynamicImage>) -> Vec<u8> {
    encoded(picture, ImageFormat::Png)
}

pub(crate) fn jpeg(picture: &RgbImage) -> Vec<u8> {
    jpeg_of(picture.as_raw(), picture.dimensions(), ColorType::Rgb, false)
}

pub(crate) fn jpeg_of(pixels: &[u8], sides: (u32, u32), colours: ColorType, progressive: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 90);
    encoder.set_progressive(progressive);
    encoder
        .encode(pixels, u16::try_from(sides.0).unwrap(), u16::try_from(sides.1).unwrap(), colours)
        .unwrap();
    bytes
}

/// Puts a segment behind the start of a JPEG.
pub(crate) fn with_segment(jpeg: &[u8], marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, marker], &length, body, &jpeg[2..]].concat()
}

/// EXIF data that turns a picture, and says where it was taken.
pub(crate) fn exif(orientation: u8, place: &[u8]) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
    };
    // The header takes 8 bytes, the first directory 2 + 2 × 12 + 4, the second 2 + 12 + 4.
    let (places, text) = (38, 56);
    let length = u32::try_from(place.len()).unwrap();
    [
        b"II*\0\x08\0\0\0\x02\0".to_vec(),
        entry(0x0112, 3, 1, orientation.into()),
        entry(0x8825, 4, 1, places),
        b"\0\0\0\0\x01\0".to_vec(),
        entry(0x001d, 2, length, text),
        b"\0\0\0\0".to_vec(),
        place.to_vec(),
    ]
    .concat()
}

/// One chunk of a PNG.
pub(crate) fn png_chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    let named = [&name[..], body].concat();
    [&length[..], &named, &crc32(&named).to_be_bytes()].concat()
}

/// A PNG with another chunk behind its header.
pub(crate) fn with_chunk(png: &[u8], name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&png[..33], &png_chunk(name, body), &png[33..]].concat()
}

/// A PNG that claims other sides.
pub(crate) fn with_sides(png: &[u8], width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &png[24..29]].concat();
    [&png[..8], &png_chunk(b"IHDR", &header), &png[33..]].concat()
}

/// A PNG that comes in seven passes, each finer than the one before; nothing in it is packed.
pub(crate) fn interlaced(picture: &RgbImage) -> Vec<u8> {
    let passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
    let (width, height) = picture.dimensions();
    let mut rows = Vec::new();
    for (left, top, across, down) in passes {
        for y in (top..height).step_by(down) {
            rows.push(0);
            rows.extend((left..width).step_by(across).flat_map(|x| picture.get_pixel(x, y).0));
        }
    }
    let mut data = vec![0x78, 0x01];
    let last = rows.len().div_ceil(0xffff) - 1;
    for (at, part) in rows.chunks(0xffff).enumerate() {
        let length = u16::try_from(part.len()).unwrap();
        data.push(u8::from(at == last));
        data.extend([length.to_le_bytes(), (!length).to_le_bytes()].concat());
        data.extend(part);
    }
    let (a, b) = rows
        .iter()
        .fold((1, 0), |(a, b), byte| ((a + u32::from(*byte)) % 65_521, (a + b + u32::from(*byte)) % 65_521));
    data.extend((b << 16 | a).to_be_bytes());
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 1]].concat();
    let signature = &png(RgbImage::new(1, 1))[..8];
    [signature, &png_chunk(b"IHDR", &header), &png_chunk(b"IDAT", &data), &png_chunk(b"IEND", b"")].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

/// One chunk of a WebP.
pub(crate) fn riff_chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let filling = vec![0; body.len() % 2];
    [&name[..], &u32::try_from(body.len()).unwrap().to_le_bytes(), body, &filling].concat()
}

pub(crate) fn webp(chunks: &[Vec<u8>]) -> Vec<u8> {
    riff_chunk(b"RIFF", &[b"WEBP".to_vec(), chunks.concat()].concat())
}

/// The header of a WebP with more than one chunk, whose canvas has 16 × 16 pixels.
pub(crate) fn vp8x(flags: u8) -> Vec<u8> {
    riff_chunk(b"VP8X", &[flags, 0, 0, 0, 15, 0, 0, 15, 0, 0])
}

/// Fails unless the photo shows `colour` at `(x, y)`, in hundredths of its sides.
#[track_caller]
pub(crate) fn assert_shows(photo: &Photo, (x, y): (u32, u32), colour: [u8; 3]) {
    let pixels = read(photo);
    let seen = pixels.get_pixel(pixels.width() * x / 100, pixels.height() * y / 100).0;
    let is_near = seen.iter().zip(colour).all(|(seen, wanted)| seen.abs_diff(wanted) <= 24);
    assert!(is_near, "{seen:?} instead of {colour:?} at {x} %, {y} %");
}

/// Reads the photo back, and checks what it says of itself.
#[track_caller]
pub(crate) fn read(photo: &Photo) -> RgbImage {
    assert_eq!((photo.media_type, photo.extension), ("image/jpeg", "jpg"));
    let pixels = image::load_from_memory_with_format(&photo.bytes, ImageFormat::Jpeg).unwrap().into_rgb8();
    assert_eq!(pixels.dimensions(), (photo.width, photo.height));
    pixels
}

/// Whether `needle` is anywhere in `bytes`.
pub(crate) fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|part| part == needle)
}
