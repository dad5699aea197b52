//! What comes in: every kind of file, every rate.

use bytes::Bytes;
use rstest::rstest;
use rusty_mp3::{Mp3Encoder, Mp3EncoderConfig};
use talewright_audio::{Page, Programme, Sound, mix};

use crate::make::{TIGHT, db, heard, quadrature, told, wav_file};

/// One second of 1 kHz at a rate, in every channel.
fn second(rate: u32, channels: u16) -> Vec<f32> {
    let wave = |n: u32| 0.4 * (std::f32::consts::TAU * 1_000.0 * n as f32 / rate as f32).sin();
    (0..rate).flat_map(|n| vec![wave(n); usize::from(channels)]).collect()
}

fn page(sound: Sound) -> Vec<Page> {
    vec![Page { title: "One".into(), narration: vec![sound] }]
}

/// That it is a second of 1 kHz, and nothing else.
fn is_a_second_of_1_khz(sound: Sound) {
    let mixed = told(page(sound), TIGHT);
    assert_eq!((mixed.frames(), mixed.duration_ms(), mixed.channels()), (48_000, 1_000, 1));
    let all = heard(&mixed);
    let (sine, cosine) = quadrature(&all[4_800..43_200], 1_000.0);
    let rest = all[4_800..43_200].iter().enumerate().map(|(n, sample)| {
        let angle = std::f32::consts::TAU * 1_000.0 * n as f32 / 48_000.0;
        sample - sine * angle.sin() - cosine * angle.cos()
    });
    let level = db(all[4_800..43_200].to_vec());
    let rest = db(rest);
    assert!(rest < level - 45.0, "what is not the tone: {rest} dB beside {level} dB");
    // A frame is 7.5 degrees of the tone, and it begins with a rising wave.
    let late = -cosine.atan2(sine).to_degrees() / 7.5;
    assert!(late.abs() < 0.6, "{late} frames late");
}

fn int(samples: &[f32], bytes: usize) -> Vec<u8> {
    let scaled = samples.iter().map(|s| (f64::from(*s) * 2_147_483_647.0) as i32);
    scaled.flat_map(|s| s.to_le_bytes()[4 - bytes..].to_vec()).collect()
}

#[rstest]
#[case::pcm_16(1, 16, int(&second(48_000, 1), 2))]
#[case::pcm_24(1, 24, int(&second(48_000, 1), 3))]
#[case::pcm_32(1, 32, int(&second(48_000, 1), 4))]
#[case::float(3, 32, second(48_000, 1).iter().flat_map(|s| s.to_le_bytes()).collect())]
#[case::double(3, 64, second(48_000, 1).iter().flat_map(|s| f64::from(*s).to_le_bytes()).collect())]
fn wav_files_of_every_width(#[case] tag: u16, #[case] bits: u16, #[case] data: Vec<u8>) {
    is_a_second_of_1_khz(Sound::Wav(wav_file(tag, bits, 1, 48_000, &data)));
}

#[rstest]
fn every_rate_keeps_its_length(
    #[values(8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000)] rate: u32,
    #[values(1, 2, 6)] channels: u16,
) {
    let samples = int(&second(rate, channels), 2).into();
    is_a_second_of_1_khz(Sound::Pcm16 { samples, rate, channels });
}

#[rstest]
fn mp3_files_are_cut_where_they_say(
    #[values(22_050, 24_000, 44_100, 48_000)] rate: u32,
    #[values(1, 2)] ch: u16,
) {
    let mut encoder = Mp3Encoder::new(Mp3EncoderConfig { bitrate_kbps: 128, vbr_quality: None });
    encoder.push_pcm_f32(&second(rate, ch), ch, rate).unwrap();
    encoder.finish();
    let mut file = Vec::new();
    while let Ok(packet) = encoder.next_packet() {
        file.extend(packet);
    }
    is_a_second_of_1_khz(Sound::Mp3(file.into()));
}

#[test]
fn a_streamed_wav_with_placeholders_is_read_to_its_end() {
    let mut file = wav_file(1, 16, 1, 48_000, &int(&second(48_000, 1), 2)).to_vec();
    let at = file.windows(4).position(|w| w == b"data").unwrap() + 4;
    file[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    is_a_second_of_1_khz(Sound::Wav(file.into()));
}

#[test]
fn numbers_that_are_none_are_silence() {
    let hostile = [f32::NAN, f32::INFINITY, f32::MAX, -f32::MAX, 1.0];
    let data: Vec<u8> = hostile.iter().cycle().take(48_000).flat_map(|s| s.to_le_bytes()).collect();
    let mixed = told(page(Sound::Wav(wav_file(3, 32, 1, 48_000, &data))), TIGHT);
    assert!(heard(&mixed).iter().all(|s| s.is_finite() && s.abs() <= 1.0));
}

#[rstest]
#[case::empty(Sound::Wav(Bytes::new()))]
#[case::no_wav(Sound::Wav(Bytes::from_static(b"<html>Internal Server Error</html>")))]
#[case::no_samples(Sound::Wav(Bytes::from_static(b"RIFF\0\0\0\0WAVE")))]
#[case::no_header(Sound::Wav(Bytes::from_static(b"RIFF\0\0\0\0WAVEdata\x02\0\0\0\0\0")))]
#[case::mu_law(Sound::Wav(wav_file(7, 8, 1, 8_000, &[0; 80])))]
#[case::no_channels(Sound::Wav(wav_file(1, 16, 0, 8_000, &[0; 80])))]
#[case::no_rate(Sound::Wav(wav_file(1, 16, 1, 0, &[0; 80])))]
#[case::no_mp3(Sound::Mp3(Bytes::from_static(b"{\"error\": \"quota exceeded\"}")))]
#[case::empty_mp3(Sound::Mp3(Bytes::new()))]
#[case::impossible(Sound::Pcm16 { samples: Bytes::from_static(&[0; 80]), rate: 1, channels: 1 })]
fn what_cannot_be_read_is_named(#[case] sound: Sound) {
    let pages =
        [page(Sound::Pcm16 { samples: Bytes::from_static(&[1; 80]), rate: 8_000, channels: 1 }), page(sound)];
    let failed = mix(Programme { pages: pages.concat(), music: None, pacing: TIGHT }).unwrap_err();
    assert!(failed.to_string().starts_with("the narration of page 2 cannot be read: "), "{failed}");
}
