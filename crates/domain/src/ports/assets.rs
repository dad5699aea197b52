use std::fmt;

use async_trait::async_trait;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::character::CharacterId;
use crate::story::StoryId;

/// Where the files of one owner-to-be live, e.g. `stories/0190…`. Deleting the owner deletes the scope.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AssetScope(String);

impl AssetScope {
    /// The files of a story.
    #[must_use]
    pub fn story(id: StoryId) -> Self {
        Self(format!("stories/{id}"))
    }

    /// The files of a character.
    #[must_use]
    pub fn character(id: CharacterId) -> Self {
        Self(format!("characters/{id}"))
    }

    /// The scope as a path without slashes at its ends.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The kind and the id of what it belongs to: `("stories", 0190…)`.
    #[must_use]
    pub fn owner(&self) -> Option<(&str, Uuid)> {
        let (kind, id) = self.0.split_once('/')?;
        Some((kind, Uuid::parse_str(id).ok()?))
    }

    /// The scope that a path names, where it is one.
    #[must_use]
    pub fn from_path(path: &str) -> Option<Self> {
        let scope = Self(path.trim_matches('/').to_owned());
        matches!(scope.owner()?.0, "stories" | "characters").then_some(scope)
    }
}

/// The address of a stored file: scope, SHA-256 of its content, extension; `stories/0190…/3f2a….jpg`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AssetKey(String);

impl AssetKey {
    /// A key that a store made earlier.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into())
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The story that it belongs to, where it belongs to one.
    #[must_use]
    pub fn story(&self) -> Option<StoryId> {
        let (scope, _) = self.0.rsplit_once('/')?;
        let scope = AssetScope::from_path(scope)?;
        scope.owner().filter(|(kind, _)| *kind == "stories").map(|(_, id)| StoryId::from_uuid(id))
    }

    /// The media type by its extension.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        match self.0.rsplit('.').next() {
            Some("jpg") => "image/jpeg",
            Some("png") => "image/png",
            Some("webp") => "image/webp",
            Some("wav") => "audio/wav",
            Some("mp3") => "audio/mpeg",
            Some("pdf") => "application/pdf",
            _ => "application/octet-stream",
        }
    }
}

impl fmt::Display for AssetKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a file could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum AssetError {
    /// There is no such file.
    #[error("there is no file {0}")]
    Missing(AssetKey),
    /// The disk is full, the bucket is away, …
    #[error("the asset store failed: {0}")]
    Store(String),
}

/// Files by their content's hash. Storing the same content twice in one scope stores it once.
#[async_trait]
pub trait AssetStore: Send + Sync {
    /// Stores a file durably and gives its key. `extension` without the dot, e.g. `png`.
    async fn put(&self, scope: &AssetScope, extension: &str, bytes: Bytes) -> Result<AssetKey, AssetError>;

    /// Reads a file whole.
    async fn get(&self, key: &AssetKey) -> Result<Bytes, AssetError>;

    /// Deletes one file; a missing one is fine.
    async fn delete(&self, key: &AssetKey) -> Result<(), AssetError>;

    /// Deletes every file of a scope.
    async fn delete_scope(&self, scope: &AssetScope) -> Result<(), AssetError>;

    /// Every scope that has files, for the sweep of orphans.
    async fn scopes(&self) -> Result<Vec<AssetScope>, AssetError>;

    /// Every file of a scope, for the sweep of orphans.
    async fn keys(&self, scope: &AssetScope) -> Result<Vec<AssetKey>, AssetError>;
}
