//! When what is heard.

use std::time::Duration;

use talewright_audio::{AudioError, Chapter, Page, Programme, Sound, mix};

use crate::make::{ROOMY, frame, heard, page, sine, told, tone, wav};

fn chapter(title: &str, start_ms: u64, end_ms: u64) -> Chapter {
    Chapter { title: title.into(), start_ms, end_ms }
}

#[test]
fn pages_follow_each_other_with_pauses() {
    let pages = vec![
        page("One", &sine(1.0, 500.0, 0.3)),
        page("Deux", &sine(0.25, 1_000.0, 0.3)),
        page("三", &sine(1.5, 2_000.0, 0.3)),
    ];
    let mixed = told(pages, ROOMY);
    let ms = Duration::from_millis;
    assert_eq!(mixed.page_offsets, [ms(500), ms(3_500), ms(5_750)]);
    assert_eq!(
        mixed.chapters,
        [chapter("One", 0, 3_500), chapter("Deux", 3_500, 5_750), chapter("三", 5_750, 8_250)]
    );
    assert_eq!((mixed.duration, mixed.duration_ms()), (ms(8_250), 8_250));
    let all = heard(&mixed);
    for (offset, hz, length) in [(500, 500.0, 48_000), (3_500, 1_000.0, 12_000), (5_750, 2_000.0, 72_000)] {
        let start = frame(ms(offset));
        assert!(tone(&all[start..start + length], hz) > 0.1, "{hz} Hz at {offset} ms");
        assert!(
            all[start - 12_000..start - 300].iter().all(|s| s.abs() < 1e-4),
            "silence before {offset} ms"
        );
        assert!(all[start + length + 300..][..12_000].iter().all(|s| s.abs() < 1e-4), "and after {hz} Hz");
    }
}

#[test]
fn pages_that_say_nothing_take_no_time() {
    let silent = Page { title: "Picture".into(), narration: vec![] };
    let empty = Sound::Pcm16 { samples: bytes::Bytes::new(), rate: 8_000, channels: 1 };
    let empty = Page { title: "Empty".into(), narration: vec![empty] };
    let spoken = page("Spoken", &sine(1.0, 500.0, 0.3));
    let mixed = told(vec![silent, spoken.clone(), empty, spoken], ROOMY);
    assert_eq!(mixed.chapters, [chapter("Spoken", 0, 3_500), chapter("Spoken", 3_500, 5_500)]);
    let offsets: Vec<u128> = mixed.page_offsets.iter().map(Duration::as_millis).collect();
    assert_eq!(offsets, [500, 500, 3_500, 3_500]);
}

#[test]
fn a_page_may_have_several_voices() {
    let clip = |seconds, hz| wav(&sine(seconds, hz, 0.3), 1);
    let nothing = Sound::Pcm16 { samples: bytes::Bytes::new(), rate: 8_000, channels: 1 };
    let first = Page {
        title: "One".into(),
        narration: vec![clip(1.0, 500.0), nothing, clip(0.5, 1_000.0), clip(0.5, 2_000.0)],
    };
    let mixed = told(vec![first, page("Two", &sine(1.0, 700.0, 0.3))], ROOMY);
    let ms = Duration::from_millis;
    assert_eq!(mixed.clip_offsets, [vec![ms(500), ms(1_700), ms(1_700), ms(2_400)], vec![ms(4_900)]]);
    assert_eq!(mixed.page_offsets, [ms(500), ms(4_900)]);
    assert_eq!(mixed.chapters, [chapter("One", 0, 4_900), chapter("Two", 4_900, 6_900)]);
    let all = heard(&mixed);
    for (at, hz) in [(500, 500.0), (1_700, 1_000.0), (2_400, 2_000.0), (4_900, 700.0)] {
        let start = frame(ms(at));
        assert!(tone(&all[start..start + 24_000], hz) > 0.1, "{hz} Hz at {at} ms");
    }
}

#[test]
fn a_length_between_samples_is_not_lost() {
    // 22.05 kHz does not divide 48 kHz: 1,001 samples are 2,179.05 of ours.
    let samples = vec![0x20; 2_002].into();
    let odd =
        Page { title: "Odd".into(), narration: vec![Sound::Pcm16 { samples, rate: 22_050, channels: 1 }] };
    let mixed = told(vec![odd.clone(), odd], crate::make::TIGHT);
    assert_eq!(mixed.frames(), 2 * 2_180);
    assert_eq!(frame(mixed.page_offsets[1]), 2_180);
}

#[test]
fn what_is_too_long_is_refused_before_it_is_mixed() {
    let pacing = talewright_audio::Pacing { tail: Duration::from_secs(13 * 3_600), ..ROOMY };
    let pages = vec![page("One", &sine(0.1, 500.0, 0.3))];
    let failed = mix(Programme { pages, music: None, pacing }).unwrap_err();
    assert_eq!(failed, AudioError::TooLong { hours: 13, most: 12 });
}
