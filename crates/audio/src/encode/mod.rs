//! Files: what is heard, and what players show of it.

mod mp3;
mod opus;
mod wav;

use bytes::Bytes;

/// What players show.
#[derive(Debug, Clone, Default)]
pub struct Tags {
    /// The story's title.
    pub title: String,
    /// Who made it.
    pub artist: Option<String>,
    /// The language, as a BCP 47 tag.
    pub language: Option<String>,
    /// The picture on its cover.
    pub cover: Option<Cover>,
}

/// A picture for players.
#[derive(Debug, Clone)]
pub struct Cover {
    /// The encoded picture: JPEG or PNG.
    pub picture: Bytes,
    /// Its media type, `image/jpeg` or `image/png`.
    pub media_type: String,
    /// Width, in pixels.
    pub width: u32,
    /// Height, in pixels.
    pub height: u32,
}
