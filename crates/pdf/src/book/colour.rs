//! Colours taken from the pictures, so that paper, ink and ornaments belong to them.

use image::RgbImage;

/// The hue of the paper: a warm white under every picture, in degrees of OKLCH.
const PAPER_HUE: f32 = 85.0;

/// A colour in sRGB, each channel from 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rgb(pub(super) [u8; 3]);

/// The colours of one book.
#[derive(Debug, Clone, Copy)]
pub(super) struct Palette {
    /// The ground of the pages: a warm white.
    pub(super) paper: Rgb,
    /// The text: nearly black, at least 12:1 on the paper.
    pub(super) ink: Rgb,
    /// Ornaments and page numbers: at least 4.5:1 on the paper.
    pub(super) accent: Rgb,
    /// The ground of a cover without a picture.
    pub(super) ground: Rgb,
}

impl Palette {
    /// A palette around a hue in degrees (of OKLCH).
    fn around(hue: f32) -> Self {
        Self {
            paper: Oklch { lightness: 0.985, chroma: 0.011, hue: PAPER_HUE }.rgb(),
            ink: Oklch { lightness: 0.24, chroma: 0.025, hue }.rgb(),
            accent: Oklch { lightness: 0.50, chroma: 0.095, hue }.rgb(),
            ground: Oklch { lightness: 0.36, chroma: 0.075, hue }.rgb(),
        }
    }

    /// The palette of a picture: around the hue that is strongest in it.
    pub(super) fn of_picture(picture: &RgbImage) -> Self {
        let mut weights = [0.0_f32; 24];
        for pixel in picture.pixels() {
            let colour = Oklch::of(Rgb(pixel.0));
            // Dark and pale pixels say little about the mood, however many they are.
            let weight = colour.chroma * (1.0 - (colour.lightness - 0.6).abs()).max(0.0);
            if let Some(slot) = weights.get_mut((colour.hue / 15.0) as usize % 24) {
                *slot += weight;
            }
        }
        let strongest = (0..24).max_by(|a, b| {
            weights.get(*a).partial_cmp(&weights.get(*b)).unwrap_or(std::cmp::Ordering::Equal)
        });
        Self::around(strongest.unwrap_or(0) as f32 * 15.0 + 7.5)
    }

    /// A palette for a book without pictures: one of several by its title, so that a shelf is not all alike.
    pub(super) fn of_title(title: &str) -> Self {
        const HUES: [f32; 6] = [25.0, 70.0, 150.0, 200.0, 260.0, 330.0];
        let sum = title.chars().fold(7_u32, |sum, letter| sum.wrapping_mul(31).wrapping_add(letter.into()));
        Self::around(HUES.get(sum as usize % HUES.len()).copied().unwrap_or(200.0))
    }
}

impl Rgb {
    pub(super) const WHITE: Self = Self([255, 255, 255]);

    /// The average of a part of a picture.
    pub(super) fn average<'a>(pixels: impl Iterator<Item = &'a image::Rgb<u8>>) -> Option<Self> {
        let (mut sum, mut count) = ([0_u64; 3], 0_u64);
        for pixel in pixels {
            sum.iter_mut().zip(pixel.0).for_each(|(sum, channel)| *sum += u64::from(channel));
            count += 1;
        }
        (count > 0).then(|| Self(sum.map(|sum| u8::try_from(sum / count).unwrap_or(u8::MAX))))
    }

    /// Relative luminance as WCAG defines it, from 0 to 1.
    pub(super) fn luminance(self) -> f32 {
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The contrast of two colours as WCAG defines it, from 1 to 21.
    pub(super) fn contrast(self, other: Self) -> f32 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The ink for a title on this ground: white, or nearly black with a breath of the ground.
    pub(super) fn ink(self) -> Self {
        let Oklch { chroma, hue, .. } = Oklch::of(self);
        let dark = Oklch { lightness: 0.22, chroma: (chroma * 0.5).min(0.05), hue };
        if self.luminance() > 0.24 { dark.rgb() } else { Self::WHITE }
    }

    /// This colour as the ground of an ink: lighter or darker by as little as makes letters readable (7:1).
    pub(super) fn under(self, ink: Self) -> Self {
        let mut ground = Oklch::of(self);
        let step = if ink == Self::WHITE { -0.01 } else { 0.01 };
        while ground.rgb().contrast(ink) < 7.0 && (0.0..=1.0).contains(&ground.lightness) {
            ground.lightness += step;
        }
        ground.rgb()
    }
}

/// A colour by lightness (0 to 1), chroma (0 to about 0.37) and hue (degrees): OKLCH, Björn Ottosson, 2020.
#[derive(Clone, Copy)]
struct Oklch {
    lightness: f32,
    chroma: f32,
    hue: f32,
}

impl Oklch {
    fn of(colour: Rgb) -> Self {
        let [r, g, b] = colour.0.map(linear);
        let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
        let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
        let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
        let lightness = 0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s;
        let a = 1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s;
        let b = 0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s;
        Self { lightness, chroma: a.hypot(b), hue: b.atan2(a).to_degrees().rem_euclid(360.0) }
    }

    fn rgb(self) -> Rgb {
        let (sin, cos) = self.hue.to_radians().sin_cos();
        let (a, b) = (self.chroma * cos, self.chroma * sin);
        let l = (self.lightness + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
        let m = (self.lightness - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
        let s = (self.lightness - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
        Rgb([
            4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
            -1.268_438 * l + 2.609_757_4 * m - 0.341_319_38 * s,
            -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
        ]
        .map(encoded))
    }
}

fn linear(channel: u8) -> f32 {
    let value = f32::from(channel) / 255.0;
    if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

#[expect(clippy::cast_sign_loss, reason = "clamped just before")]
fn encoded(value: f32) -> u8 {
    let value = if value <= 0.003_130_8 { value * 12.92 } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 };
    (value.clamp(0.0, 1.0) * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_palette_takes_the_hue_of_the_picture() {
        let sea =
            RgbImage::from_fn(
                16,
                16,
                |_, y| if y < 4 { image::Rgb([250; 3]) } else { image::Rgb([30, 90, 190]) },
            );
        let [red, _, blue] = Palette::of_picture(&sea).accent.0;
        assert!(blue > red.saturating_add(40), "an accent of the sea is blue");
    }

    proptest! {
        #[test]
        fn titles_are_readable_on_any_ground(colour: [u8; 3]) {
            let ink = Rgb(colour).ink();
            let ground = Rgb(colour).under(ink);
            prop_assert!(ground.contrast(ink) >= 6.5, "{ground:?} {ink:?}");
        }

        #[test]
        fn text_is_readable_in_any_palette(title: String) {
            let palette = Palette::of_title(&title);
            prop_assert!(palette.paper.contrast(palette.ink) >= 12.0);
            prop_assert!(palette.paper.contrast(palette.accent) >= 4.5);
        }

        #[test]
        fn colours_survive_the_way_through_oklch(colour: [u8; 3]) {
            let back = Oklch::of(Rgb(colour)).rgb();
            prop_assert!(back.0.iter().zip(colour).all(|(a, b)| a.abs_diff(b) <= 1), "{back:?}");
        }
    }
}
