use std::sync::Arc;

use talewright_domain::ports::{
    ImageModel, Moderator, MusicModel, ProviderInfo, SpeechModel, TextModel, VisionModel,
};

/// Who is asked for what: one slot a capability, chosen by configuration. An empty slot is known before anything
/// begins: what needs it is not offered.
#[derive(Clone)]
pub struct ProviderSet {
    /// Writes.
    pub text: Arc<dyn TextModel>,
    /// Paints.
    pub image: Arc<dyn ImageModel>,
    /// Sees.
    pub vision: Option<Arc<dyn VisionModel>>,
    /// Speaks.
    pub speech: Option<Arc<dyn SpeechModel>>,
    /// Plays.
    pub music: Option<Arc<dyn MusicModel>>,
    /// Judges.
    pub moderation: Option<Arc<dyn Moderator>>,
    /// Paints what stands in for a picture that cannot be had; it costs nothing and never refuses.
    pub placeholder: Option<Arc<dyn ImageModel>>,
}

impl ProviderSet {
    /// The two that a picture book needs.
    #[must_use]
    pub const fn new(text: Arc<dyn TextModel>, image: Arc<dyn ImageModel>) -> Self {
        Self { text, image, vision: None, speech: None, music: None, moderation: None, placeholder: None }
    }

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
