//! Files, through `object_store`: a folder on this machine. (S3 is a feature of that crate which brings an HTTP
//! client and a second TLS stack; the port is ready for it.)

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};
use talewright_domain::ports::{AssetError, AssetKey, AssetScope, AssetStore};

/// What a scope begins with.
const KINDS: [&str; 2] = ["stories", "characters"];

/// Files by their content's hash, in any object store.
pub struct ObjectAssets {
    store: Arc<dyn ObjectStore>,
    folder: PathBuf,
}

/// A file that is still half-written after this long was abandoned by a process that died.
const ABANDONED: Duration = Duration::from_secs(3600);

impl ObjectAssets {
    /// Files in a folder, which is made. A file is written beside its place, flushed to the disk and renamed: it
    /// is there whole or not at all, also after a power cut.
    ///
    /// # Errors
    /// The folder cannot be made or read.
    pub fn local(folder: &FilePath) -> Result<Self, AssetError> {
        std::fs::create_dir_all(folder)
            .map_err(|error| AssetError::Store(format!("{}: {error}", folder.display())))?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(failed)?;
        let store = Arc::new(store.with_fsync(true).with_automatic_cleanup(true));
        Ok(Self { store, folder: folder.to_owned() })
    }

    /// Works on the folder of a scope itself: the store does not show what is half-written.
    async fn in_folder(&self, scope: &AssetScope, work: fn(&FilePath) -> std::io::Result<()>) {
        let folder = self.folder.join(scope.as_str());
        let done = tokio::task::spawn_blocking(move || work(&folder)).await;
        if let Ok(Err(error)) = done
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "half-written files could not be removed");
        }
    }
}

/// Removes what processes that died have left half-written: `object_store` writes `file#1` and renames it.
fn remove_abandoned(folder: &FilePath) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let age = entry.metadata()?.modified()?.elapsed().unwrap_or_default();
        if entry.file_name().to_string_lossy().contains('#') && age > ABANDONED {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[async_trait]
impl AssetStore for ObjectAssets {
    async fn put(&self, scope: &AssetScope, extension: &str, bytes: Bytes) -> Result<AssetKey, AssetError> {
        let content = bytes.clone();
        let hash = tokio::task::spawn_blocking(move || hex::encode(Sha256::digest(&content))).await;
        let hash = hash.map_err(|error| AssetError::Store(error.to_string()))?;
        let key = AssetKey::new(format!("{}/{hash}.{extension}", scope.as_str()));
        let path = path_of(&key)?;
        let there = self.store.head(&path).await.is_ok_and(|found| found.size == bytes.len() as u64);
        if !there {
            self.store.put(&path, bytes.into()).await.map_err(failed)?;
        }
        Ok(key)
    }

    async fn get(&self, key: &AssetKey) -> Result<Bytes, AssetError> {
        let found = match self.store.get(&path_of(key)?).await {
            Ok(found) => found,
            Err(Error::NotFound { .. }) => return Err(AssetError::Missing(key.clone())),
            Err(error) => return Err(failed(error)),
        };
        found.bytes().await.map_err(failed)
    }

    async fn delete(&self, key: &AssetKey) -> Result<(), AssetError> {
        match self.store.delete(&path_of(key)?).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed(error)),
        }
    }

    async fn delete_scope(&self, scope: &AssetScope) -> Result<(), AssetError> {
        for key in self.keys(scope).await? {
            self.delete(&key).await?;
        }
        self.in_folder(scope, |folder| std::fs::remove_dir_all(folder)).await;
        Ok(())
    }

    async fn scopes(&self) -> Result<Vec<AssetScope>, AssetError> {
        let mut scopes = Vec::new();
        for kind in KINDS {
            let found = self.store.list_with_delimiter(Some(&Path::from(kind))).await.map_err(failed)?;
            let paths = found.common_prefixes.iter();
            scopes.extend(paths.filter_map(|path| AssetScope::from_path(path.as_ref())));
        }
        Ok(scopes)
    }

    async fn keys(&self, scope: &AssetScope) -> Result<Vec<AssetKey>, AssetError> {
        self.in_folder(scope, remove_abandoned).await;
        let path = Path::parse(scope.as_str()).map_err(|error| failed(error.into()))?;
        let found = self.store.list(Some(&path)).map_ok(|file| AssetKey::new(String::from(file.location)));
        // A file that vanishes while the list is read has been deleted: fine.
        let found = found.filter(|file| std::future::ready(!matches!(file, Err(Error::NotFound { .. }))));
        found.try_collect().await.map_err(failed)
    }
}

/// Refuses `..` and the like.
fn path_of(key: &AssetKey) -> Result<Path, AssetError> {
    Path::parse(key.as_str()).map_err(|_| AssetError::Missing(key.clone()))
}

fn failed(error: Error) -> AssetError {
    AssetError::Store(error.to_string())
}

#[cfg(test)]
mod tests {
    use talewright_domain::Id;

    use super::*;

    fn assets() -> (ObjectAssets, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        (ObjectAssets::local(&folder.path().join("assets")).unwrap(), folder)
    }

    #[tokio::test]
    async fn the_same_content_is_stored_once() {
        let (assets, _folder) = assets();
        let scope = AssetScope::story(Id::generate());
        let first = assets.put(&scope, "png", Bytes::from_static(b"a")).await.unwrap();
        let again = assets.put(&scope, "png", Bytes::from_static(b"a")).await.unwrap();
        let other = assets.put(&scope, "png", Bytes::from_static(b"b")).await.unwrap();
        assert_eq!(first, again);
        assert_eq!(assets.get(&first).await.unwrap(), "a");
        let mut keys = assets.keys(&scope).await.unwrap();
        keys.sort();
        let mut expected = vec![first, other];
        expected.sort();
        assert_eq!(keys, expected);
    }

    #[tokio::test]
    async fn what_a_dead_process_left_half_written_goes_in_time() {
        let (assets, folder) = assets();
        let scope = AssetScope::story(Id::generate());
        assets.put(&scope, "png", Bytes::from_static(b"a")).await.unwrap();
        let path = folder.path().join("assets").join(scope.as_str()).join("0.png#1");
        let half = std::fs::File::create(&path).unwrap();
        assert_eq!(assets.keys(&scope).await.unwrap().len(), 1);
        assert!(path.exists(), "somebody may still be writing it");
        half.set_modified(std::time::SystemTime::now() - 2 * ABANDONED).unwrap();
        assert_eq!(assets.keys(&scope).await.unwrap().len(), 1);
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn a_scope_goes_with_all_its_files_and_no_others() {
        let (assets, _folder) = assets();
        let (story, character) = (AssetScope::story(Id::generate()), AssetScope::character(Id::generate()));
        let gone = assets.put(&story, "png", Bytes::from_static(b"a")).await.unwrap();
        let kept = assets.put(&character, "jpg", Bytes::from_static(b"a")).await.unwrap();
        assert_eq!(assets.scopes().await.unwrap().len(), 2);
        assets.delete_scope(&story).await.unwrap();
        assert_eq!(assets.scopes().await.unwrap(), [character]);
        assert!(matches!(assets.get(&gone).await, Err(AssetError::Missing(_))));
        assert!(assets.get(&kept).await.is_ok());
        assets.delete(&gone).await.unwrap();
    }

    #[tokio::test]
    async fn nothing_outside_the_folder_can_be_named() {
        let (assets, folder) = assets();
        std::fs::write(folder.path().join("secret"), "x").unwrap();
        for key in ["../secret", "stories/../../secret", "/../secret"] {
            assert!(matches!(assets.get(&AssetKey::new(key)).await, Err(AssetError::Missing(_))), "{key}");
        }
    }
}
