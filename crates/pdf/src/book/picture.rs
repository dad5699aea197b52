//! Pictures as they are printed: JPEG bytes go into the file as they are, PNG pixels are deflated anew.

use std::sync::Arc;

use image::{ImageReader, Limits, RgbImage};
use krilla::image::Image;
use talewright_domain::Picture;

use crate::error::{PdfError, Place};

/// The largest picture that is printed, in pixels.
const LARGEST: u64 = 64_000_000;

/// A picture ready to be drawn.
pub(super) struct Plate {
    pub(super) image: Image,
    /// Width by height.
    pub(super) aspect: f32,
    /// What it shows; empty when nobody said.
    pub(super) alt: String,
}

impl Plate {
    /// Reads the header of a picture. What the bytes are decides, not what they are said to be.
    pub(super) fn new(picture: &Picture, place: Place) -> Result<Self, PdfError> {
        let failed = |reason: String| PdfError::Picture { place, reason };
        let bytes = &picture.bytes;
        let (width, height) = ImageReader::new(std::io::Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|error| failed(format!("cannot be read: {error}")))?
            .into_dimensions()
            .map_err(|error| failed(format!("is neither a JPEG nor a PNG that can be read: {error}")))?;
        if u64::from(width) * u64::from(height) > LARGEST || width == 0 || height == 0 {
            return Err(failed(format!("has {width} × {height} pixels; 64 million is the most")));
        }
        let data = krilla::Data::from(Arc::new(bytes.clone()) as Arc<dyn AsRef<[u8]> + Send + Sync>);
        let image = if bytes.starts_with(&[0xFF, 0xD8]) {
            Image::from_jpeg(data, true)
        } else {
            Image::from_png(data, true)
        };
        let image = image.map_err(|error| failed(format!("cannot be printed: {error}")))?;
        Ok(Self { image, aspect: width as f32 / height as f32, alt: picture.alt.trim().to_owned() })
    }
}

/// A picture small enough to take its colours; `None` when it cannot be decoded.
pub(super) fn thumbnail(picture: &Picture) -> Option<RgbImage> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(16_384);
    limits.max_image_height = Some(16_384);
    limits.max_alloc = Some(256 << 20);
    let mut reader = ImageReader::new(std::io::Cursor::new(&picture.bytes)).with_guessed_format().ok()?;
    reader.limits(limits);
    Some(reader.decode().ok()?.thumbnail_exact(48, 48).to_rgb8())
}
