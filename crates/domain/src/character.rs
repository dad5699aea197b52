//! The user's library of characters, who can be in many stories.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::account::UserId;
use crate::brief::{MAX_DESCRIPTION, MAX_LINE};
use crate::id::Id;
use crate::ports::AssetKey;
use crate::validation::{Invalid, Validator};

/// The identifier of a [`Character`].
pub type CharacterId = Id<Character>;

/// Somebody who can be in many stories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Character {
    /// Its identifier.
    pub id: CharacterId,
    /// Whose library it is in.
    pub owner: UserId,
    /// What its owner wrote about it.
    pub profile: CharacterProfile,
    /// Its approved reference image.
    pub reference: Option<AssetKey>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Counts the changes, from 1.
    pub version: i64,
}

/// What the owner wrote about a character.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CharacterProfile {
    /// Its name, 1 to 200 characters.
    pub name: String,
    /// Who it is.
    pub description: Option<String>,
    /// e.g. `7 years`, `ancient`.
    pub age: Option<String>,
    /// e.g. `girl`, `none`.
    pub gender: Option<String>,
    /// What it looks like.
    pub appearance: Option<String>,
    /// What it wears.
    pub clothing: Option<String>,
    /// What it is like.
    pub personality: Option<String>,
    /// Single words, at most 20.
    pub traits: Vec<String>,
    /// How it speaks, or the name of a voice.
    pub voice: Option<String>,
    /// How it is drawn when the story does not say.
    pub art_style: Option<String>,
}

impl CharacterProfile {
    /// Trims and checks every field and reports all that is wrong at once.
    pub fn parse(self) -> Result<Self, Invalid> {
        let mut v = Validator::new();
        if self.traits.len() > 20 {
            v.error("traits", format!("has {} entries, at most 20 are allowed", self.traits.len()));
        }
        let traits = self.traits.iter().enumerate();
        let traits = traits.map(|(i, text)| v.text(&format!("traits[{i}]"), text, MAX_LINE)).collect();
        let profile = Self {
            name: v.text("name", &self.name, MAX_LINE),
            description: v.optional_text("description", self.description.as_deref(), MAX_DESCRIPTION),
            age: v.optional_text("age", self.age.as_deref(), MAX_LINE),
            gender: v.optional_text("gender", self.gender.as_deref(), MAX_LINE),
            appearance: v.optional_text("appearance", self.appearance.as_deref(), MAX_DESCRIPTION),
            clothing: v.optional_text("clothing", self.clothing.as_deref(), MAX_DESCRIPTION),
            personality: v.optional_text("personality", self.personality.as_deref(), MAX_DESCRIPTION),
            traits,
            voice: v.optional_text("voice", self.voice.as_deref(), MAX_LINE),
            art_style: v.optional_text("art_style", self.art_style.as_deref(), MAX_LINE),
        };
        v.finish().map(|()| profile)
    }

    /// One line of what it looks like: appearance and clothing, else the description.
    #[must_use]
    pub fn looks(&self) -> Option<String> {
        let parts: Vec<&str> =
            [&self.appearance, &self.clothing].into_iter().flatten().map(String::as_str).collect();
        if parts.is_empty() { self.description.clone() } else { Some(parts.join(", ")) }
    }
}
