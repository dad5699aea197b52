//! The offline provider: stories from a grammar, pictures from vector scenes, eyes for colours and a list of
//! rules, deterministic by seed, with no service, no key and no network. What everyone sees first.

pub mod moderator;
mod paced;
pub mod painter;
pub mod storyteller;
pub mod vision;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use talewright_domain::ports::{ImageModel, Moderator, TextModel, VisionModel};

use self::moderator::WordModerator;
use self::paced::{CallLog, Paced};
use self::painter::Painter;
use self::storyteller::Storyteller;
use self::vision::Eyes;

/// How the offline provider behaves, besides what it makes.
#[derive(Debug, Clone, Default)]
pub struct OfflineSettings {
    /// A call takes at least this long, its own work included.
    pub latency: Duration,
    /// The share of calls that fail as if the service were overloaded, 0 to 1.
    pub fail_rate: f64,
    /// Decides which calls fail.
    pub seed: u64,
    /// Gets one line a call: its idempotency key. For counting calls over restarts.
    pub call_log: Option<PathBuf>,
}

/// The offline provider's models.
#[derive(Clone)]
pub struct Offline {
    /// Writes stories.
    pub text: Arc<dyn TextModel>,
    /// Paints pictures.
    pub image: Arc<dyn ImageModel>,
    /// Looks at pictures.
    pub vision: Arc<dyn VisionModel>,
    /// Judges texts.
    pub moderation: Arc<dyn Moderator>,
}

impl Offline {
    /// The models, behaving as the settings say.
    ///
    /// # Errors
    /// The call log cannot be opened.
    pub fn new(settings: &OfflineSettings) -> std::io::Result<Self> {
        let log = Arc::new(CallLog::open(settings.call_log.as_deref())?);
        Ok(Self {
            text: Arc::new(Paced::new(Storyteller::default(), settings, Arc::clone(&log))),
            image: Arc::new(Paced::new(Painter::default(), settings, Arc::clone(&log))),
            vision: Arc::new(Paced::new(Eyes::default(), settings, log)),
            // It stands for no service: reading words takes no time, and children's stories wait for its verdict.
            moderation: Arc::new(WordModerator::default()),
        })
    }
}
