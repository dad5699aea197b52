//! Pictures for samples: hills, water, a moon and a lighthouse, different on each page.

use image::{ImageEncoder, Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use talewright_domain::Picture;

/// A JPEG of 1024 × 1024 pixels.
pub(crate) fn picture(seed: u32, night: bool, alt: &str) -> Picture {
    let size = 1024;
    let shift = seed as f32;
    let canvas = RgbImage::from_fn(size, size, |x, y| {
        let (x, y) = (x as f32 / size as f32, y as f32 / size as f32);
        let sky = if night {
            mix([24, 30, 66], [96, 84, 130], y * 1.5)
        } else {
            mix([148, 196, 226], [250, 222, 190], y * 1.4)
        };
        let mut colour = sky;
        let moon = ((x - 0.2 - 0.06 * shift.sin()).powi(2) + (y - 0.24).powi(2)).sqrt();
        if moon < 0.07 {
            colour = [253, 240, 205];
        } else if moon < 0.2 {
            colour = mix([253, 240, 205], colour, ((moon - 0.07) / 0.13).powf(0.4));
        }
        for (layer, tone) in [[122, 150, 160], [92, 132, 120], [66, 108, 92]].into_iter().enumerate() {
            let depth = layer as f32;
            let hill = 0.52
                + depth * 0.1
                + 0.06 * ((x * (4.0 - depth) + shift * 0.9 + depth * 2.0).sin())
                + 0.02 * ((x * 13.0 + shift).sin());
            if y > hill {
                let tone = if night { mix(tone, [20, 26, 52], 0.55) } else { tone };
                colour = mix(tone, [255, 255, 255], 0.12 * (y - hill));
            }
        }
        let (tower_x, base) = (0.7 + 0.03 * (shift * 1.7).cos(), 0.86);
        let half = 0.04 + 0.03 * (y - 0.36);
        if (x - tower_x).abs() < half && (0.36..base).contains(&y) {
            let stripe = ((y - 0.36) * 11.0) as i32 % 2 == 0;
            colour = if stripe { [205, 74, 62] } else { [250, 244, 232] };
            colour = mix(colour, [40, 30, 60], ((x - tower_x) / half * 0.5 + 0.3).clamp(0.0, 0.5));
        }
        if (x - tower_x).abs() < 0.055 && (0.29..0.36).contains(&y) {
            colour = [255, 216, 120];
        }
        if (x - tower_x).abs() < 0.06 * ((y - 0.23) / 0.06) && (0.23..0.29).contains(&y) {
            colour = [92, 46, 58];
        }
        if y > 0.86 + 0.008 * (x * 30.0 + shift).sin() {
            colour = mix([70, 128, 160], [36, 74, 110], (y - 0.86) * 6.0);
        }
        Rgb(colour)
    });
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 88);
    let written = encoder.write_image(&canvas, size, size, image::ExtendedColorType::Rgb8);
    assert!(written.is_ok(), "a picture in memory can be encoded");
    Picture { bytes: bytes.into(), media_type: "image/jpeg".into(), alt: alt.into() }
}

fn mix(from: [u8; 3], to: [u8; 3], part: f32) -> [u8; 3] {
    let part = part.clamp(0.0, 1.0);
    let mut mixed = from;
    for (channel, to) in mixed.iter_mut().zip(to) {
        *channel = (f32::from(*channel) * (1.0 - part) + f32::from(to) * part) as u8;
    }
    mixed
}
