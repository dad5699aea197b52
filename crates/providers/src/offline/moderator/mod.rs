//! The offline moderator: a list of rules over words in English, French, Japanese and Indonesian. It knows what
//! is never fit for a picture book, and lets wolves eat grandmothers. It sees no pictures and understands no
//! context: where more than that is at stake, configure a moderation service.

mod rules;
mod words;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use talewright_domain::ports::{
    Bill, ModerationRequest, Moderator, Provider, ProviderError, ProviderErrorKind, ProviderInfo, Subject,
    Usage, Verdict,
};

use rules::Rules;

/// Judges texts by words; categories by OpenAI's names. A text is judged by the rules of all languages, whatever
/// it says it is in; for children by stricter ones.
#[derive(Debug, Clone)]
pub struct WordModerator {
    info: ProviderInfo,
    rules: Arc<Rules>,
}

impl WordModerator {
    /// With its rules read.
    #[must_use]
    pub fn new() -> Self {
        let languages = ["en", "fr", "ja", "id"].map(str::to_owned).to_vec();
        let info =
            ProviderInfo { languages, repeatable: true, ..ProviderInfo::new("offline", "moderator-1") };
        Self { info, rules: Arc::new(Rules::new()) }
    }
}

impl Default for WordModerator {
    fn default() -> Self {
        Self::new()
    }
}

impl Provider for WordModerator {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }
}

#[async_trait]
impl Moderator for WordModerator {
    fn sees_images(&self) -> bool {
        false
    }

    async fn judge(&self, request: ModerationRequest) -> Result<Verdict, ProviderError> {
        let Subject::Text(text) = request.subject else {
            let message = "the offline moderator sees no pictures; ask it about the words of the picture, or \
                           configure a moderation service";
            return Err(ProviderError::new(&self.info, ProviderErrorKind::Unsupported, message));
        };
        let categories = self.rules.judge(&text, request.for_children);
        Ok(Verdict { categories, bill: Bill::free(&self.info, Usage::default()) })
    }
}
