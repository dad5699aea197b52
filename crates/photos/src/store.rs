//! What is kept of a picture: opaque, small enough, upright, a JPEG.

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, GenericImageView};
use jpeg_encoder::{ColorType, Encoder};

use crate::Photo;

/// JPEG quality, 1 to 100: no visible loss, about 115 KB for 1024 × 1024.
const QUALITY: u8 = 88;

/// Makes the picture that is kept; no side is longer than `side` pixels.
pub(crate) fn photo(mut pixels: DynamicImage, orientation: Orientation, side: u16) -> Option<Photo> {
    lay_on_white(&mut pixels);
    let mut pixels = shrink(pixels, side)?;
    pixels.apply_orientation(orientation);
    let pixels = pixels.into_rgb8();
    let (width, height) = pixels.dimensions();
    let mut jpeg = Vec::with_capacity(256 << 10);
    let (columns, rows) = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
    Encoder::new(&mut jpeg, QUALITY).encode(pixels.as_raw(), columns, rows, ColorType::Rgb).ok()?;
    Some(Photo { bytes: jpeg.into(), width, height, media_type: "image/jpeg", extension: "jpg" })
}

/// Mixes what shines through with white, in place; the alpha that stays means nothing any more.
fn lay_on_white(pixels: &mut DynamicImage) {
    let mix = |value: &mut u8, alpha: u8| {
        let (value_, alpha) = (u32::from(*value), u32::from(alpha));
        *value = u8::try_from((value_ * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX);
    };
    match pixels {
        DynamicImage::ImageRgba8(pixels) => pixels.pixels_mut().for_each(|pixel| {
            let [r, g, b, alpha] = &mut pixel.0;
            [r, g, b].into_iter().for_each(|value| mix(value, *alpha));
        }),
        DynamicImage::ImageLumaA8(pixels) => pixels.pixels_mut().for_each(|pixel| {
            let [grey, alpha] = &mut pixel.0;
            mix(grey, *alpha);
        }),
        _ => {}
    }
}

fn shrink(pixels: DynamicImage, side: u16) -> Option<DynamicImage> {
    let (width, height) = pixels.dimensions();
    let (longest, side) = (width.max(height), u32::from(side.max(1)));
    if longest <= side {
        return Some(pixels);
    }
    let scaled = |length: u32| {
        let exact = (u64::from(length) * u64::from(side) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(exact).unwrap_or(side).max(1)
    };
    let mut small = DynamicImage::new(scaled(width), scaled(height), pixels.color());
    let options =
        ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3)).use_alpha(false);
    Resizer::new().resize(&pixels, &mut small, Some(&options)).ok()?;
    Some(small)
}
