use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use talewright_domain::ports::{
    Bill, CharacterTime, Provider, ProviderError, ProviderErrorKind, ProviderInfo, SpeechModel, SpeechReply,
    SpeechRequest, Usage, Voice,
};
use talewright_domain::{Narration, StoryBrief, StoryChange};

use super::scripted::*;

/// Says a character in ten milliseconds, and nothing with this word.
struct Speaker(ProviderInfo, &'static str);

impl Provider for Speaker {
    fn info(&self) -> &ProviderInfo {
        &self.0
    }
}

#[async_trait]
impl SpeechModel for Speaker {
    async fn voices(&self) -> Result<Vec<Voice>, ProviderError> {
        Ok(Vec::new())
    }

    async fn speak(&self, request: SpeechRequest) -> Result<SpeechReply, ProviderError> {
        assert_eq!((request.voice.as_deref(), request.speed), (Some("ann"), 0.8));
        if request.text.contains(self.1) {
            return Err(failure(ProviderErrorKind::InvalidRequest));
        }
        let at = |index: usize| Duration::from_millis(10 * index as u64);
        let time = |(index, c): (usize, char)| CharacterTime {
            text: c.into(),
            start: at(index),
            end: at(index + 1),
        };
        Ok(SpeechReply {
            audio: Bytes::from_static(b"RIFF"),
            format: request.format,
            duration: at(request.text.chars().count()),
            timings: Some(request.text.chars().enumerate().map(time).collect()),
            bill: Bill::by_prices(&self.0, Usage::default(), None),
        })
    }
}

fn narrated() -> StoryBrief {
    StoryBrief { narration: Some(Narration { voice: Some("ann".into()), speed_percent: 80 }), ..brief() }
}

fn bench(mute: &'static str) -> Bench {
    let speaker = Speaker(info("a speaker"), mute);
    Bench::new(&[plan(), pages(&[1, 2])], &[]).with(|set| set.speech = Some(Arc::new(speaker)))
}

#[tokio::test]
async fn every_page_but_the_cover_is_read_aloud_with_the_times_of_its_words() {
    let bench = bench("never");
    let book = bench.pipeline.picture_book(&narrated(), &bench.run()).await.unwrap();
    assert!(book.silent_pages().is_empty());
    let changes = bench.checkpoints.changes.lock().unwrap();
    let mut read: Vec<_> = changes
        .iter()
        .filter_map(|change| match change {
            StoryChange::PageNarrated { number, audio } => Some((*number, audio.clone())),
            _ => None,
        })
        .collect();
    read.sort_by_key(|(number, _)| *number);
    assert_eq!(read.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 2]);
    let (_, audio) = &read[0];
    assert_eq!((audio.words[0].word.as_str(), audio.words[0].start, audio.words[0].end), ("On", 0, 20));
    assert_eq!(audio.words.last().unwrap().end, audio.milliseconds);
    assert!(audio.asset.as_str().ends_with(".wav"));
}

#[tokio::test]
async fn a_page_that_cannot_be_read_aloud_is_a_gap_and_nothing_else() {
    let bench = bench("page 2");
    let book = bench.pipeline.picture_book(&narrated(), &bench.run()).await.unwrap();
    assert_eq!((book.silent_pages(), book.gaps()), (vec![2], vec![]));
}
