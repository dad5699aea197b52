use std::sync::Arc;

use talewright_domain::ports::{ImageModel, ProviderInfo, TextModel};

/// Who is asked for what: one slot a capability, chosen by configuration.
#[derive(Clone)]
pub struct ProviderSet {
    /// Writes.
    pub text: Arc<dyn TextModel>,
    /// Paints.
    pub image: Arc<dyn ImageModel>,
}

impl ProviderSet {
    /// Lines for the colophon, e.g. `Text: storyteller-1 (offline)`.
    #[must_use]
    pub fn credits(&self) -> Vec<String> {
        let line = |what: &str, info: &ProviderInfo| format!("{what}: {} ({})", info.model, info.provider);
        vec![line("Text", self.text.info()), line("Pictures", self.image.info())]
    }

    /// What the reader must be told about who made the story, if anything.
    #[must_use]
    pub fn notice(&self) -> Option<String> {
        let mut notices: Vec<&str> = Vec::new();
        for notice in [self.text.info(), self.image.info()].iter().filter_map(|info| info.notice.as_deref()) {
            if !notices.contains(&notice) {
                notices.push(notice);
            }
        }
        if notices.is_empty() { None } else { Some(notices.join(" ")) }
    }
}
