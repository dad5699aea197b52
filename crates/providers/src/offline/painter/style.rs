//! Art styles: how a shape is put on paper.

use super::color::{Color, INK, WHITE, hex};
use super::words::Words;

/// The art styles that the painter knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) enum Style {
    Watercolor,
    /// Rich, warm gouache; also what any unknown style becomes.
    #[default]
    Storybook,
    Cartoon,
    Crayon,
    PaperCut,
    Pastel,
    Ink,
    Pixel,
}

impl Style {
    #[cfg(test)]
    pub(super) const ALL: [Self; 8] = [
        Self::Watercolor,
        Self::Storybook,
        Self::Cartoon,
        Self::Crayon,
        Self::PaperCut,
        Self::Pastel,
        Self::Ink,
        Self::Pixel,
    ];

    pub(super) fn read(text: &str) -> Self {
        let words = Words::new(text);
        let table: [(Self, &[&str]); 7] = [
            (Self::Pixel, &["pixel", "8bit", "retro", "voxel"]),
            (Self::PaperCut, &["paper", "papercut", "cutout", "collage", "origami", "felt"]),
            (Self::Watercolor, &["watercolor", "watercolour", "aquarelle", "wash", "watery"]),
            (Self::Crayon, &["crayon", "wax", "pencil", "childlike", "scribble", "naive"]),
            (Self::Pastel, &["pastel", "chalk", "soft", "dreamy", "kawaii"]),
            (Self::Ink, &["ink", "line", "lineart", "sketch", "engraving", "woodcut", "manga", "noir"]),
            (Self::Cartoon, &["cartoon", "comic", "anime", "flat", "vector", "bold", "pop", "disney"]),
        ];
        table.into_iter().find(|(_, keys)| words.has(keys)).map_or(Self::Storybook, |(style, _)| style)
    }

    /// The bare paper.
    pub(super) const fn paper(self) -> Color {
        match self {
            Self::Watercolor => hex(0xfdfaf3),
            Self::Crayon => hex(0xfbf6ea),
            Self::Ink => hex(0xf8f2e4),
            Self::Pastel => hex(0xfdf6ef),
            _ => WHITE,
        }
    }

    /// What this style's pigments make of a colour.
    pub(super) fn pigment(self, color: Color, subject: bool) -> Color {
        match self {
            Self::Watercolor => color.saturated(1.14).lighter(if subject { 0.04 } else { 0.08 }),
            Self::Storybook => color.saturated(1.16).multiply(hex(0xfff6e4), 0.5),
            Self::Cartoon => color.saturated(1.18).lighter(0.03),
            Self::Crayon => color.saturated(1.12).lighter(0.05),
            Self::PaperCut => color.saturated(1.2).lighter(0.04),
            Self::Pastel => color.saturated(1.0).lighter(0.26),
            Self::Ink if subject => color.saturated(0.9).lighter(0.06),
            Self::Ink => {
                let grey = (color.luma() * 255.0) as u32;
                let grey = hex((grey << 16) | (grey << 8) | grey);
                color.mix(grey, 0.9).multiply(hex(0xfbf1de), 1.0).lighter(0.42)
            }
            Self::Pixel => color.saturated(1.2),
        }
    }

    /// The line around a shape: colour, width in scenery, width in figures, opacity.
    pub(super) fn contour(self, fill: Color) -> (Color, f32, f32, f32) {
        match self {
            Self::Watercolor => (fill.darker(0.55), 1.6, 2.2, 0.42),
            Self::Storybook => (fill.darker(0.62), 0.0, 2.4, 0.62),
            Self::Cartoon => (fill.mix(INK, 0.86), 4.2, 6.0, 1.0),
            Self::Crayon => (fill.darker(0.5), 3.6, 4.4, 0.75),
            Self::PaperCut => (fill.lighter(0.62), 2.4, 2.2, 0.75),
            Self::Pastel => (fill.darker(0.45), 0.0, 2.2, 0.4),
            Self::Ink => (INK, 2.4, 3.2, 0.92),
            Self::Pixel => (fill.mix(INK, 0.72), 0.0, 6.0, 1.0),
        }
    }

    /// Whether shapes are modelled by a gradient rather than laid flat.
    pub(super) const fn is_modelled(self) -> bool {
        matches!(self, Self::Storybook | Self::Pastel | Self::Watercolor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_read_tolerantly() {
        assert_eq!(Style::read("watercolor"), Style::Watercolor);
        assert_eq!(Style::read("paper_cut"), Style::PaperCut);
        assert_eq!(Style::read("pixel-art"), Style::Pixel);
        assert_eq!(Style::read("unheard of"), Style::Storybook);
        assert_eq!(Style::read(""), Style::Storybook);
    }
}
