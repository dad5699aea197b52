//! Consistency of the cast: how well a page's characters fit their reference sheets, by the vision model's eyes.

use serde::{Deserialize, Serialize};
use serde_json::json;
use talewright_domain::ports::{
    AssetKey, CostRange, FinishReason, ImageReference, ProviderInfo, VisionModel, VisionRequest,
};
use talewright_domain::sight::Likeness;
use talewright_domain::{Language, StepKey, StoryChange};

use crate::answer;
use crate::error::PipelineError;
use crate::prompts;
use crate::run::{Made, Run, StepSpec, WorkError};

/// Tokens of one picture, of the instructions, and of an answer: expected and at most.
const PICTURE_TOKENS: u64 = 1_100;
const PROMPT_TOKENS: u64 = 300;
const ANSWER_TOKENS: (u64, u32) = (60, 1_000);

/// What comparing a page with so many sheets may cost.
pub(crate) fn estimate(info: &ProviderInfo, sheets: usize) -> CostRange {
    let pictures = u64::try_from(sheets + 1).unwrap_or(1);
    info.prices.of_text(PROMPT_TOKENS + PICTURE_TOKENS * pictures, ANSWER_TOKENS.0, ANSWER_TOKENS.1.into())
}

#[derive(Serialize)]
struct Inputs<'a> {
    prompt: &'static str,
    picture: &'a AssetKey,
    sheets: &'a [(String, AssetKey)],
}

#[derive(Serialize, Deserialize)]
struct Seen {
    text: String,
    cut: bool,
}

/// Scores a page's picture against the sheets of its characters. A vision model that cannot say is no reason to
/// lose the page: then there is no score.
pub(crate) async fn compare(
    vision: &dyn VisionModel,
    run: &Run,
    number: u32,
    picture: &AssetKey,
    sheets: &[(String, AssetKey)],
) -> Result<(), PipelineError> {
    let inputs = Inputs { prompt: prompts::LIKENESS.version, picture, sheets };
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    let instructions = prompts::LIKENESS.instructions(json!({ "names": names.join(", ") }))?;
    let schema = prompts::LIKENESS.schema()?;
    let spec = StepSpec {
        key: StepKey::new(format!("page/{number}/likeness")),
        stage: "images",
        inputs: &inputs,
        provider: vision.info(),
        estimate: estimate(vision.info(), sheets.len()).high,
    };
    let seen = run
        .step(spec, |ticket| {
            let (instructions, schema) = (instructions.clone(), schema.clone());
            async move {
                let request = VisionRequest {
                    instructions,
                    images: load(run, picture, sheets).await?,
                    schema,
                    language: Language::english(),
                    max_tokens: ANSWER_TOKENS.1,
                    call: run.call(&ticket),
                };
                let reply = run.unless_cancelled(vision.look(request)).await?;
                let likeness = answer::read::<Likeness>(&reply.text, &reply.finish);
                let changes = likeness
                    .map(|likeness| StoryChange::PageCompared { number, score: likeness.score.min(100) })
                    .into_iter()
                    .collect();
                let result = Seen { text: reply.text, cut: reply.finish == FinishReason::Length };
                Ok(Made { result, bill: reply.bill, changes })
            }
        })
        .await;
    match seen {
        Err(error) if error.is_local() => {
            tracing::warn!(%error, page = number, "the page was not compared with its reference sheets");
            Ok(())
        }
        other => other.map(|_| ()),
    }
}

async fn load(
    run: &Run,
    picture: &AssetKey,
    sheets: &[(String, AssetKey)],
) -> Result<Vec<ImageReference>, WorkError> {
    let page = ("page".to_owned(), picture.clone());
    run.load_images(std::iter::once(&page).chain(sheets)).await
}
