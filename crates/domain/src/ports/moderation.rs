use std::sync::Arc;

use async_trait::async_trait;

use super::bill::{Bill, Billed};
use super::image::ImageReference;
use super::provider::{Call, Provider, ProviderError};
use crate::language::Language;

/// Something that judges whether content is fit for its readers.
#[async_trait]
pub trait Moderator: Provider {
    /// Whether it can see; one that cannot is asked about the words of a picture instead.
    fn sees_images(&self) -> bool;

    /// Judges a text or a picture.
    async fn judge(&self, request: ModerationRequest) -> Result<Verdict, ProviderError>;
}

/// What is asked of a moderator.
#[derive(Debug, Clone)]
pub struct ModerationRequest {
    /// What is judged.
    pub subject: Subject,
    /// The language of a text.
    pub language: Language,
    /// It is for children under 13.
    pub for_children: bool,
    /// Which call this is.
    pub call: Call,
}

/// What is judged.
#[derive(Debug, Clone)]
pub enum Subject {
    /// Words.
    Text(String),
    /// A picture.
    Image(ImageReference),
}

/// A moderator's answer.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Why it must not be shown: categories by the moderator's names, e.g. `violence/graphic`. Empty is fine.
    pub categories: Vec<String>,
    /// Who answered, and what it cost.
    pub bill: Bill,
}

impl Verdict {
    /// Whether it may not be shown.
    #[must_use]
    pub fn is_flagged(&self) -> bool {
        !self.categories.is_empty()
    }
}

impl Billed for Verdict {
    fn bill(&self) -> &Bill {
        &self.bill
    }
}

#[async_trait]
impl<M: Moderator + ?Sized> Moderator for Arc<M> {
    fn sees_images(&self) -> bool {
        (**self).sees_images()
    }

    async fn judge(&self, request: ModerationRequest) -> Result<Verdict, ProviderError> {
        (**self).judge(request).await
    }
}
