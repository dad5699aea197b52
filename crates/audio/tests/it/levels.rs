//! Loudness and peaks, measured by another hand than the mix's own.

use ebur128::{EbuR128, Mode};
use rstest::rstest;
use talewright_audio::{Mixed, SAMPLE_RATE};

use crate::make::{
    ROOMY, TIGHT, chord, heard, noise, page, sampled, scored, sideways, sine, speech, told, wav,
};

fn check(mixed: &Mixed) {
    let channels = mixed.channels();
    let all = heard(mixed);
    let mut meter = EbuR128::new(channels as u32, SAMPLE_RATE, Mode::I | Mode::TRUE_PEAK).unwrap();
    meter.add_frames_f32(&all).unwrap();
    let lufs = meter.loudness_global().unwrap();
    let peak = (0..channels as u32).map(|channel| meter.true_peak(channel).unwrap()).fold(0.0, f64::max);
    let dbtp = 20.0 * peak.log10();
    assert!((lufs + 16.0).abs() <= 0.5, "{lufs} LUFS");
    assert!(dbtp < -1.0, "{dbtp} dBTP");
    assert!((mixed.integrated_lufs.unwrap() - lufs).abs() < 0.05, "{lufs} but {:?}", mixed.integrated_lufs);
    // The library's shorter filter misses some of the highest frequencies; see the judges for what ffmpeg says.
    let more = mixed.true_peak_dbtp.unwrap() - dbtp;
    assert!((-0.1..1.2).contains(&more), "{dbtp} but {:?}", mixed.true_peak_dbtp);
}

fn bursts() -> Vec<f32> {
    let mut hiss = noise(3);
    sampled(6.0, |t| if (t * 2.0).fract() < 0.2 { 0.3 * hiss() } else { 0.0 })
}

fn clipped() -> Vec<f32> {
    speech(5.0).iter().map(|s| (12.0 * s).clamp(-1.0, 1.0)).collect()
}

fn whispered() -> Vec<f32> {
    speech(5.0).iter().map(|s| 0.004 * s).collect()
}

/// Between its samples it is 3 dB louder than in them.
fn quarter() -> Vec<f32> {
    (0..4 * SAMPLE_RATE).map(|n| if n % 4 < 2 { 0.9 } else { -0.9 }).collect()
}

#[rstest]
#[case::sine(sine(4.0, 997.0, 0.5))]
#[case::deep_sine(sine(4.0, 80.0, 0.2))]
#[case::high_sine(sine(4.0, 11_000.0, 0.2))]
#[case::bursts(bursts())]
#[case::speech(speech(6.0))]
#[case::already_loud(clipped())]
#[case::near_silence(whispered())]
#[case::peaks_between_samples(quarter())]
fn speech_alone_is_as_loud_as_it_should_be(#[case] samples: Vec<f32>) {
    check(&told(vec![page("One", &samples)], TIGHT));
}

#[test]
fn so_are_pages_of_different_voices() {
    let loud: Vec<f32> = speech(4.0).iter().map(|s| 2.0 * s).collect();
    let quiet: Vec<f32> = speech(4.0).iter().map(|s| 0.2 * s).collect();
    check(&told(vec![page("Loud", &loud), page("Quiet", &quiet), page("Loud", &loud)], ROOMY));
}

#[rstest]
#[case::beneath_speech(vec![page("One", &speech(5.0))])]
#[case::alone(vec![])]
fn music_is_no_exception(#[case] pages: Vec<talewright_audio::Page>) {
    let long = talewright_audio::Pacing { tail: std::time::Duration::from_secs(4), ..ROOMY };
    check(&scored(pages.clone(), wav(&chord(3.0), 1), 1.0, long));
    check(&scored(pages, wav(&sideways(&chord(3.0)), 2), 0.5, long));
}

#[test]
fn silence_stays_silent() {
    let mixed = told(vec![page("Nothing", &vec![0.0; 48_000])], TIGHT);
    assert_eq!((mixed.integrated_lufs, mixed.true_peak_dbtp), (None, None));
    assert!(heard(&mixed).iter().all(|s| *s == 0.0));
}

#[test]
fn what_is_too_short_to_be_measured_is_still_heard() {
    let mixed = told(vec![page("Tick", &sine(0.1, 1_000.0, 0.01))], TIGHT);
    assert_eq!(mixed.integrated_lufs, None);
    assert!(mixed.true_peak_dbtp.unwrap() > -20.0);
    assert_eq!(mixed.frames(), 4_800);
}

#[test]
fn the_limiter_holds_its_ceiling_whatever_comes() {
    // Clicks 30 dB above the speech, each over within a millisecond.
    let clicks = speech(5.0).into_iter().enumerate();
    let clicks: Vec<f32> =
        clicks.map(|(n, s)| if n % 24_000 < 40 { if n % 4 < 2 { 6.0 } else { -6.0 } } else { s }).collect();
    let mixed = told(vec![page("Clicks", &clicks)], TIGHT);
    let ceiling = talewright_audio::CEILING_DBTP;
    assert!((mixed.true_peak_dbtp.unwrap() - ceiling).abs() < 0.1, "{mixed:?}");
    check(&mixed);
}
