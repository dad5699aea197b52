//! Providers that have prices and never answer: requests are stored, and no worker runs.

use std::sync::Arc;

use async_trait::async_trait;
use talewright_domain::CostUsd;
use talewright_domain::ports::{
    CostRange, ImageModel, ImageReply, ImageRequest, Mail, MailError, Mailer, Prices, Provider,
    ProviderError, ProviderErrorKind, ProviderInfo, TextModel, TextReply, TextRequest,
};
use talewright_pipeline::{ProviderSet, StoryPipeline};

struct Nobody(ProviderInfo);

impl Provider for Nobody {
    fn info(&self) -> &ProviderInfo {
        &self.0
    }
}

#[async_trait]
impl TextModel for Nobody {
    async fn write(&self, _: TextRequest) -> Result<TextReply, ProviderError> {
        Err(ProviderError::new(&self.0, ProviderErrorKind::Unsupported, "nobody writes here"))
    }
}

#[async_trait]
impl ImageModel for Nobody {
    async fn paint(&self, _: ImageRequest) -> Result<ImageReply, ProviderError> {
        Err(ProviderError::new(&self.0, ProviderErrorKind::Unsupported, "nobody paints here"))
    }
}

/// A pipeline whose pictures cost a cent and whose words cost a dollar a million tokens.
pub(super) fn pipeline() -> StoryPipeline {
    let cent = CostUsd::from_micros(10_000);
    let prices = Prices {
        version: "test-1".into(),
        output: CostUsd::from_micros(1_000_000),
        image: CostRange { low: cent, high: cent },
        ..Prices::default()
    };
    let info = ProviderInfo {
        prices,
        languages: ["en", "fr", "ja", "id"].map(String::from).to_vec(),
        ..ProviderInfo::new("nobody", "nobody-1")
    };
    StoryPipeline::new(ProviderSet::new(Arc::new(Nobody(info.clone())), Arc::new(Nobody(info))))
}

/// Sends no mail.
pub(super) struct NoMail;

#[async_trait]
impl Mailer for NoMail {
    fn is_configured(&self) -> bool {
        false
    }

    async fn send(&self, _: Mail) -> Result<(), MailError> {
        Err(MailError::NotConfigured)
    }
}
