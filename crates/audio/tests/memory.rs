//! What a long story takes. A process of its own: it counts every byte.

use std::time::Duration;

use bytes::Bytes;
use peak_alloc::PeakAlloc;
use talewright_audio::{Pacing, Page, Programme, Sound, Tags, mix};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

#[test]
fn a_story_is_never_unpacked_whole() {
    let wave = |n: u32| ((n % 163) as i16 - 81) * 40 * i16::from(n % 24_000 < 20_000);
    let samples: Bytes = (0..24_000 * 20).flat_map(|n| wave(n).to_le_bytes()).collect();
    let narration = vec![Sound::Pcm16 { samples, rate: 24_000, channels: 1 }];
    let pages = vec![Page { title: "Again".into(), narration }; 15];
    let pacing = Pacing {
        lead_in: Duration::ZERO,
        breath: Duration::ZERO,
        pause: Duration::ZERO,
        tail: Duration::ZERO,
    };

    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let mixed = mix(Programme { pages, music: None, pacing }).unwrap();
    assert_eq!(mixed.duration, Duration::from_secs(300));
    let mixing = MEMORY.peak_usage() - before;
    // Unpacked it has 57,600,000 bytes.
    assert!(mixing < 4_000_000, "{mixing} bytes to mix");

    let file = mixed.to_opus(&Tags::default()).unwrap();
    let writing = MEMORY.peak_usage() - before - file.len();
    assert!(writing < 8_000_000, "{writing} bytes to write Opus");
    let file = mixed.to_mp3(&Tags::default()).unwrap();
    let writing = MEMORY.peak_usage() - before - file.len();
    assert!(writing < 25_000_000, "{writing} bytes to write MP3");
}
