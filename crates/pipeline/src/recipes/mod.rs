//! The recipes: each turns one kind of brief into a result.

pub mod picture_book;
pub mod regenerate_page;

use sha2::{Digest, Sha256};
use talewright_domain::StoryBrief;

use crate::error::PipelineError;

/// The brief's own seed, else one that follows from the brief.
fn story_seed(brief: &StoryBrief) -> Result<u64, PipelineError> {
    if let Some(seed) = brief.seed {
        return Ok(seed);
    }
    let bytes = serde_json::to_vec(brief).map_err(|e| PipelineError::Internal(e.to_string()))?;
    let seed = Sha256::digest(bytes).iter().take(8).fold(0, |seed, byte| (seed << 8) | u64::from(*byte));
    Ok(seed)
}

/// What of a brief is a person's own words, for the moderator.
fn words_of_brief(brief: &StoryBrief) -> String {
    let told = [&brief.title, &brief.genre, &brief.tone, &brief.setting, &brief.moral];
    let cast = brief.cast.iter().flat_map(|member| {
        [Some(&member.name), member.appearance.as_ref(), member.personality.as_ref(), member.role.as_ref()]
    });
    let words = std::iter::once(&brief.idea)
        .chain(told.into_iter().flatten())
        .chain(cast.flatten())
        .chain([&brief.art_style]);
    words.map(String::as_str).collect::<Vec<_>>().join("\n")
}
