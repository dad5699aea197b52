//! Music as long as the story: looped, cut and faded.

use std::time::Duration;

use rstest::rstest;
use talewright_audio::{AudioError, Mixed, Music, Pacing, Programme, mix};

use crate::make::{TIGHT, chord, db, heard, page, scored, sine, speech, wav};

fn room(seconds: u64) -> Pacing {
    Pacing { tail: Duration::from_secs(seconds), ..TIGHT }
}

fn largest_step(samples: &[f32]) -> f32 {
    samples.windows(2).map(|two| (two[0] - two[1]).abs()).fold(0.0, f32::max)
}

#[test]
fn a_loop_does_not_click() {
    // It ends at the top of a wave: put end to end, it would jump by a whole amplitude.
    let piece = sine(2.0 + 0.25 / 220.0, 220.0, 0.5);
    let mixed = scored(vec![], wav(&piece, 1), 1.0, room(12));
    let all = heard(&mixed);
    let inside = &all[24_000..all.len() - 24_000];
    // A seam of two that happen to agree is up to 3 dB louder, and no step larger than that makes.
    let amplitude = inside.iter().fold(0.0_f32, |most, s| most.max(s.abs()));
    let natural = amplitude * std::f32::consts::TAU * 220.0 / 48_000.0;
    assert!(largest_step(inside) < 1.05 * natural, "{} of {natural}", largest_step(inside));
    // And there is no hole in it.
    let levels: Vec<f32> = inside.chunks(4_800).map(|c| db(c.to_vec())).collect();
    let (low, high) = levels.iter().fold((f32::MAX, f32::MIN), |(l, h), db| (l.min(*db), h.max(*db)));
    assert!(high - low < 7.0, "{low} to {high} dB");
}

#[test]
fn noise_keeps_its_level_across_the_seam() {
    let mut hiss = crate::make::noise(5);
    let piece: Vec<f32> = (0..96_000).map(|_| 0.2 * hiss()).collect();
    let all = heard(&scored(vec![], wav(&piece, 1), 1.0, room(10)));
    let levels: Vec<f32> = all[9_600..all.len() - 9_600].chunks(9_600).map(|c| db(c.to_vec())).collect();
    let (low, high) = levels.iter().fold((f32::MAX, f32::MIN), |(l, h), db| (l.min(*db), h.max(*db)));
    assert!(high - low < 1.0, "{low} to {high} dB");
}

#[test]
fn silence_at_its_ends_makes_no_hole() {
    let mut piece = vec![0.0; 24_000];
    piece.extend(chord(3.0));
    piece.extend(vec![0.0; 48_000]);
    let all = heard(&scored(vec![], wav(&piece, 1), 1.0, room(12)));
    let levels: Vec<f32> = all[9_600..all.len() - 9_600].chunks(9_600).map(|c| db(c.to_vec())).collect();
    let low = levels.iter().copied().fold(f32::MAX, f32::min);
    assert!(low > -30.0, "{levels:?}");
}

#[rstest]
#[case::far_shorter(0.05)]
#[case::shorter(1.3)]
#[case::as_long(5.0)]
#[case::longer(20.0)]
fn it_lasts_as_long_as_the_story(#[case] seconds: f32) {
    let mixed = scored(vec![page("One", &speech(4.0))], wav(&chord(seconds), 1), 0.5, room(1));
    let all = heard(&mixed);
    assert_eq!(mixed.frames(), 5 * 48_000);
    // It still sounds just before its last fade.
    assert!(db(all[all.len() - 14_400..all.len() - 9_600].to_vec()) > -50.0);
}

#[test]
fn it_comes_and_goes_softly() {
    let music = Music::new(wav(&chord(4.0), 1), 1.0);
    let mixed = mix(Programme { pages: vec![], music: Some(music), pacing: room(12) }).unwrap();
    let all = heard(&mixed);
    let level = |seconds: f32| {
        let at = (seconds * 48_000.0) as usize;
        db(all[at..at + 2_400].to_vec())
    };
    let full = level(6.0);
    assert!(all[0].abs() < 1e-3 && all[all.len() - 1].abs() < 1e-3);
    assert!(level(0.0) < full - 30.0 && level(0.4) < full - 6.0 && (level(1.6) - full).abs() < 4.0);
    assert!(level(11.9) < full - 30.0 && level(11.2) < full - 6.0 && (level(8.8) - full).abs() < 4.0);
}

#[test]
fn nothing_to_hear_is_told() {
    let nothing = |music| mix(Programme { pages: vec![], music, pacing: room(3) });
    let told: Result<Mixed, AudioError> = nothing(None);
    assert_eq!(told.unwrap_err(), AudioError::Nothing);
    let silent = Music::new(wav(&[0.0; 4_800], 1), 1.0);
    assert_eq!(nothing(Some(silent)).unwrap_err(), AudioError::Nothing);
}
