/// A colour that people have a word for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hue {
    Red,
    Orange,
    Yellow,
    Green,
    Turquoise,
    Blue,
    Purple,
    Pink,
    Brown,
    Beige,
    White,
    Grey,
    Black,
}

impl Hue {
    /// The word for a colour.
    pub(super) fn of(rgb: [u8; 3]) -> Self {
        let (hue, saturation, lightness) = hsl(rgb);
        if lightness < 0.13 || (saturation < 0.25 && lightness < 0.2) {
            return Self::Black;
        }
        if lightness > 0.93 || (saturation < 0.35 && lightness > 0.88) {
            return Self::White;
        }
        if saturation < 0.13 {
            return Self::Grey;
        }
        match hue {
            15.0..42.0 if lightness < 0.45 => Self::Brown,
            15.0..65.0 if lightness < 0.32 => Self::Brown,
            15.0..65.0 if saturation < 0.55 && lightness > 0.6 => Self::Beige,
            15.0..42.0 if saturation < 0.4 => Self::Brown,
            15.0..42.0 => Self::Orange,
            42.0..68.0 => Self::Yellow,
            68.0..160.0 => Self::Green,
            160.0..192.0 => Self::Turquoise,
            192.0..255.0 => Self::Blue,
            255.0..290.0 => Self::Purple,
            290.0..345.0 if lightness < 0.4 => Self::Purple,
            290.0..345.0 => Self::Pink,
            _ if lightness > 0.7 => Self::Pink,
            _ if lightness < 0.25 => Self::Brown,
            _ => Self::Red,
        }
    }
}

/// Hue in degrees, saturation and lightness from 0 to 1.
fn hsl([r, g, b]: [u8; 3]) -> (f32, f32, f32) {
    let [r, g, b] = [r, g, b].map(|channel| f32::from(channel) / 255.0);
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    let (lightness, spread) = (f32::midpoint(most, least), most - least);
    if spread < 1e-4 {
        return (0.0, 0.0, lightness);
    }
    let sixth = if most == r {
        ((g - b) / spread).rem_euclid(6.0)
    } else if most == g {
        (b - r) / spread + 2.0
    } else {
        (r - g) / spread + 4.0
    };
    (sixth * 60.0, spread / (1.0 - (2.0 * lightness - 1.0).abs()).max(1e-4), lightness)
}

/// Perceived brightness from 0 to 1.
pub(super) fn luma([r, g, b]: [u8; 3]) -> f32 {
    (0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b)) / 255.0
}

/// How warm a colour is: red against blue, from -1 to 1.
pub(super) fn warmth([r, _, b]: [u8; 3]) -> f32 {
    (f32::from(r) - f32::from(b)) / 255.0
}

/// A colour as the eye measures differences: CIE L*a*b*.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lab {
    pub(super) l: f32,
    pub(super) a: f32,
    pub(super) b: f32,
}

impl Lab {
    pub(super) fn of(rgb: [u8; 3]) -> Self {
        let linear = |channel: u8| {
            let c = f32::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        let [r, g, b] = rgb.map(linear);
        let curve = |t: f32| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
        let x = curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
        let y = curve(0.2126 * r + 0.7152 * g + 0.0722 * b);
        let z = curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
        Self { l: 116.0 * y - 16.0, a: 500.0 * (x - y), b: 200.0 * (y - z) }
    }

    /// About 2 is just seen; light and shade count half, they differ between pages.
    pub(super) fn distance(self, other: Self) -> f32 {
        let (l, a, b) = (0.5 * (self.l - other.l), self.a - other.a, self.b - other.b);
        (l * l + a * a + b * b).sqrt()
    }

    /// How colourful it is, from 0 to about 1.
    pub(super) fn chroma(self) -> f32 {
        self.a.hypot(self.b) / 100.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_have_the_names_that_people_give_them() {
        let named = [
            (0xd8443c, Hue::Red),
            (0xe8883a, Hue::Orange),
            (0xf4c542, Hue::Yellow),
            (0x5fa55a, Hue::Green),
            (0x3fa9a5, Hue::Turquoise),
            (0x4a86c5, Hue::Blue),
            (0x34447f, Hue::Blue),
            (0x8a5fa8, Hue::Purple),
            (0xf09cb0, Hue::Pink),
            (0x8f5f3f, Hue::Brown),
            (0xd3b898, Hue::Beige),
            (0xf8f5ef, Hue::White),
            (0x98a0a8, Hue::Grey),
            (0x17151c, Hue::Black),
        ];
        for (rgb, hue) in named {
            let [_, r, g, b] = u32::to_be_bytes(rgb);
            assert_eq!(Hue::of([r, g, b]), hue, "{rgb:06x}");
        }
    }

    #[test]
    fn distances_are_those_of_the_eye() {
        let lab = |rgb: [u8; 3]| Lab::of(rgb);
        assert!((lab([255, 255, 255]).l - 100.0).abs() < 0.1 && lab([0, 0, 0]).l.abs() < 0.1);
        let orange = lab([232, 136, 58]);
        assert!(orange.distance(lab([240, 150, 70])) < 10.0);
        assert!(orange.distance(lab([74, 134, 197])) > 60.0);
        assert!(orange.chroma() > 0.5 && lab([128, 128, 128]).chroma() < 0.02);
    }
}
