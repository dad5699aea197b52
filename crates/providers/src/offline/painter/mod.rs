//! Pictures painted as vector scenes: what the offline provider shows in place of an image model.
//!
//! A [`Scene`] is read tolerantly (`words`), becomes an SVG drawing
//! ([`compose()`]) in one of eight art styles (`style`), and then pixels with the surface of that style
//! (`raster`, `texture`). Everything is a pure function of the scene and the size.

mod canvas;
mod cast;
mod color;
mod compose;
mod figures;
mod light;
mod palette;
mod path;
mod places;
mod props;
mod raster;
mod rng;
mod scenery;
mod sheet;
mod sky;
mod stage;
mod style;
mod texture;
mod things;
mod words;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::thread::available_parallelism;

use async_trait::async_trait;
use talewright_domain::Scene;
use talewright_domain::ports::{
    Bill, ImageModel, ImageReply, ImageRequest, Provider, ProviderError, ProviderErrorKind, ProviderInfo,
    Usage,
};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

pub use compose::compose;

/// Shortest and longest side of a picture in pixels.
const SIDES: std::ops::RangeInclusive<u32> = 64..=2048;

/// The offline image model. Cheap to make; one is enough for a process, because it is also the limit on how
/// many pictures are painted at once: as many as there are cores.
#[derive(Debug)]
pub struct Painter {
    info: ProviderInfo,
    cores: Arc<Semaphore>,
}

impl Painter {
    /// A painter for this machine.
    #[must_use]
    pub fn new() -> Self {
        let info = ProviderInfo {
            repeatable: true,
            notice: Some(
                "The pictures were painted by the offline painter, without an AI service.".to_owned(),
            ),
            ..ProviderInfo::new("offline", "painter-1")
        };
        let cores = available_parallelism().map_or(1, usize::from);
        Self { info, cores: Arc::new(Semaphore::new(cores)) }
    }

    fn error(&self, kind: ProviderErrorKind, message: String) -> ProviderError {
        ProviderError::new(&self.info, kind, message)
    }
}

impl Default for Painter {
    fn default() -> Self {
        Self::new()
    }
}

impl Provider for Painter {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }
}

#[async_trait]
impl ImageModel for Painter {
    async fn paint(&self, request: ImageRequest) -> Result<ImageReply, ProviderError> {
        let (width, height) = (request.width, request.height);
        if !(SIDES.contains(&width) && SIDES.contains(&height)) {
            let message = format!(
                "a picture of {width}×{height} pixels cannot be painted; ask for sides of {} to {} pixels",
                SIDES.start(),
                SIDES.end()
            );
            return Err(self.error(ProviderErrorKind::InvalidRequest, message));
        }
        let stopping = |e: &dyn std::fmt::Display| {
            let kind = ProviderErrorKind::Unavailable { retry_after: None };
            self.error(kind, format!("the painter was stopped ({e}); try again"))
        };
        let permit = Arc::clone(&self.cores).acquire_owned().await.map_err(|e| stopping(&e))?;
        let painted = spawn_blocking(move || {
            // Held until the picture is done, even if nobody waits for it any more.
            let _permit = permit;
            render(&request.scene, width, height)
        });
        let bytes = match painted.await.map_err(|e| stopping(&e))? {
            Ok(bytes) => bytes,
            Err(e) => return Err(self.error(ProviderErrorKind::Malformed, e.to_string())),
        };
        Ok(ImageReply {
            bytes: bytes.into(),
            media_type: "image/png".to_owned(),
            bill: Bill::free(&self.info, Usage { images: 1, ..Usage::default() }),
        })
    }
}

fn render(scene: &Scene, width: u32, height: u32) -> Result<Vec<u8>, raster::RasterError> {
    let svg = compose(scene, width, height);
    raster::png(&svg, style::Style::read(&scene.style), scene.story_seed, (width, height))
}
