//! Speech.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use talewright_domain::ports::{AudioFormat, ProviderErrorKind, SpeechRequest};
use talewright_domain::{PageAudio, StoryChange};
use talewright_pipeline::{ProviderSet, StoryPipeline};
use talewright_tests::mock::{Flavour, Operation, Reason, Refusal, SpeechTwist, Vendor, When};
use tokio_util::sync::CancellationToken;

use super::asks::speech;
use super::support::{Studio, Witness, narrated};

/// Twenty-eight characters, which are said in two seconds.
const TEXT: &str = "Good night, said the old fox";
const TWO_SECONDS: Duration = Duration::from_secs(2);
/// Bytes of two seconds at 24,000 samples a second.
const SAMPLES: u32 = 2 * 24_000 * 2;

fn number(file: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(file[at..at + 4].try_into().unwrap())
}

/// A file of two seconds, whose one header tells the truth.
fn assert_true_wav(file: &Bytes, what: &str) {
    let length = u32::try_from(file.len()).unwrap();
    assert!(file.starts_with(b"RIFF") && &file[8..16] == b"WAVEfmt ", "{what}");
    assert_eq!((number(file, 4), number(file, 40)), (length - 8, length - 44), "{what}");
    assert!(number(file, 40).abs_diff(SAMPLES) <= 12, "{what}: {} bytes of samples", number(file, 40));
    let headers = file.windows(4).filter(|bytes| bytes == b"RIFF").count();
    assert_eq!(headers, 1, "{what}: a header is not a sound");
}

#[tokio::test]
async fn habit_20_the_header_of_a_wav_tells_its_real_length() {
    let studio = Studio::of(Flavour::speaches());
    let local = studio.speech(Vendor::Compatible);
    for size in [0xFFFF_FFFF, 0x7FFF_FFFF, 2_000_000_000, 1, 0] {
        studio.mocks.script(When::to(Vendor::Compatible), SpeechTwist::WavSizes { size });
        let spoken = local.speak(speech(TEXT)).await.unwrap();
        assert_true_wav(&spoken.audio, &format!("{size:#x}"));
        assert_eq!(spoken.duration, TWO_SECONDS, "{size:#x}");
    }
    for vendor in [Vendor::OpenAi, Vendor::ElevenLabs] {
        let spoken = studio.speech(vendor).speak(speech(TEXT)).await.unwrap();
        assert_true_wav(&spoken.audio, &format!("{vendor:?}"));
        assert_eq!(spoken.duration, TWO_SECONDS, "{vendor:?}");
    }
    // Theirs would be false, so samples are asked for.
    assert_eq!(studio.asked(Vendor::OpenAi, Operation::Speech)[0].body["response_format"], "pcm");
    let timed = &studio.asked(Vendor::ElevenLabs, Operation::TimedSpeech)[0];
    assert_eq!(timed.query["output_format"], "pcm_24000");
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_21_a_header_for_each_piece_is_not_heard() {
    let studio = Studio::of(Flavour::kokoro());
    let kokoro = studio.registry.speech("compatible", Some("kokoro")).unwrap();
    let spoken = kokoro.speak(speech(TEXT)).await.unwrap();
    assert_true_wav(&spoken.audio, "three pieces");
    assert!(spoken.duration.abs_diff(TWO_SECONDS) < Duration::from_millis(1), "{:?}", spoken.duration);
    let request = SpeechRequest { format: AudioFormat::Mp3, ..speech(TEXT) };
    let spoken = kokoro.speak(request).await.unwrap();
    assert_eq!(spoken.format, AudioFormat::Mp3);
    // Frames are whole, so each piece is longer by a part of one.
    assert!(spoken.duration.abs_diff(TWO_SECONDS) < Duration::from_millis(150), "{:?}", spoken.duration);
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_24_no_neighbours_are_told_to_who_refuses_them() {
    let studio = Studio::open();
    let third = studio.registry.speech("elevenlabs", Some("eleven_v3")).unwrap();
    let spoken = third.speak(speech(TEXT)).await.unwrap();
    assert_eq!(spoken.duration, TWO_SECONDS);
    // Longer texts are streamed.
    let long = "The old fox said good night to the moon. ".repeat(52);
    assert!(third.speak(speech(long.trim())).await.unwrap().duration > 60 * TWO_SECONDS);
    let short = studio.asked(Vendor::ElevenLabs, Operation::TimedSpeech);
    let long = studio.asked(Vendor::ElevenLabs, Operation::TimedSpeechStream);
    assert_eq!((short.len(), long.len()), (1, 1));
    for call in short.iter().chain(&long) {
        assert!(call.body["previous_text"].is_null() && call.body["next_text"].is_null(), "{}", call.body);
    }
    let wrong = Refusal::new(Reason::InvalidRequest).code("unsupported_model_parameter");
    let error = studio.failure(Vendor::ElevenLabs, wrong).await;
    assert_eq!(error.kind, ProviderErrorKind::InvalidRequest, "{error}");
    assert_eq!(studio.mocks.violations(), []);
}

/// Every word has its time, one after the other, to the end of the sound.
fn assert_in_time(text: &str, audio: &PageAudio) {
    let words: Vec<&str> = audio.words.iter().map(|word| word.word.as_str()).collect();
    assert_eq!(words, text.split_whitespace().collect::<Vec<_>>());
    let mut last = 0;
    for word in &audio.words {
        assert!(last <= word.start && word.start < word.end, "{:?} after {last}", word);
        last = word.end;
    }
    assert!(audio.milliseconds.abs_diff(last) <= 1, "{last} of {}", audio.milliseconds);
}

#[tokio::test]
async fn habit_25_times_that_cannot_be_true_are_not_believed() {
    let studio = Studio::open();
    let narrator = studio.speech(Vendor::ElevenLabs);
    let told = narrator.speak(speech(TEXT)).await.unwrap().timings.unwrap();
    assert_eq!(told.iter().map(|time| time.text.as_str()).collect::<String>(), TEXT);
    let lies = [
        SpeechTwist::NullAlignment,
        SpeechTwist::Drifting,
        SpeechTwist::NonMonotonic,
        SpeechTwist::Collapsed,
        SpeechTwist::UnevenLists,
    ];
    for lie in lies.clone() {
        studio.mocks.script(When::to(Vendor::ElevenLabs), lie.clone());
        let spoken = narrator.speak(speech(TEXT)).await.unwrap();
        assert!(spoken.timings.is_none() && spoken.duration == TWO_SECONDS, "{lie:?}");
    }
    let truths = [SpeechTwist::NullNormalized, SpeechTwist::Romanised];
    for truth in truths.clone() {
        studio.mocks.script(When::to(Vendor::ElevenLabs), truth.clone());
        let times = narrator.speak(speech(TEXT)).await.unwrap().timings;
        assert_eq!(times.as_ref(), Some(&told), "the text's own letters count: {truth:?}");
    }

    // A story, each page of which is told other times: the words light up in order all the same.
    studio.mocks.forget();
    let pages = lies.len() + truths.len() + 1;
    for twist in lies.into_iter().chain(truths) {
        studio.mocks.script(When::to(Vendor::ElevenLabs).operation(Operation::TimedSpeech), twist);
    }
    let providers = ProviderSet {
        speech: Some(narrator),
        ..ProviderSet::new(studio.text(Vendor::OpenAi), studio.image(Vendor::OpenAi))
    };
    let witness = Arc::new(Witness::default());
    let run = witness.run(CancellationToken::new());
    let brief = narrated(i64::try_from(pages).unwrap());
    let book = StoryPipeline::new(providers).picture_book(&brief, &run).await.unwrap();
    assert!(book.silent_pages().is_empty());
    let read = witness.changes().into_iter().filter_map(|change| match change {
        StoryChange::PageNarrated { number, audio } => Some((number, audio)),
        _ => None,
    });
    let read: Vec<(u32, PageAudio)> = read.collect();
    assert_eq!((read.len(), studio.mocks.open_rules()), (pages, 0));
    for (number, audio) in &read {
        let page = book.pages.iter().find(|page| page.number == *number).unwrap();
        assert_in_time(&page.text, audio);
    }
    studio.assert_paid_at_most(1);
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_34_the_format_of_speech_is_always_named() {
    let studio = Studio::open();
    for (vendor, names) in [(Vendor::OpenAi, ["pcm", "mp3"]), (Vendor::Compatible, ["wav", "mp3"])] {
        let model = studio.speech(vendor);
        for format in [AudioFormat::Wav, AudioFormat::Mp3] {
            let spoken = model.speak(SpeechRequest { format, ..speech(TEXT) }).await.unwrap();
            assert!(spoken.duration.abs_diff(TWO_SECONDS) < Duration::from_millis(60));
        }
        let asked = studio.asked(vendor, Operation::Speech).into_iter();
        let named: Vec<String> = asked.map(|call| call.body["response_format"].to_string()).collect();
        assert_eq!(named, names.map(|name| format!("{name:?}")), "{vendor:?}");
    }
    assert_eq!(studio.mocks.violations(), []);
}
