//! The JPEG master of a picture: what is shown, sent and printed. A PNG of the same picture is ten times as
//! large and costs a book 1.7 s; the provider's own file is kept beside it.

use std::io::Cursor;

use bytes::Bytes;
use image::{ImageReader, Limits};
use jpeg_encoder::{ColorType, Encoder};

/// JPEG quality of a master, 1 to 100: no visible loss at 300 dpi, about 115 KB for 1024 × 1024.
const QUALITY: u8 = 88;
/// No side of a picture may be longer, in pixels.
const LONGEST_SIDE: u16 = 8192;
/// No picture may need more memory, in bytes.
const MOST_MEMORY: u64 = 256 << 20;

/// A picture's master.
pub(crate) struct Master {
    pub(crate) jpeg: Bytes,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Makes the master of a picture; a JPEG is taken as it is. Blocking.
///
/// # Errors
/// For a person: the bytes are no picture, or one that is too large.
pub(crate) fn make_master(picture: &Bytes) -> Result<Master, String> {
    let mut reader =
        ImageReader::new(Cursor::new(picture)).with_guessed_format().map_err(|e| e.to_string())?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE.into());
    limits.max_image_height = Some(LONGEST_SIDE.into());
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let is_jpeg = reader.format() == Some(image::ImageFormat::Jpeg);
    let pixels = reader.decode().map_err(|error| format!("not a usable picture: {error}"))?.into_rgb8();
    let (width, height) = pixels.dimensions();
    if is_jpeg {
        return Ok(Master { jpeg: picture.clone(), width, height });
    }
    let mut jpeg = Vec::with_capacity(256 << 10);
    let sides = (u16::try_from(width), u16::try_from(height));
    let (Ok(columns), Ok(rows)) = sides else { return Err("the picture is too large".into()) };
    let encoder = Encoder::new(&mut jpeg, QUALITY);
    encoder.encode(pixels.as_raw(), columns, rows, ColorType::Rgb).map_err(|error| error.to_string())?;
    Ok(Master { jpeg: jpeg.into(), width, height })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Bytes {
        let mut bytes = Cursor::new(Vec::new());
        image::RgbImage::new(width, height).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner().into()
    }

    #[test]
    fn a_png_becomes_a_jpeg_and_a_jpeg_stays_itself() {
        let master = make_master(&png(40, 30)).unwrap();
        assert_eq!((master.width, master.height), (40, 30));
        assert!(master.jpeg.starts_with(&[0xff, 0xd8]));
        assert_eq!(make_master(&master.jpeg).unwrap().jpeg, master.jpeg);
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert!(make_master(&Bytes::from_static(b"<html>")).is_err());
        assert!(make_master(&png(u32::from(LONGEST_SIDE) + 1, 1)).is_err());
    }
}
