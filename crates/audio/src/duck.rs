//! Music goes out of the speech's way.

use std::f32::consts::FRAC_PI_2;

use crate::narration::STEP;

/// Before speech begins the music goes down within this many steps: 250 ms.
const ATTACK: usize = 25;
/// After speech it waits this many steps, longer than the gaps between words: 400 ms.
const HOLD: usize = 40;
/// And then comes back within this many: 900 ms.
const RELEASE: usize = 90;

/// The music's gain over time.
pub(crate) struct Gains {
    /// By steps, with one more at the end.
    gains: Vec<f32>,
}

impl Gains {
    /// For a programme in whose steps speech wants the music lower by `depths` decibels (negative), where there is
    /// speech. `rest` is the gain where nobody speaks.
    pub(crate) fn new(depths: &[f32], rest: f32) -> Self {
        let mut after = vec![0.0; depths.len()];
        sweep(depths.iter(), after.iter_mut(), |steps| ramp(steps.saturating_sub(HOLD), RELEASE));
        let mut before = vec![0.0; depths.len()];
        sweep(depths.iter().rev(), before.iter_mut().rev(), |steps| ramp(steps, ATTACK));
        let lower = after.iter().zip(&before).map(|(a, b): (&f32, &f32)| a.min(*b));
        let mut gains: Vec<f32> = lower.map(|db| rest * 10_f32.powf(db / 20.0)).collect();
        gains.push(gains.last().copied().unwrap_or(rest));
        Self { gains }
    }

    /// The gain at a frame.
    pub(crate) fn at(&self, frame: u64) -> f32 {
        let step = (frame / STEP as u64) as usize;
        let part = (frame % STEP as u64) as f32 / STEP as f32;
        match self.gains.get(step..=step + 1) {
            Some([a, b]) => a + (b - a) * part,
            _ => self.gains.last().copied().unwrap_or(0.0),
        }
    }
}

/// Writes for each step how much lower the speech that was last met still wants it.
fn sweep<'a>(
    depths: impl Iterator<Item = &'a f32>,
    out: impl Iterator<Item = &'a mut f32>,
    share: impl Fn(usize) -> f32,
) {
    let mut last = (0.0, usize::MAX / 2);
    for (depth, out) in depths.zip(out) {
        last = if *depth < 0.0 { (*depth, 0) } else { (last.0, last.1 + 1) };
        *out = last.0 * share(last.1);
    }
}

/// 1 at the beginning, 0 from `length` on, smooth in between.
fn ramp(steps: usize, length: usize) -> f32 {
    if steps >= length { 0.0 } else { (FRAC_PI_2 * steps as f32 / length as f32).cos().powi(2) }
}
