//! Safety: what a person asked for, and what was made of it, is judged before it is paid for or shown.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use talewright_domain::ports::{ImageReference, ModerationRequest, Moderator, Subject};
use talewright_domain::{CostUsd, StepKey, StoryBrief, StoryChange};

use crate::StoryPipeline;
use crate::error::PipelineError;
use crate::run::{Made, Run, StepSpec};

/// Asks the moderator about one story.
#[derive(Clone, Copy)]
pub(crate) struct Censor<'a> {
    pub(crate) pipeline: &'a StoryPipeline,
    pub(crate) brief: &'a StoryBrief,
    pub(crate) run: &'a Run,
}

/// What is kept of a verdict.
#[derive(Serialize, Deserialize)]
struct Judgement {
    categories: Vec<String>,
}

impl Censor<'_> {
    fn moderator(&self) -> Option<&dyn Moderator> {
        self.pipeline.providers().moderation.as_deref()
    }

    /// Whether pictures are looked at; else it must do that the words are judged from which they are painted.
    pub(crate) fn sees_images(&self) -> bool {
        self.moderator().is_some_and(Moderator::sees_images)
    }

    /// Judges words, before anything is paid for that follows from them.
    pub(crate) async fn read(
        &self,
        key: &str,
        (stage, what): (&'static str, &str),
        words: String,
    ) -> Result<(), PipelineError> {
        let hash = hex::encode(Sha256::digest(&words));
        self.judge((StepKey::new(key), stage), what, &hash, Subject::Text(words), Vec::new()).await
    }

    /// Judges a picture; the changes are made when it may be shown.
    pub(crate) async fn see(
        &self,
        key: StepKey,
        (stage, what): (&'static str, &str),
        picture: ImageReference,
        changes: Vec<StoryChange>,
    ) -> Result<(), PipelineError> {
        let hash = hex::encode(Sha256::digest(&picture.bytes));
        self.judge((key, stage), what, &hash, Subject::Image(picture), changes).await
    }

    async fn judge(
        &self,
        (key, stage): (StepKey, &'static str),
        what: &str,
        inputs: &String,
        subject: Subject,
        changes: Vec<StoryChange>,
    ) -> Result<(), PipelineError> {
        let Some(moderator) = self.moderator() else { return Ok(()) };
        let spec =
            StepSpec { key: key.clone(), stage, inputs, provider: moderator.info(), estimate: CostUsd::ZERO };
        let judged = self
            .run
            .step(spec, |ticket| {
                let request = ModerationRequest {
                    subject: subject.clone(),
                    language: self.brief.language.clone(),
                    for_children: self.brief.is_for_children(),
                    call: self.run.call(&ticket),
                };
                let (changes, run) = (&changes, self.run);
                async move {
                    let verdict = run.unless_cancelled(moderator.judge(request)).await?;
                    let changes = if verdict.is_flagged() { Vec::new() } else { changes.clone() };
                    let result = Judgement { categories: verdict.categories };
                    Ok(Made { result, bill: verdict.bill, changes })
                }
            })
            .await;
        match judged {
            Ok(Judgement { categories }) if categories.is_empty() => Ok(()),
            Ok(Judgement { categories }) => Err(PipelineError::Unfit { what: what.to_owned(), categories }),
            // Nobody could judge it. Children get nothing that nobody has looked at.
            Err(error) if error.is_local() && !self.brief.is_for_children() && !error.is_refusal() => {
                tracing::warn!(%error, step = %key, "the moderator gave no verdict; going on without one");
                let key = StepKey::new(format!("{key}/unjudged"));
                self.run.note(key, stage, (inputs, ()), changes).await
            }
            Err(error) => Err(error),
        }
    }
}
