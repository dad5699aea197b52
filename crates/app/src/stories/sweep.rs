use talewright_domain::ports::AssetScope;
use talewright_domain::{Id, StoryId};
use talewright_storage::references::collect_story_references;
use talewright_storage::stories::missing_stories;

use crate::error::AppError;
use crate::studio::Studio;

/// Deletes files that no row speaks of: what a crash left between a file and its row, or between a deleted row
/// and its file. Stories with an active job are left alone, for their files come before their rows. The number
/// of files, or of whole folders for stories that are gone.
///
/// # Errors
/// Those of the database and of the asset store.
pub async fn sweep_orphans(studio: &Studio) -> Result<usize, AppError> {
    let scopes = studio.assets.scopes().await?;
    let stories: Vec<StoryId> = scopes.iter().filter_map(story_of).collect();
    let mut swept = 0;
    for batch in stories.chunks(100) {
        let ids = batch.to_vec();
        let missing = studio.db.read(move |conn| missing_stories(conn, &ids)).await?;
        for &id in batch {
            if missing.contains(&id) {
                studio.assets.delete_scope(&AssetScope::story(id)).await?;
                swept += 1;
            } else {
                swept += sweep_story(studio, id).await?;
            }
        }
    }
    if swept > 0 {
        tracing::info!(swept, "files that belonged to nobody were deleted");
    }
    Ok(swept)
}

fn story_of(scope: &AssetScope) -> Option<StoryId> {
    let (kind, id) = scope.owner()?;
    (kind == "stories").then(|| Id::from_uuid(id))
}

async fn sweep_story(studio: &Studio, id: StoryId) -> Result<usize, AppError> {
    // The files first: one that is stored later is not among them, whatever its row says.
    let keys = studio.assets.keys(&AssetScope::story(id)).await?;
    let references = studio.db.read(move |conn| collect_story_references(conn, id)).await?;
    if references.has_active_job {
        return Ok(0);
    }
    let mut swept = 0;
    for key in keys.iter().filter(|key| !references.mention(key)) {
        studio.assets.delete(key).await?;
        swept += 1;
    }
    Ok(swept)
}
