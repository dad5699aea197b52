//! Colours and what painters do with them.

use std::fmt;

/// An opaque sRGB colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Color {
    pub(super) r: u8,
    pub(super) g: u8,
    pub(super) b: u8,
}

/// `0xRRGGBB`.
pub(super) const fn hex(rgb: u32) -> Color {
    Color { r: (rgb >> 16) as u8, g: (rgb >> 8) as u8, b: rgb as u8 }
}

pub(super) const WHITE: Color = hex(0xffffff);
pub(super) const INK: Color = hex(0x2b2436);

impl Color {
    /// From hue in degrees, saturation and lightness in 0..=1.
    pub(super) fn hsl(hue: f32, saturation: f32, lightness: f32) -> Self {
        let (s, l) = (saturation.clamp(0.0, 1.0), lightness.clamp(0.0, 1.0));
        let a = s * l.min(1.0 - l);
        let channel = |n: f32| {
            let k = (n + hue.rem_euclid(360.0) / 30.0) % 12.0;
            ((l - a * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)) * 255.0).round() as u8
        };
        Self { r: channel(0.0), g: channel(8.0), b: channel(4.0) }
    }

    /// Hue in degrees, saturation and lightness in 0..=1.
    pub(super) fn to_hsl(self) -> (f32, f32, f32) {
        let (r, g, b) = (f32::from(self.r) / 255.0, f32::from(self.g) / 255.0, f32::from(self.b) / 255.0);
        let (max, min) = (r.max(g).max(b), r.min(g).min(b));
        let (l, d) = (f32::midpoint(max, min), max - min);
        if d < 1e-4 {
            return (0.0, 0.0, l);
        }
        let s = d / (1.0 - (2.0 * l - 1.0).abs()).max(1e-4);
        let h = if max == r {
            ((g - b) / d).rem_euclid(6.0)
        } else if max == g {
            (b - r) / d + 2.0
        } else {
            (r - g) / d + 4.0
        };
        (h * 60.0, s, l)
    }

    fn zip(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
        let channel = |a: u8, b: u8| f(f32::from(a), f32::from(b)).round().clamp(0.0, 255.0) as u8;
        Self { r: channel(self.r, other.r), g: channel(self.g, other.g), b: channel(self.b, other.b) }
    }

    /// `amount` 0 is `self`, 1 is `other`.
    pub(super) fn mix(self, other: Self, amount: f32) -> Self {
        self.zip(other, |a, b| a + (b - a) * amount)
    }

    /// Seen through a filter of that colour.
    pub(super) fn multiply(self, filter: Self, strength: f32) -> Self {
        self.mix(self.zip(filter, |a, b| a * b / 255.0), strength)
    }

    pub(super) fn lighter(self, amount: f32) -> Self {
        self.mix(WHITE, amount)
    }

    /// Towards a deep violet rather than black: shadows stay colourful.
    pub(super) fn darker(self, amount: f32) -> Self {
        self.mix(self.multiply(hex(0x4a3a5e), 1.0), amount)
    }

    pub(super) fn turned(self, degrees: f32) -> Self {
        let (h, s, l) = self.to_hsl();
        Self::hsl(h + degrees, s, l)
    }

    pub(super) fn saturated(self, factor: f32) -> Self {
        let (h, s, l) = self.to_hsl();
        Self::hsl(h, s * factor, l)
    }

    /// Perceived brightness in 0..=1.
    pub(super) fn luma(self) -> f32 {
        (0.299 * f32::from(self.r) + 0.587 * f32::from(self.g) + 0.114 * f32::from(self.b)) / 255.0
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

/// The colour that a word names.
pub(super) fn named(word: &str) -> Option<Color> {
    Some(match word {
        "red" | "scarlet" | "ruby" | "cherry" => hex(0xd8443c),
        "crimson" | "maroon" | "burgundy" => hex(0xa12d3d),
        "orange" | "ginger" | "amber" | "tangerine" => hex(0xe8883a),
        "rust" | "rusty" | "copper" | "auburn" | "russet" => hex(0xb9602f),
        "yellow" | "lemon" | "mustard" | "sunny" => hex(0xf4c542),
        "gold" | "golden" | "brass" | "honey" | "blond" | "blonde" => hex(0xe6b450),
        "green" | "emerald" => hex(0x5fa55a),
        "lime" => hex(0xa5cc52),
        "olive" | "moss" | "mossy" => hex(0x8a9450),
        "mint" | "sage" => hex(0x9fd3b6),
        "teal" | "turquoise" | "aqua" | "cyan" => hex(0x3fa9a5),
        "blue" | "azure" | "sapphire" => hex(0x4a86c5),
        "navy" | "indigo" => hex(0x34447f),
        "purple" | "violet" | "plum" => hex(0x8a5fa8),
        "lavender" | "lilac" | "mauve" => hex(0xb9a2d8),
        "pink" | "rose" | "rosy" => hex(0xf09cb0),
        "magenta" | "fuchsia" => hex(0xd05a9a),
        "coral" | "salmon" => hex(0xf08a72),
        "peach" | "apricot" => hex(0xf7bf98),
        "brown" | "chestnut" | "chocolate" | "hazel" => hex(0x8f5f3f),
        "tan" | "beige" | "sandy" | "caramel" | "fawn" => hex(0xd3a878),
        "cream" | "ivory" | "buff" => hex(0xf6e7c9),
        "white" | "snowy" | "pearl" => hex(0xf8f5ef),
        "silver" => hex(0xc3cad4),
        "grey" | "gray" | "ashen" | "slate" => hex(0x98a0a8),
        "black" | "ebony" | "charcoal" => hex(0x3a3742),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn hsl_round_trips(r: u8, g: u8, b: u8) {
            let (h, s, l) = Color { r, g, b }.to_hsl();
            let back = Color::hsl(h, s, l);
            for (a, b) in [(r, back.r), (g, back.g), (b, back.b)] {
                prop_assert!(a.abs_diff(b) <= 2);
            }
        }
    }

    #[test]
    fn mixing_has_ends() {
        assert_eq!(hex(0x123456).mix(WHITE, 0.0), hex(0x123456));
        assert_eq!(hex(0x123456).mix(WHITE, 1.0), WHITE);
        assert_eq!(hex(0x0a0b0c).to_string(), "#0a0b0c");
    }
}
