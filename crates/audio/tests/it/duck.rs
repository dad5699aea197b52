//! Speech stays understandable over music.

use talewright_audio::Mixed;

use crate::make::{ROOMY, chord, db, frame, heard, page, scored, sideways, speech, wav};

/// Speech and music of a mix in which both channels have the speech, and each the music's opposite.
fn apart(mixed: &Mixed) -> (Vec<f32>, Vec<f32>) {
    let both = heard(mixed);
    let frames = both.chunks_exact(2);
    frames.map(|frame| ((frame[0] + frame[1]) / 2.0, (frame[0] - frame[1]) / 2.0)).unzip()
}

fn quieter(samples: &[f32], by: f32) -> Vec<f32> {
    samples.iter().map(|s| by * s).collect()
}

fn piece() -> talewright_audio::Sound {
    wav(&sideways(&chord(4.0)), 2)
}

#[test]
fn music_lies_far_below_speech_and_comes_back_in_pauses() {
    let pages = vec![page("One", &speech(5.0)), page("Two", &speech(5.0))];
    for volume in [0.3, 1.0] {
        let mixed = scored(pages.clone(), piece(), volume, ROOMY);
        let (voice, music) = apart(&mixed);
        let first = frame(mixed.page_offsets[0]);
        let spoken = first..first + 5 * 48_000;
        let below = db(voice[spoken.clone()].to_vec()) - db(music[spoken.clone()].to_vec());
        assert!(below > 18.0, "{below} dB below while it is spoken");
        // Moment by moment, wherever somebody speaks up.
        let level = db(voice[spoken.clone()].to_vec());
        for (voice, music) in voice[spoken.clone()].chunks(9_600).zip(music[spoken].chunks(9_600)) {
            let (voice, music) = (db(voice.to_vec()), db(music.to_vec()));
            assert!(level - music > 16.0, "music is {} dB below in some moment", level - music);
            assert!(voice < level - 3.0 || voice - music > 15.0, "{} dB below in some moment", voice - music);
        }
        let pause = first + 5 * 48_000 + 65_000..frame(mixed.page_offsets[1]) - 13_000;
        let between = level - db(music[pause].to_vec());
        let wanted = 6.0 - 20.0 * volume.log10();
        assert!((between - wanted).abs() < 2.5, "{between} dB below in the pause, not {wanted}");
    }
}

#[test]
fn a_whispered_page_has_its_own_margin() {
    let pages = vec![page("Loud", &speech(5.0)), page("Whispered", &quieter(&speech(5.0), 0.15))];
    let mixed = scored(pages, piece(), 1.0, ROOMY);
    let (voice, music) = apart(&mixed);
    for start in &mixed.page_offsets {
        let page = frame(*start)..frame(*start) + 5 * 48_000;
        let below = db(voice[page.clone()].to_vec()) - db(music[page].to_vec());
        assert!(below > 18.0, "{below} dB below");
    }
}

#[test]
fn music_that_surges_stays_below_too() {
    let mut surging = quieter(&chord(6.0), 0.2);
    surging[96_000..144_000].iter_mut().for_each(|s| *s *= 8.0);
    let mixed = scored(vec![page("One", &speech(6.0))], wav(&sideways(&surging), 2), 1.0, ROOMY);
    let (voice, music) = apart(&mixed);
    let first = frame(mixed.page_offsets[0]);
    let level = db(voice[first..first + 6 * 48_000].to_vec());
    for moment in music[first..first + 6 * 48_000].chunks(19_200) {
        let below = level - db(moment.to_vec());
        assert!(below > 15.0, "{below} dB below");
    }
}

#[test]
fn music_is_down_before_the_first_word_and_never_jumps() {
    let mixed = scored(vec![page("One", &speech(3.0))], piece(), 1.0, ROOMY);
    let (_, music) = apart(&mixed);
    let first = frame(mixed.page_offsets[0]);
    let early = db(music[first - 16_000..first - 13_000].to_vec());
    let onset = db(music[first..first + 3_000].to_vec());
    assert!(early - onset > 8.0, "{early} dB before, {onset} dB at the first word");
    let levels: Vec<f32> = music[5_000..first + 48_000].chunks(960).map(|c| db(c.to_vec())).collect();
    assert!(levels.windows(2).all(|two| (two[0] - two[1]).abs() < 6.0), "{levels:?}");
}

#[test]
fn without_volume_there_is_no_music() {
    let mixed = scored(vec![page("One", &speech(2.0))], piece(), 0.0, ROOMY);
    assert_eq!(mixed.channels(), 1);
}
