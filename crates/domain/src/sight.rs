//! The documents that a vision model writes: the contract between whoever asks, by JSON schema, and any vision
//! model (docs/adr/003).

use serde::{Deserialize, Serialize};

/// The name of the JSON schema whose answer is an [`ImageDescription`].
pub const IMAGE_DESCRIPTION: &str = "image_description";
/// The name of the JSON schema whose answer is a [`Likeness`].
pub const LIKENESS: &str = "likeness";

/// What a picture shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageDescription {
    /// One or two sentences.
    pub description: String,
    /// Who and what is in it.
    #[serde(default)]
    pub subjects: Vec<String>,
    /// How it feels.
    #[serde(default)]
    pub mood: String,
    /// Where and when it is.
    #[serde(default)]
    pub setting: String,
}

/// How well the characters of a picture fit their reference sheets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Likeness {
    /// 0 (strangers) to 100 (the very same).
    pub score: u8,
    /// What differs.
    #[serde(default)]
    pub remarks: String,
}
