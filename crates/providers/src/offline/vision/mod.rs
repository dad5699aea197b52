//! Offline eyes: what the pixels of a picture tell by their colours, in English, French, Japanese and
//! Indonesian. They know no things and no faces, and say nothing that they did not measure.

mod colour;
mod describe;
mod likeness;
mod picture;
mod words;

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use serde::Serialize;
use talewright_domain::ports::{
    Bill, FinishReason, ImageReference, Provider, ProviderError, ProviderErrorKind, ProviderInfo, TextReply,
    Usage, VisionModel, VisionRequest,
};
use talewright_domain::sight::{IMAGE_DESCRIPTION, LIKENESS};
use tokio::task::spawn_blocking;

use super::storyteller::Tongue;
use describe::Facts;
use picture::Picture;

/// Describes pictures by light and colour, and compares a page with reference sheets by the colours of who is
/// on them. The same pictures give the same answer.
#[derive(Debug, Clone)]
pub struct Eyes {
    info: ProviderInfo,
}

impl Eyes {
    /// Eyes.
    #[must_use]
    pub fn new() -> Self {
        let info = ProviderInfo {
            languages: Tongue::ALL.map(|tongue| tongue.tag().to_owned()).to_vec(),
            max_references: 16,
            repeatable: true,
            notice: Some(
                "The pictures were looked at by their colours only, without an AI service.".to_owned(),
            ),
            ..ProviderInfo::new("offline", "eyes-1")
        };
        Self { info }
    }

    fn error(&self, kind: ProviderErrorKind, message: &str) -> ProviderError {
        ProviderError::new(&self.info, kind, message)
    }

    fn answer(&self, request: &VisionRequest) -> Result<String, ProviderError> {
        let tongue = Tongue::of(request.language.primary()).ok_or_else(|| {
            let message = "the offline eyes speak English, French, Japanese and Indonesian; choose one of them \
                           or configure a vision provider";
            self.error(ProviderErrorKind::Unsupported, message)
        })?;
        let read = |image: &ImageReference| Ok((image.name.clone(), self.read(image)?));
        let mut pictures = request.images.iter().map(read).collect::<Result<Vec<_>, _>>()?.into_iter();
        let Some((_, first)) = pictures.next() else {
            return Err(
                self.error(ProviderErrorKind::InvalidRequest, "there is no picture to look at; add one")
            );
        };
        match request.schema.name.as_str() {
            IMAGE_DESCRIPTION => self.json(&words::describe(&Facts::of(&first), tongue)),
            LIKENESS if pictures.len() == 0 => {
                let message = "there is no reference sheet to compare the picture with; add one";
                Err(self.error(ProviderErrorKind::InvalidRequest, message))
            }
            LIKENESS => self.json(&likeness::compare(&first, &pictures.collect::<Vec<_>>(), tongue)),
            _ => {
                let message = "the offline eyes write descriptions and likenesses of pictures only; configure a \
                               vision provider for anything else";
                Err(self.error(ProviderErrorKind::Unsupported, message))
            }
        }
    }

    fn read(&self, image: &ImageReference) -> Result<Picture, ProviderError> {
        Picture::read(&image.bytes).map_err(|_| {
            let message =
                "a picture cannot be read; send a JPEG, PNG or WebP file of at most 12000 pixels a side";
            self.error(ProviderErrorKind::InvalidRequest, message)
        })
    }

    fn json(&self, answer: &impl Serialize) -> Result<String, ProviderError> {
        serde_json::to_string(answer)
            .map_err(|error| self.error(ProviderErrorKind::Malformed, &error.to_string()))
    }
}

impl Default for Eyes {
    fn default() -> Self {
        Self::new()
    }
}

impl Provider for Eyes {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }
}

#[async_trait]
impl VisionModel for Eyes {
    async fn look(&self, request: VisionRequest) -> Result<TextReply, ProviderError> {
        let eyes = self.clone();
        let looked = spawn_blocking(move || eyes.answer(&request)).await;
        let text = looked.map_err(|_| {
            let kind = ProviderErrorKind::Unavailable { retry_after: None };
            self.error(kind, "the offline eyes were interrupted; try again")
        })??;
        let bill = Bill::free(&self.info, Usage::default());
        Ok(TextReply { text, finish: FinishReason::Stop, bill })
    }
}
