use std::io::Cursor;

use image::imageops;
use image::{ImageError, ImageReader, Limits, Rgba, RgbaImage};

/// No side of a picture may be longer.
const LONGEST_SIDE: u32 = 12_000;
/// No picture may need more memory to be decoded.
const MOST_MEMORY: u64 = 256 << 20;
/// The longer side of what is looked at.
const THUMBNAIL: u32 = 96;

/// A picture made small: enough for its colours.
#[derive(Debug)]
pub(super) struct Picture {
    /// Of the picture as it came.
    pub(super) width: u32,
    pub(super) height: u32,
    small: RgbaImage,
}

impl Picture {
    /// Reads a JPEG, PNG or WebP file.
    pub(super) fn read(file: &[u8]) -> Result<Self, ImageError> {
        let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format()?;
        let mut limits = Limits::default();
        limits.max_image_width = Some(LONGEST_SIDE);
        limits.max_image_height = Some(LONGEST_SIDE);
        limits.max_alloc = Some(MOST_MEMORY);
        reader.limits(limits);
        let whole = reader.decode()?;
        let (width, height) = (whole.width(), whole.height());
        let scale = f64::from(THUMBNAIL) / f64::from(width.max(height).max(1));
        let side = |side: u32| ((f64::from(side) * scale.min(1.0)).round() as u32).max(1);
        let small = imageops::thumbnail(&whole.to_rgba8(), side(width), side(height));
        Ok(Self { width, height, small })
    }

    /// Every pixel with its place, both from 0 to 1. What can be seen through is white.
    pub(super) fn pixels(&self) -> impl Iterator<Item = Pixel> + '_ {
        let place = |at: u32, of: u32| (at as f32 + 0.5) / of as f32;
        let (width, height) = self.small.dimensions();
        let pixel = move |(x, y, rgba): (u32, u32, &Rgba<u8>)| Pixel {
            x: place(x, width),
            y: place(y, height),
            rgb: on_white(*rgba),
        };
        self.small.enumerate_pixels().map(pixel)
    }

    /// How much neighbouring pixels differ in brightness, from 0 (one plain surface) to 1.
    pub(super) fn detail(&self) -> f32 {
        let luma = |x: u32, y: u32| {
            self.small.get_pixel_checked(x, y).map(|rgba| super::colour::luma(on_white(*rgba)))
        };
        let steps = self.small.enumerate_pixels().flat_map(|(x, y, _)| {
            let here = luma(x, y).unwrap_or(0.0);
            [luma(x + 1, y), luma(x, y + 1)].into_iter().flatten().map(move |next| (next - here).abs())
        });
        let (sum, count) = steps.fold((0.0, 0_u32), |(sum, count), step| (sum + step, count + 1));
        sum / count.max(1) as f32
    }
}

/// A pixel with its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pixel {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) rgb: [u8; 3],
}

impl Pixel {
    /// Whether it lies at the rim of the picture.
    pub(super) fn is_at_rim(&self) -> bool {
        let outside = |at: f32| !(0.06..=0.94).contains(&at);
        outside(self.x) || outside(self.y)
    }
}

fn on_white(Rgba([r, g, b, a]): Rgba<u8>) -> [u8; 3] {
    let over = |channel: u8| ((u32::from(channel) * u32::from(a) + 255 * (255 - u32::from(a))) / 255) as u8;
    [over(r), over(g), over(b)]
}
