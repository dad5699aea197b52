use std::collections::BTreeMap;

use super::colour::{self, Hue};
use super::picture::{Picture, Pixel};

/// A colour is named when it covers at least this share.
const WORTH_NAMING: f32 = 0.08;

/// What the pixels tell about a picture.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Facts {
    /// The main colours, most of it first; at most three, at least one.
    pub(super) colours: Vec<Hue>,
    pub(super) light: Light,
    pub(super) warmth: Warmth,
    pub(super) time: Time,
    pub(super) format: Format,
    pub(super) is_detailed: bool,
    /// Light above, earth or green below.
    pub(super) is_open_air: bool,
    /// What stands out from the rim, and where.
    pub(super) subject: Option<(Hue, Side)>,
}

/// How bright it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Light {
    Bright,
    Soft,
    Dark,
}

/// What its colours feel like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Warmth {
    Warm,
    Cool,
    Neutral,
}

/// What time it seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    Day,
    Evening,
    Night,
    /// It could be any.
    Untold,
}

/// Its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Landscape,
    Portrait,
    Square,
}

/// A third of it, from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Middle,
    Right,
}

impl Facts {
    /// Looks at a picture.
    pub(super) fn of(picture: &Picture) -> Self {
        let pixels: Vec<(Pixel, Hue)> = picture.pixels().map(|pixel| (pixel, Hue::of(pixel.rgb))).collect();
        let mean = |of: fn([u8; 3]) -> f32, part: fn(&Pixel) -> bool| {
            let part = pixels.iter().filter(|(pixel, _)| part(pixel)).map(|(pixel, _)| of(pixel.rgb));
            let (sum, count) = part.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
            sum / count.max(1) as f32
        };
        let light = match mean(colour::luma, |_| true) {
            luma if luma < 0.32 => Light::Dark,
            luma if luma < 0.55 => Light::Soft,
            _ => Light::Bright,
        };
        let warmth = match mean(colour::warmth, |_| true) {
            warm if warm > 0.08 => Warmth::Warm,
            warm if warm < -0.08 => Warmth::Cool,
            _ => Warmth::Neutral,
        };
        let is_sky = |pixel: &Pixel| pixel.y < 0.35;
        let time = match (mean(colour::luma, is_sky), mean(colour::warmth, is_sky)) {
            (luma, warm) if luma < 0.3 || luma < 0.42 && warm < -0.1 => Time::Night,
            (luma, warm) if luma < 0.72 && warm > 0.12 => Time::Evening,
            (luma, _) if luma < 0.46 => Time::Untold,
            _ => Time::Day,
        };
        let sky = [Hue::Blue, Hue::Turquoise, Hue::White, Hue::Grey, Hue::Pink, Hue::Orange];
        let earth = [Hue::Green, Hue::Brown, Hue::Yellow, Hue::Beige];
        let above = shares(pixels.iter().filter(|(pixel, _)| pixel.y < 0.25));
        let below = shares(pixels.iter().filter(|(pixel, _)| pixel.y > 0.7));
        let covered =
            |shares: &BTreeMap<Hue, f32>, by: &[Hue]| by.iter().filter_map(|h| shares.get(h)).sum::<f32>();
        Self {
            colours: main_colours(&shares(pixels.iter())),
            light,
            warmth,
            time,
            format: match picture.width as f32 / picture.height.max(1) as f32 {
                ratio if ratio > 1.1 => Format::Landscape,
                ratio if ratio < 0.9 => Format::Portrait,
                _ => Format::Square,
            },
            is_detailed: picture.detail() > 0.03,
            is_open_air: covered(&above, &sky) > 0.6 && covered(&below, &earth) > 0.5,
            subject: subject(&pixels),
        }
    }
}

fn shares<'a>(pixels: impl Iterator<Item = &'a (Pixel, Hue)>) -> BTreeMap<Hue, f32> {
    let mut counts: BTreeMap<Hue, f32> = BTreeMap::new();
    let mut all = 0.0;
    for (_, hue) in pixels {
        *counts.entry(*hue).or_default() += 1.0;
        all += 1.0;
    }
    counts.values_mut().for_each(|count| *count /= all);
    counts
}

fn main_colours(shares: &BTreeMap<Hue, f32>) -> Vec<Hue> {
    let mut sorted: Vec<(Hue, f32)> = shares.iter().map(|(hue, share)| (*hue, *share)).collect();
    sorted.sort_by(|a, b| b.1.total_cmp(&a.1));
    let first = sorted.iter().take(1);
    first
        .chain(sorted.iter().skip(1).take(2).filter(|(_, share)| *share >= WORTH_NAMING))
        .map(|(h, _)| *h)
        .collect()
}

/// The colour that the middle has and the rim has not.
fn subject(pixels: &[(Pixel, Hue)]) -> Option<(Hue, Side)> {
    let rim = shares(pixels.iter().filter(|(pixel, _)| pixel.is_at_rim()));
    let inner: Vec<&(Pixel, Hue)> = pixels.iter().filter(|(pixel, _)| !pixel.is_at_rim()).collect();
    let inside = shares(inner.iter().copied());
    let stands_out = |(hue, share): (&Hue, &f32)| (*hue, share - rim.get(hue).copied().unwrap_or(0.0));
    let (hue, by) = inside.iter().map(stands_out).max_by(|a, b| a.1.total_cmp(&b.1))?;
    if by < 0.04 {
        return None;
    }
    let at: Vec<f32> = inner.iter().filter(|(_, of)| *of == hue).map(|(pixel, _)| pixel.x).collect();
    let side = match at.iter().sum::<f32>() / at.len().max(1) as f32 {
        x if x < 0.38 => Side::Left,
        x if x > 0.62 => Side::Right,
        _ => Side::Middle,
    };
    Some((hue, side))
}
