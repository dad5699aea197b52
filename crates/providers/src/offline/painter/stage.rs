//! The stage on which a place is built: canvas, light, palette and chance, in one coordinate system whose
//! shorter side is 1000 units.

use super::canvas::Canvas;
use super::color::Color;
use super::light::Light;
use super::palette::Palette;
use super::path;
use super::rng::Rng;

pub(super) struct Stage {
    pub(super) c: Canvas,
    pub(super) light: Light,
    pub(super) palette: Palette,
    pub(super) rng: Rng,
    pub(super) w: f32,
    pub(super) h: f32,
    /// Things that figures or props of this picture are, so that the scenery does not repeat them.
    pub(super) taken: Vec<String>,
}

/// What figures stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    Solid,
    /// They swim or float in it.
    Water,
    /// They fly.
    Air,
    /// They are under water.
    Deep,
}

/// Where figures go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Floor {
    /// The line of the feet of the nearest figures.
    pub(super) y: f32,
    pub(super) ground: Ground,
    /// Behind solid ground, the line on which boats float and whales swim.
    pub(super) water: Option<f32>,
    /// Somewhere soft for whoever sleeps.
    pub(super) bed: Option<Bed>,
}

/// The top of a mattress.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bed {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) length: f32,
    pub(super) pillow_right: bool,
}

impl Floor {
    pub(super) const fn new(y: f32, ground: Ground) -> Self {
        Self { y, ground, water: None, bed: None }
    }

    pub(super) const fn solid(y: f32) -> Self {
        Self::new(y, Ground::Solid)
    }

    /// Ground before water that lies at the height `water`.
    pub(super) const fn shore(y: f32, water: f32) -> Self {
        Self { y, ground: Ground::Solid, water: Some(water), bed: None }
    }
}

impl Stage {
    /// The fraction of the height.
    pub(super) fn y(&self, fraction: f32) -> f32 {
        self.h * fraction
    }

    /// The fraction of the width.
    pub(super) fn x(&self, fraction: f32) -> f32 {
        self.w * fraction
    }

    /// The fraction of the width counted from the side where the sun stands.
    pub(super) fn sunward(&self, fraction: f32) -> f32 {
        if self.light.side < 0.0 { self.w * fraction } else { self.w * (1.0 - fraction) }
    }

    pub(super) fn lit(&self, color: Color, distance: f32) -> Color {
        self.light.on(color, distance)
    }

    /// A shape of scenery under this light.
    pub(super) fn put(&mut self, d: &str, color: Color, distance: f32) {
        let color = self.lit(color, distance);
        self.c.shape(d, color);
    }

    /// A patch of light or shade without contour.
    pub(super) fn dab(&mut self, d: &str, color: Color, opacity: f32) {
        let color = self.lit(color, 0.0);
        self.c.glaze(d, color, opacity);
    }

    /// Whether the picture already has one as a figure or prop.
    pub(super) fn has(&self, thing: &str) -> bool {
        self.taken.iter().any(|t| t == thing)
    }

    /// A strip of land with a wavy upper edge down to the bottom.
    pub(super) fn ridge(&mut self, y: f32, swing: f32, waves: f32, color: Color, distance: f32) {
        let phase = self.rng.range(0.0, 6.3);
        let top = self.skyline(y, swing, waves, phase);
        let d = format!(
            "{}L{:.1} {:.1}L-20 {:.1}Z",
            path::curve(&top),
            self.w + 20.0,
            self.h + 20.0,
            self.h + 20.0
        );
        let near = self.lit(color, distance);
        self.c.fade(&d, near.lighter(0.09), near.darker(0.16));
    }

    fn skyline(&self, y: f32, swing: f32, waves: f32, phase: f32) -> Vec<path::Point> {
        (0..=12_u8)
            .map(|i| {
                let t = f32::from(i) / 12.0;
                let a = t * waves * 6.3 + phase;
                (-20.0 + t * (self.w + 40.0), y + swing * (a.sin() * 0.7 + (a * 2.3 + 1.0).sin() * 0.3))
            })
            .collect()
    }

    /// The whole picture as a path.
    pub(super) fn sheet(&self) -> String {
        path::rect(-20.0, -20.0, self.w + 40.0, self.h + 40.0)
    }
}
