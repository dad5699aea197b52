//! What others say: ffprobe and ffmpeg.

use std::io::Write;
use std::process::Command;

use bytes::Bytes;
use serde_json::Value;
use talewright_audio::{Mixed, Tags};
use tempfile::NamedTempFile;

use crate::files::tags;
use crate::make::{ROOMY, TIGHT, chord, page, scored, sideways, speech, told, wav};

fn story() -> Mixed {
    let pages =
        vec![page("Le début", &speech(3.0)), page("真ん中", &speech(2.4)), page("The end", &speech(3.1))];
    scored(pages, wav(&sideways(&chord(2.5)), 2), 0.8, ROOMY)
}

fn stored(file: &Bytes) -> NamedTempFile {
    let mut stored = NamedTempFile::new().unwrap();
    stored.write_all(file).unwrap();
    stored
}

fn files(mixed: &Mixed, tags: &Tags) -> [(&'static str, NamedTempFile); 3] {
    [
        ("MP3", stored(&mixed.to_mp3(tags).unwrap())),
        ("Opus", stored(&mixed.to_opus(tags).unwrap())),
        ("WAV", stored(&mixed.to_wav().unwrap())),
    ]
}

fn probe(file: &NamedTempFile) -> Value {
    let shown = ["-v", "error", "-of", "json", "-show_format", "-show_streams", "-show_chapters"];
    let output = Command::new("ffprobe").args(shown).arg(file.path()).output().expect("ffprobe is installed");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn ffmpeg(file: &NamedTempFile, what: &[&str]) -> (Vec<u8>, String) {
    let mut command = Command::new("ffmpeg");
    let output = command.args(["-nostdin", "-hide_banner", "-i"]).arg(file.path()).args(what).output();
    let output = output.expect("ffmpeg is installed");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    (output.stdout, said)
}

fn seconds(value: &Value) -> f64 {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn they_agree_on_duration_title_cover_and_chapters() {
    let mixed = story();
    for (name, file) in files(&mixed, &tags()) {
        let seen = probe(&file);
        // An MP3's frames are counted whole.
        let off = seconds(&seen["format"]["duration"]) - mixed.duration.as_secs_f64();
        assert!(off.abs() < 0.06, "{name}: {off} s off");
        let (samples, _) = ffmpeg(&file, &["-map", "0:a", "-f", "s16le", "-"]);
        assert_eq!(samples.len() as u64, mixed.frames() * 4, "{name}");
        if name == "WAV" {
            continue;
        }
        let title =
            [&seen["format"]["tags"], &seen["streams"][0]["tags"]].map(|t| t.get("title").or(t.get("TITLE")));
        assert!(title.iter().flatten().any(|title| **title == tags().title), "{name}: {title:?}");
        let pictures =
            seen["streams"].as_array().unwrap().iter().filter(|s| s["codec_name"] == "png").count();
        assert_eq!(pictures, 1, "{name}");
        let chapters: Vec<(String, f64, f64)> = seen["chapters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| {
                (
                    c["tags"]["title"].as_str().unwrap().into(),
                    seconds(&c["start_time"]),
                    seconds(&c["end_time"]),
                )
            })
            .collect();
        assert_eq!(chapters.len(), 3, "{name}");
        for (seen, meant) in chapters.iter().zip(&mixed.chapters) {
            assert_eq!(seen.0, meant.title, "{name}");
            assert!((seen.1 - meant.start_ms as f64 / 1e3).abs() < 2e-3, "{name}: {seen:?}");
            assert!((seen.2 - meant.end_ms as f64 / 1e3).abs() < 0.06, "{name}: {seen:?}");
        }
    }
}

/// The last number after a name in what ffmpeg said.
fn number(said: &str, name: &str) -> f64 {
    let (_, rest) = said.rsplit_once(name).unwrap_or_else(|| panic!("no {name} in {said}"));
    rest.split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn they_agree_on_loudness_and_peaks() {
    let mono = told(vec![page("One", &speech(8.0))], ROOMY);
    let shouted: Vec<f32> = speech(8.0).iter().map(|s| (20.0 * s).clamp(-1.0, 1.0)).collect();
    // Cries far above the rest: what the limiter works on, and encoders overshoot.
    let cries = speech(8.0).into_iter().enumerate();
    let cries: Vec<f32> = cries.map(|(n, s)| if n % 96_000 < 9_600 { 6.0 * s } else { s }).collect();
    let loud = [shouted, cries].map(|samples| told(vec![page("Loud", &samples)], TIGHT));
    for mixed in [story(), mono].into_iter().chain(loud) {
        for (name, file) in files(&mixed, &Tags::default()) {
            let (_, said) = ffmpeg(&file, &["-map", "0:a", "-af", "ebur128=peak=true", "-f", "null", "-"]);
            let (lufs, peak) = (number(&said, "I:"), number(&said, "Peak:"));
            assert!((lufs + 16.0).abs() <= 0.5, "{name}: {lufs} LUFS");
            assert!(peak < -1.0, "{name}: {peak} dBTP");
            let (told_lufs, told_peak) = (mixed.integrated_lufs.unwrap(), mixed.true_peak_dbtp.unwrap());
            let unchanged = (told_lufs - lufs).abs() < 0.11 && (told_peak - peak).abs() < 0.11;
            assert!(name != "WAV" || unchanged, "{lufs} LUFS, {peak} dBTP, not as {mixed:?} says");
        }
    }
}
