//! Narration: a page is read aloud, and when each word is said is kept.

use serde::{Deserialize, Serialize};
use talewright_domain::ports::{AssetKey, AudioFormat, CostRange, ProviderInfo, SpeechModel, SpeechRequest};
use talewright_domain::{Narration, PageAudio, StepKey, StoryBrief, StoryChange, WordTime};

use crate::error::PipelineError;
use crate::run::{Made, Run, StepSpec};
use crate::word_times::word_times;

/// How much is said in a second, about, in characters: only for estimates.
const CHARACTERS_A_SECOND: u64 = 14;

/// What reading so many characters aloud may cost.
pub(crate) fn estimate(info: &ProviderInfo, characters: u64) -> CostRange {
    let cost = info.prices.of_speech(characters, characters * 1_000 / CHARACTERS_A_SECOND);
    CostRange { low: cost, high: cost }
}

#[derive(Serialize)]
struct Inputs<'a> {
    text: &'a str,
    narration: &'a Narration,
    language: &'a str,
}

/// What is kept of a reading.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Reading {
    pub(crate) asset: AssetKey,
    pub(crate) milliseconds: u64,
    pub(crate) words: Vec<WordTime>,
}

/// Reads a page aloud.
pub(crate) async fn narrate(
    speech: &dyn SpeechModel,
    run: &Run,
    brief: &StoryBrief,
    narration: &Narration,
    (number, text): (u32, &str),
) -> Result<Reading, PipelineError> {
    let inputs = Inputs { text, narration, language: brief.language.tag() };
    let characters = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    let spec = StepSpec {
        key: StepKey::new(format!("page/{number}/speech")),
        stage: "narration",
        inputs: &inputs,
        provider: speech.info(),
        estimate: estimate(speech.info(), characters).high,
    };
    run.step(spec, |ticket| async move {
        let request = SpeechRequest {
            text: text.to_owned(),
            voice: narration.voice.clone(),
            language: brief.language.clone(),
            speed: f32::from(narration.speed_percent) / 100.0,
            format: AudioFormat::Wav,
            seed: brief.seed.unwrap_or_default(),
            call: run.call(&ticket),
        };
        let reply = run.unless_cancelled(speech.speak(request)).await?;
        let milliseconds = u64::try_from(reply.duration.as_millis()).unwrap_or(u64::MAX);
        let words = word_times(text, reply.timings.as_deref(), milliseconds);
        let asset = run.keep(reply.format.extension(), reply.audio).await?;
        let audio = PageAudio { asset: asset.clone(), milliseconds, words: words.clone(), is_stale: false };
        let changes = vec![StoryChange::PageNarrated { number, audio }];
        Ok(Made { result: Reading { asset, milliseconds, words }, bill: reply.bill, changes })
    })
    .await
}
