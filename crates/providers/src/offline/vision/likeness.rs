use talewright_domain::sight::Likeness;

use super::super::storyteller::Tongue;
use super::colour::{Hue, Lab};
use super::picture::{Picture, Pixel};

/// Colours nearer than this are one.
const SAME: f32 = 11.0;
/// A page has a colour of a sheet when something is this near to it: light differs between pages.
const NEAR: f32 = 16.0;
/// Colours of a sheet that are looked for.
const COLOURS: usize = 6;
/// Smaller shares of a figure do not count.
const WORTH_LOOKING: f32 = 0.04;

/// A colour and how much of it there is.
#[derive(Debug, Clone, Copy)]
struct Patch {
    rgb: [u8; 3],
    lab: Lab,
    share: f32,
}

/// How well a page fits the sheets, by colours alone: whether each colour of a sheet's figure is on the page.
pub(super) fn compare(page: &Picture, sheets: &[(String, Picture)], tongue: Tongue) -> Likeness {
    let page: Vec<Lab> = page.pixels().map(|pixel| Lab::of(pixel.rgb)).collect();
    let mut scores = Vec::new();
    let mut missing = Vec::new();
    for (name, sheet) in sheets {
        let colours = figure(sheet);
        let found: Vec<(Patch, f32)> = colours.iter().map(|patch| (*patch, presence(patch, &page))).collect();
        scores.push(score(&found));
        let gone = found
            .iter()
            .filter(|(_, presence)| *presence < 0.25)
            .max_by(|a, b| weight(&a.0).total_cmp(&weight(&b.0)));
        missing.extend(gone.map(|(patch, _)| remark(name, Hue::of(patch.rgb), tongue)));
    }
    let mean = scores.iter().sum::<f32>() / scores.len().max(1) as f32;
    Likeness { score: (mean * 100.0).round().clamp(0.0, 100.0) as u8, remarks: missing.join(" ") }
}

/// The colours of who is on a sheet: all but those of its rim.
fn figure(sheet: &Picture) -> Vec<Patch> {
    let rim: Vec<Patch> = patches(sheet.pixels().filter(Pixel::is_at_rim));
    let is_ground = |pixel: &Pixel| {
        let lab = Lab::of(pixel.rgb);
        rim.iter().any(|patch| patch.lab.distance(lab) < SAME)
    };
    let mut patches = patches(sheet.pixels().filter(|pixel| !is_ground(pixel)));
    if patches.is_empty() {
        // A sheet that is its own ground.
        patches = rim;
    }
    patches.retain(|patch| patch.share >= WORTH_LOOKING);
    patches.truncate(COLOURS);
    patches
}

/// The colours of some pixels, most of it first.
fn patches(pixels: impl Iterator<Item = Pixel>) -> Vec<Patch> {
    let mut patches: Vec<Patch> = Vec::new();
    let mut all = 0.0_f32;
    for pixel in pixels {
        let lab = Lab::of(pixel.rgb);
        all += 1.0;
        match patches.iter_mut().find(|patch| patch.lab.distance(lab) < SAME) {
            Some(patch) => patch.share += 1.0,
            None => patches.push(Patch { rgb: pixel.rgb, lab, share: 1.0 }),
        }
    }
    patches.iter_mut().for_each(|patch| patch.share /= all);
    patches.sort_by(|a, b| b.share.total_cmp(&a.share));
    patches
}

/// 0 to 1: whether enough of the page is near this colour. A figure is smaller on a page than on its sheet.
fn presence(patch: &Patch, page: &[Lab]) -> f32 {
    let near = page.iter().filter(|lab| patch.lab.distance(**lab) < NEAR).count();
    let share = near as f32 / page.len().max(1) as f32;
    (share / (patch.share * 0.08)).min(1.0)
}

/// Bright colours tell more than grey ones: those are everywhere.
fn weight(patch: &Patch) -> f32 {
    patch.share * (0.2 + patch.lab.chroma())
}

fn score(found: &[(Patch, f32)]) -> f32 {
    let all: f32 = found.iter().map(|(patch, _)| weight(patch)).sum();
    let there: f32 = found.iter().map(|(patch, presence)| weight(patch) * presence).sum();
    if all > 0.0 { there / all } else { 1.0 }
}

fn remark(name: &str, hue: Hue, tongue: Tongue) -> String {
    let colour = hue.name(tongue);
    tongue.choose([
        format!("The {colour} of {name} is hardly seen on the page."),
        format!("Le {colour} de {name} ne se voit guère sur la page."),
        format!("{name}の{colour}がページにほとんど見えません。"),
        format!("Warna {colour} milik {name} hampir tidak terlihat di halaman."),
    ])
}
