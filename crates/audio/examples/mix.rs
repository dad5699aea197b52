//! Measures how fast a story is mixed and written, on one core:
//! `cargo run --release -p talewright-audio --example mix [minutes]`.

use std::f32::consts::TAU;
use std::io::{Write, stdout};
use std::time::{Duration, Instant};

use bytes::Bytes;
use talewright_audio::{Mixed, Music, Pacing, Page, Programme, Sound, Tags, mix};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let minutes: usize = std::env::args().nth(1).map_or(Ok(10), |given| given.parse())?;
    let page = Page { title: "A page".into(), narration: vec![spoken(30)] };
    let mono = Programme { pages: vec![page; 2 * minutes], music: None, pacing: Pacing::SPEECH };
    let music = Some(Music::new(played(60), 0.5));
    let stereo = Programme { music, pacing: Pacing::WITH_MUSIC, ..mono.clone() };
    for (name, programme) in [("speech", mono), ("speech and music", stereo)] {
        let began = Instant::now();
        let mixed = mix(programme)?;
        let mixing = began.elapsed();
        writeln!(stdout(), "{name}, {} s: {:?}", mixed.duration.as_secs(), mixed.integrated_lufs)?;
        tell("mix", &mixed, mixing)?;
        for (format, write) in [("MP3", Mixed::to_mp3 as Encode), ("Opus", Mixed::to_opus)] {
            let began = Instant::now();
            let size = write(&mixed, &Tags::default())?.len();
            tell(&format!("mix and {format} ({} kB)", size / 1_000), &mixed, mixing + began.elapsed())?;
        }
    }
    Ok(())
}

type Encode = fn(&Mixed, &Tags) -> Result<Bytes, talewright_audio::AudioError>;

fn tell(what: &str, mixed: &Mixed, took: Duration) -> std::io::Result<()> {
    let ratio = mixed.duration.as_secs_f64() / took.as_secs_f64();
    writeln!(stdout(), "  {what}: {:.2} s, {ratio:.0} x real time", took.as_secs_f64())
}

/// Something like speech, at 24 kHz as providers send it.
fn spoken(seconds: u32) -> Sound {
    let sample = |n: u32| {
        let t = n as f32 / 24_000.0;
        let syllable = 0.5 - 0.5 * (25.0 * t).cos();
        let voice: f32 = (1..12).map(|h| (817.0 * h as f32 * t).sin() / h as f32).sum();
        let pause = if (t * 0.4).fract() < 0.85 { 1.0 } else { 0.0 };
        ((syllable * voice * pause * 0.2) * 32_767.0) as i16
    };
    let samples = (0..24_000 * seconds).flat_map(|n| sample(n).to_le_bytes()).collect();
    Sound::Pcm16 { samples, rate: 24_000, channels: 1 }
}

/// A chord in stereo, at 44.1 kHz.
fn played(seconds: u32) -> Sound {
    let sample = |n: u32| {
        let t = n as f32 / 44_100.0;
        let side = |hz: [f32; 3]| hz.iter().map(|hz| (TAU * hz * t).sin()).sum::<f32>() * 4_000.0;
        [side([220.0, 277.0, 330.0]) as i16, side([220.0, 275.0, 440.0]) as i16]
    };
    let samples = (0..44_100 * seconds).flat_map(sample).flat_map(i16::to_le_bytes).collect();
    Sound::Pcm16 { samples, rate: 44_100, channels: 2 }
}
