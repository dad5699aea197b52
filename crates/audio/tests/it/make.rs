//! Sounds that are made, and ways to look at what was mixed.

use std::f32::consts::TAU;
use std::time::Duration;

use bytes::Bytes;
use talewright_audio::{Mixed, Music, Pacing, Page, Programme, SAMPLE_RATE, Sound, mix};

/// No room at all.
pub(crate) const TIGHT: Pacing =
    Pacing { lead_in: Duration::ZERO, breath: Duration::ZERO, pause: Duration::ZERO, tail: Duration::ZERO };

/// Half a second before, two between, one after.
pub(crate) const ROOMY: Pacing = Pacing {
    lead_in: Duration::from_millis(500),
    breath: Duration::from_millis(200),
    pause: Duration::from_secs(2),
    tail: Duration::from_secs(1),
};

/// Noise from −1 to 1, the same every time.
pub(crate) fn noise(seed: u32) -> impl FnMut() -> f32 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 8_388_608.0 - 1.0
    }
}

/// Samples of a function of time, at 48 kHz.
pub(crate) fn sampled(seconds: f32, f: impl FnMut(f32) -> f32) -> Vec<f32> {
    let count = (seconds * SAMPLE_RATE as f32).round() as usize;
    (0..count).map(|n| n as f32 / SAMPLE_RATE as f32).map(f).collect()
}

pub(crate) fn sine(seconds: f32, hz: f32, amplitude: f32) -> Vec<f32> {
    let count = (seconds * SAMPLE_RATE as f32).round() as usize;
    (0..count)
        .map(|n| amplitude * (TAU * ((f64::from(hz) * n as f64 / 48_000.0) % 1.0) as f32).sin())
        .collect()
}

/// Something with syllables, words, vowels and hiss; about −22 LUFS.
pub(crate) fn speech(seconds: f32) -> Vec<f32> {
    let mut hiss = noise(7);
    sampled(seconds, |t| {
        let syllable = (0.5 - 0.5 * (TAU * 4.0 * t).cos()).powf(0.7);
        let word = if (t * 0.8).fract() < 0.85 { 1.0 } else { 0.0 };
        let pitch = 130.0 * t + 3.0 * (TAU * 0.7 * t).sin();
        let vowel: f32 = (1..16).map(|h| (TAU * pitch * h as f32).sin() / h as f32).sum();
        0.18 * syllable * word * (vowel + 0.25 * hiss())
    })
}

/// A chord that swells a little.
pub(crate) fn chord(seconds: f32) -> Vec<f32> {
    sampled(seconds, |t| {
        let swell = 0.8 + 0.2 * (TAU * 0.3 * t).sin();
        0.1 * swell * [220.0, 277.2, 329.6, 440.0].iter().map(|hz| (TAU * hz * t).sin()).sum::<f32>()
    })
}

/// The same in both channels, but turned around in the right one: in the mix, speech is what both have in common, and
/// music what they have not.
pub(crate) fn sideways(samples: &[f32]) -> Vec<f32> {
    samples.iter().flat_map(|s| [*s, -*s]).collect()
}

/// A WAV file of floats at 48 kHz.
pub(crate) fn wav(samples: &[f32], channels: u16) -> Sound {
    let data: Vec<u8> = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
    Sound::Wav(wav_file(3, 32, channels, SAMPLE_RATE, &data))
}

pub(crate) fn wav_file(tag: u16, bits: u16, channels: u16, rate: u32, data: &[u8]) -> Bytes {
    let width = u32::from(bits / 8 * channels);
    let mut file = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0".to_vec();
    file.extend(tag.to_le_bytes());
    file.extend(channels.to_le_bytes());
    file.extend(rate.to_le_bytes());
    file.extend((rate * width).to_le_bytes());
    file.extend((width as u16).to_le_bytes());
    file.extend(bits.to_le_bytes());
    // A chunk that nobody asked for, of odd length.
    file.extend(b"LIST\x03\0\0\0abc\0data");
    file.extend((data.len() as u32).to_le_bytes());
    file.extend(data);
    file.into()
}

pub(crate) fn page(title: &str, samples: &[f32]) -> Page {
    Page { title: title.to_owned(), narration: vec![wav(samples, 1)] }
}

/// Pages without music.
pub(crate) fn told(pages: Vec<Page>, pacing: Pacing) -> Mixed {
    mix(Programme { pages, music: None, pacing }).unwrap()
}

/// Pages with music that is there at once.
pub(crate) fn scored(pages: Vec<Page>, music: Sound, volume: f32, pacing: Pacing) -> Mixed {
    let short = Duration::from_millis(100);
    let music = Music { sound: music, volume, fade_in: short, fade_out: short };
    mix(Programme { pages, music: Some(music), pacing }).unwrap()
}

/// All that is heard, interleaved.
pub(crate) fn heard(mixed: &Mixed) -> Vec<f32> {
    let mut all = Vec::new();
    mixed
        .play(|block| {
            all.extend_from_slice(block);
            Ok(())
        })
        .unwrap();
    assert_eq!(all.len() as u64, mixed.frames() * mixed.channels() as u64);
    all
}

/// Mean power, in dB.
pub(crate) fn db(samples: impl IntoIterator<Item = f32>) -> f32 {
    let (sum, count) =
        samples.into_iter().fold((0.0_f64, 0_u32), |(sum, n), s| (sum + f64::from(s * s), n + 1));
    10.0 * (sum / f64::from(count.max(1)) + 1e-20).log10() as f32
}

/// How much of a tone there is, as a sine and as a cosine.
pub(crate) fn quadrature(samples: &[f32], hz: f32) -> (f32, f32) {
    let (mut sine, mut cosine) = (0.0_f64, 0.0_f64);
    for (n, s) in samples.iter().enumerate() {
        let angle = std::f64::consts::TAU * f64::from(hz) * n as f64 / 48_000.0;
        sine += f64::from(*s) * angle.sin();
        cosine += f64::from(*s) * angle.cos();
    }
    let share = 2.0 / samples.len() as f64;
    ((share * sine) as f32, (share * cosine) as f32)
}

/// The amplitude of a tone.
pub(crate) fn tone(samples: &[f32], hz: f32) -> f32 {
    let (sine, cosine) = quadrature(samples, hz);
    sine.hypot(cosine)
}

/// The frame of a moment.
pub(crate) fn frame(moment: Duration) -> usize {
    (moment.as_secs_f64() * f64::from(SAMPLE_RATE)).round() as usize
}
