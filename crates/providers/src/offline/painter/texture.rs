//! What the brush and the paper do to the finished shapes, pixel by pixel: rough edges, grain, the white
//! rim of a watercolour, the squares of a pixel picture. Noise filters in SVG are ten times as slow.

use super::color::Color;
use super::rng::Rng;
use super::style::Style;

const TILE: usize = 256;

/// Smooth noise that repeats every 256 pixels, -127..=127: in bytes, so that all tiles stay in the cache.
struct Noise(Vec<i8>);

impl Noise {
    /// `cells` lattice points along the tile: few make blots, many make grain.
    fn new(seed: u64, cells: usize) -> Self {
        let mut rng = Rng::new(seed);
        let lattice: Vec<f32> = (0..cells * cells).map(|_| rng.range(-1.0, 1.0)).collect();
        let at = |x: usize, y: usize| lattice.get((y % cells) * cells + x % cells).copied().unwrap_or(0.0);
        let step = cells as f32 / TILE as f32;
        let mut tile = Vec::with_capacity(TILE * TILE);
        for y in 0..TILE {
            let (fy, ty) = split(y as f32 * step);
            for x in 0..TILE {
                let (fx, tx) = split(x as f32 * step);
                let top = at(fx, fy) + (at(fx + 1, fy) - at(fx, fy)) * tx;
                let bottom = at(fx, fy + 1) + (at(fx + 1, fy + 1) - at(fx, fy + 1)) * tx;
                tile.push(((top + (bottom - top) * ty) * 127.0) as i8);
            }
        }
        Self(tile)
    }

    /// From -1 to 1.
    fn at(&self, x: usize, y: usize) -> f32 {
        let value = self.0.get((y % TILE) * TILE + x % TILE).copied().unwrap_or(0);
        f32::from(value) * (1.0 / 127.0)
    }
}

fn split(v: f32) -> (usize, f32) {
    let t = v.fract();
    (v as usize, t * t * (3.0 - 2.0 * t))
}

/// How rough a style is; lengths in pixels of a 1024-pixel picture.
struct Rough {
    /// How far edges wander, and how slowly.
    wander: f32,
    wander_cells: usize,
    /// How far edges fray.
    fray: f32,
    /// Strength of the paper's grain and of slow blots, of 255.
    grain: f32,
    blot: f32,
    /// Where the wax or chalk skips the paper: 0 never.
    skip: f32,
    /// Width of the unpainted rim.
    rim: f32,
}

const fn rough(style: Style) -> Rough {
    let none = Rough { wander: 0.0, wander_cells: 8, fray: 0.0, grain: 0.0, blot: 0.0, skip: 0.0, rim: 0.0 };
    match style {
        Style::Watercolor => {
            Rough { wander: 3.6, wander_cells: 12, fray: 0.8, grain: 5.0, blot: 7.0, rim: 26.0, ..none }
        }
        Style::Storybook => Rough { wander: 1.5, wander_cells: 16, fray: 0.6, grain: 5.0, blot: 2.5, ..none },
        Style::Crayon => Rough { wander: 3.0, wander_cells: 14, fray: 3.2, grain: 5.0, skip: 0.5, ..none },
        Style::PaperCut => Rough { grain: 5.0, blot: 2.0, ..none },
        Style::Pastel => {
            Rough { wander: 2.0, wander_cells: 10, fray: 1.6, grain: 8.0, blot: 2.0, skip: 0.05, ..none }
        }
        Style::Ink => {
            Rough { wander: 2.4, wander_cells: 20, fray: 0.8, grain: 4.0, blot: 3.0, rim: 20.0, ..none }
        }
        Style::Cartoon | Style::Pixel => none,
    }
}

/// RGB pixels.
pub(super) struct Pixels {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) rgb: Vec<[u8; 3]>,
}

impl Pixels {
    fn at(&self, x: f32, y: f32) -> [u8; 3] {
        let x = (x.max(0.0) as usize).min(self.width.saturating_sub(1));
        let y = (y.max(0.0) as usize).min(self.height.saturating_sub(1));
        self.rgb.get(y * self.width + x).copied().unwrap_or([255; 3])
    }

    /// Scales up by repeating pixels.
    pub(super) fn enlarged(&self, width: usize, height: usize) -> Self {
        let mut rgb = Vec::with_capacity(width * height);
        for y in 0..height {
            let source = y * self.height / height * self.width;
            rgb.extend(
                (0..width)
                    .map(|x| self.rgb.get(source + x * self.width / width).copied().unwrap_or_default()),
            );
        }
        Self { width, height, rgb }
    }

    /// Few colours, as on an old console.
    pub(super) fn posterised(mut self) -> Self {
        for channel in self.rgb.iter_mut().flatten() {
            *channel = ((u16::from(*channel) + 8) / 17 * 17).min(255) as u8;
        }
        self
    }
}

/// Gives the picture the surface of its style. The same seed gives the same surface.
pub(super) fn apply(picture: Pixels, style: Style, seed: u64) -> Pixels {
    let look = rough(style);
    if look.grain == 0.0 {
        return picture;
    }
    let unit = picture.width.min(picture.height) as f32 / 1024.0;
    let slow = [Noise::new(seed, look.wander_cells), Noise::new(seed ^ 1, look.wander_cells)];
    let fine = [Noise::new(seed ^ 2, 96), Noise::new(seed ^ 3, 96)];
    let grain = Noise::new(seed ^ 4, 200);
    let blot = Noise::new(seed ^ 5, 7);
    let surface = Surface { look, unit, slow, fine, grain, blot, paper: style.paper() };
    let mut rgb = Vec::with_capacity(picture.rgb.len());
    for y in 0..picture.height {
        for x in 0..picture.width {
            rgb.push(surface.pixel(&picture, x, y));
        }
    }
    Pixels { rgb, ..picture }
}

struct Surface {
    look: Rough,
    unit: f32,
    slow: [Noise; 2],
    fine: [Noise; 2],
    grain: Noise,
    blot: Noise,
    paper: Color,
}

impl Surface {
    fn pixel(&self, picture: &Pixels, x: usize, y: usize) -> [u8; 3] {
        let (look, unit) = (&self.look, self.unit);
        let [sx, sy] = [&self.slow[0], &self.slow[1]].map(|n| n.at(x, y) * look.wander);
        let [fx, fy] = [&self.fine[0], &self.fine[1]].map(|n| n.at(x, y) * look.fray);
        let color = picture.at(x as f32 + (sx + fx) * unit, y as f32 + (sy + fy) * unit);
        let grain = self.grain.at(x, y);
        let shade = grain * look.grain + self.blotch(x, y) * look.blot;
        let bare = self.skipped(x, y, grain).max(self.beyond_rim(picture, x, y));
        let paper = [self.paper.r, self.paper.g, self.paper.b];
        let mut out = [0; 3];
        for ((to, from), paper) in out.iter_mut().zip(color).zip(paper) {
            let painted = f32::from(from) + shade;
            *to = (painted + (f32::from(paper) + grain * 2.0 - painted) * bare).clamp(0.0, 255.0) as u8;
        }
        out
    }

    /// Slow unevenness of the wash; sampled along two slants, or the lattice would show as a plaid.
    fn blotch(&self, x: usize, y: usize) -> f32 {
        let a = self.blot.at((2 * x + y) / 4, (2 * y + 4096 - x) / 4);
        let b = self.blot.at((x + 2 * y) / 2 + 77, (y + 8192 - 2 * x) / 2 + 31);
        a + b * 0.6
    }

    /// How bare the paper stays between slanted strokes.
    fn skipped(&self, x: usize, y: usize, grain: f32) -> f32 {
        if self.look.skip == 0.0 {
            return 0.0;
        }
        // Noise squeezed along a slant reads as strokes of the hand.
        let stroke = self.fine[0].at((x * 2 + y * 2) / 2, (y + 4096 - x.min(4096)) / 5 + x / 9);
        ((stroke * 0.7 + grain * 0.55) - 0.28).clamp(0.0, 0.6) * self.look.skip * 1.6
    }

    fn beyond_rim(&self, picture: &Pixels, x: usize, y: usize) -> f32 {
        let rim = self.look.rim * self.unit;
        if rim == 0.0 {
            return 0.0;
        }
        let edge = x.min(y).min(picture.width - 1 - x).min(picture.height - 1 - y) as f32;
        if edge > rim * 2.2 {
            return 0.0;
        }
        let ragged = rim * (1.0 + self.slow[0].at(x, y) * 0.42 + self.fine[1].at(x / 2, y / 2) * 0.07);
        (1.0 - (edge - ragged * 0.7) / (3.0 * self.unit)).clamp(0.0, 1.0)
    }
}
