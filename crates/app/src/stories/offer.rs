use std::sync::Arc;

use talewright_domain::ports::{Capability, Provider};
use talewright_domain::{CostUsd, Language, Narration, PageOrder, StoryBrief, Terms};
use talewright_pipeline::{Estimate, Probe, StoryPipeline};

/// What the configured providers can, what they ask for it, and on what terms people may have it.
#[derive(Clone)]
pub struct Offer {
    /// The recipes, over the providers.
    pub pipeline: StoryPipeline,
    /// What each plan allows.
    pub terms: Arc<Terms>,
}

impl Offer {
    /// Whether a story can be told in this language; if not, in which it can.
    ///
    /// # Errors
    /// The message for the field.
    pub fn check_language(&self, language: &Language) -> Result<(), String> {
        let known = &self.pipeline.providers().text.info().languages;
        if known.is_empty() || known.iter().any(|known| known == language.primary()) {
            return Ok(());
        }
        let known = known.join(", ");
        Err(format!("is {language}, which the text provider cannot tell stories in; use one of {known}"))
    }

    /// Whether a story can be read aloud, where that is asked for.
    ///
    /// # Errors
    /// The message for the field.
    pub fn check_narration(&self, narration: Option<&Narration>) -> Result<(), String> {
        match (narration, &self.pipeline.providers().speech) {
            (Some(_), None) => {
                Err("cannot be had: no provider for speech is configured (SPEECH_PROVIDER)".into())
            }
            _ => Ok(()),
        }
    }

    /// Whether pages can be compared with the characters' sheets, where that is asked for.
    ///
    /// # Errors
    /// The message for the field.
    pub fn check_consistency(&self, is_wanted: bool) -> Result<(), String> {
        if is_wanted && self.pipeline.providers().vision.is_none() {
            return Err("cannot be had: no provider for vision is configured (VISION_PROVIDER)".into());
        }
        Ok(())
    }

    /// What a story of this brief costs, step by step.
    #[must_use]
    pub fn estimate(&self, brief: &StoryBrief) -> Estimate {
        self.pipeline.estimate(brief)
    }

    /// What it costs at most.
    #[must_use]
    pub fn ceiling(&self, brief: &StoryBrief) -> CostUsd {
        self.pipeline.estimate(brief).total.high
    }

    /// What making one page anew costs at most.
    #[must_use]
    pub fn page_ceiling(&self, brief: &StoryBrief, order: &PageOrder) -> CostUsd {
        self.pipeline.estimate_page(brief, order).total.high
    }

    /// Asks every provider whether it could do its work; with `spend` by the smallest real calls too.
    pub async fn probe(&self, spend: bool) -> Vec<Probe> {
        self.pipeline.probe(spend).await
    }

    /// Who answers for a capability, if anybody does.
    #[must_use]
    pub fn provider_of(&self, capability: Capability) -> Option<String> {
        let providers = self.pipeline.providers();
        let name = |port: &dyn Provider| port.info().provider.clone();
        match capability {
            Capability::Text => Some(name(&providers.text)),
            Capability::Image => Some(name(&providers.image)),
            Capability::Vision => providers.vision.as_ref().map(|port| name(port)),
            Capability::Speech => providers.speech.as_ref().map(|port| name(port)),
            Capability::Music => providers.music.as_ref().map(|port| name(port)),
            Capability::Moderation => providers.moderation.as_ref().map(|port| name(port)),
        }
    }
}
