//! Files, read again by the libraries' own decoders.

use opus_pure::{MAX_PACKET_SAMPLES, OggOpusReader, Trim};
use rstest::rstest;
use talewright_audio::{Cover, Mixed, Tags};

use crate::make::{
    ROOMY, chord, db, frame, heard, noise, page, sampled, scored, sideways, sine, speech, told, wav,
};

pub(crate) fn tags() -> Tags {
    Tags {
        title: "La Lune et le Renard 月".into(),
        artist: Some("Talewright".into()),
        language: Some("fr-CA".into()),
        cover: Some(Cover { picture: PICTURE.into(), media_type: "image/png".into(), width: 1, height: 1 }),
    }
}

/// One pixel, as PNG.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\
\xc0\xf0\x1f\0\x05\0\x01\xff\xab\xce\x1f\x89\0\0\0\0IEND\xaeB`\x82";

fn from_mp3(mixed: &Mixed) -> Vec<f32> {
    nanomp3::decode_all::<f32>(&mixed.to_mp3(&tags()).unwrap()).samples
}

fn from_opus(mixed: &Mixed) -> Vec<f32> {
    let file = mixed.to_opus(&tags()).unwrap();
    let channels = mixed.channels();
    let mut reader = OggOpusReader::new(&*file).unwrap();
    let mut decoder = reader.head().decoder(48_000).unwrap();
    let mut trim = Trim::new(reader.head(), 48_000, channels).unwrap();
    let mut block = vec![0.0; MAX_PACKET_SAMPLES * channels];
    let mut all = Vec::new();
    while let Some(packet) = reader.read_packet().unwrap() {
        let count = decoder.decode(&packet.data, MAX_PACKET_SAMPLES, &mut block).unwrap();
        all.extend_from_slice(trim.keep(&packet, &block[..count * channels]));
    }
    all
}

fn from_wav(mixed: &Mixed) -> Vec<f32> {
    let file = mixed.to_wav().unwrap();
    file[44..].chunks_exact(2).map(|s| f32::from(i16::from_le_bytes([s[0], s[1]])) / 32_768.0).collect()
}

/// How far what is different lies below what was meant, in dB.
fn fidelity(meant: &[f32], came: &[f32]) -> f32 {
    assert_eq!(meant.len(), came.len());
    db(meant.to_vec()) - db(meant.iter().zip(came).map(|(a, b)| a - b))
}

fn hissing() -> Mixed {
    let mut hiss = noise(11);
    let (mut low, mut lower) = (0.0, 0.0);
    let speechlike = sampled(3.0, |t| {
        low += 0.3 * (hiss() - low);
        lower += 0.1 * (low - lower);
        (0.5 - 0.5 * (std::f32::consts::TAU * 4.0 * t).cos()) * lower
    });
    told(vec![page("One", &speechlike)], ROOMY)
}

fn scored_story() -> Mixed {
    scored(vec![page("One", &speech(3.0))], wav(&sideways(&chord(2.0)), 2), 0.7, ROOMY)
}

#[rstest]
#[case::sine(told(vec![page("One", &sine(2.0, 440.0, 0.3))], ROOMY), 30.0, 25.0)]
#[case::two_pages(told(vec![page("One", &speech(2.0)), page("Two", &speech(1.7))], ROOMY), 15.0, 8.0)]
#[case::hiss(hissing(), 8.0, 6.0)]
#[case::stereo(scored_story(), 12.0, 8.0)]
fn what_is_written_is_what_was_mixed(#[case] mixed: Mixed, #[case] mp3: f32, #[case] opus: f32) {
    let meant = heard(&mixed);
    let (by_mp3, by_opus) = (fidelity(&meant, &from_mp3(&mixed)), fidelity(&meant, &from_opus(&mixed)));
    assert!(fidelity(&meant, &from_wav(&mixed)) > 70.0);
    assert!(by_mp3 > mp3, "MP3: {by_mp3} dB");
    assert!(by_opus > opus, "Opus: {by_opus} dB");
}

/// Where a tone's power first reaches half of what it will be.
fn onset(samples: &[f32], near: usize) -> usize {
    let power = |at: usize| db(samples[at..at + 96].to_vec());
    let full = power(near + 9_600);
    (near - 4_800..near + 4_800).find(|at| power(*at) > full - 6.0).unwrap()
}

#[test]
fn tones_begin_where_the_offsets_say() {
    let tones = [700.0, 1_100.0, 1_900.0];
    let pages = tones.iter().map(|hz| page("Tone", &sine(1.0, *hz, 0.3))).collect();
    let mixed = told(pages, ROOMY);
    for (file, samples) in [("MP3", from_mp3(&mixed)), ("Opus", from_opus(&mixed)), ("WAV", from_wav(&mixed))]
    {
        for offset in &mixed.page_offsets {
            let meant = frame(*offset);
            let came = onset(&samples, meant);
            assert!(came.abs_diff(meant) < 240, "{file}: {came}, not {meant}");
        }
    }
}

#[test]
fn even_a_moment_is_written_whole() {
    for length in [1_usize, 100, 959, 960, 961, 1_152, 1_200] {
        let mixed = told(vec![page("Tick", &vec![0.1; length])], crate::make::TIGHT);
        assert_eq!(from_mp3(&mixed).len(), length, "MP3");
        assert_eq!(from_opus(&mixed).len(), length, "Opus");
        assert_eq!(from_wav(&mixed).len(), length, "WAV");
    }
}

#[test]
fn the_same_mix_gives_the_same_files() {
    let (one, two) = (scored_story(), scored_story());
    assert_eq!(one.to_mp3(&tags()).unwrap(), two.to_mp3(&tags()).unwrap());
    assert_eq!(one.to_opus(&tags()).unwrap(), two.to_opus(&tags()).unwrap());
}
