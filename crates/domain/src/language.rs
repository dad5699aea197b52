//! Languages by BCP 47 tag.

use std::fmt;
use std::str::FromStr;

use oxilangtag::LanguageTag;
use serde::{Deserialize, Serialize};

/// A language by its normalised BCP 47 tag: `en`, `fr`, `ja`, `id`, `pt-BR`, …
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

/// A text that is not a language tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not a language tag; use one such as en, fr, ja or id")]
pub struct NotALanguage;

impl Language {
    /// English.
    #[must_use]
    pub fn english() -> Self {
        Self("en".into())
    }

    /// The whole tag, e.g. `pt-BR`.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.0
    }

    /// The language alone, e.g. `pt` of `pt-BR`.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// Whether it is written without spaces between words.
    #[must_use]
    pub fn is_cjk(&self) -> bool {
        matches!(self.primary(), "ja" | "zh" | "ko" | "yue")
    }
}

impl FromStr for Language {
    type Err = NotALanguage;

    fn from_str(text: &str) -> Result<Self, NotALanguage> {
        if text.len() > 35 {
            return Err(NotALanguage);
        }
        let tag = LanguageTag::parse_and_normalize(text).map_err(|_| NotALanguage)?;
        if tag.primary_language().len() > 3 {
            return Err(NotALanguage);
        }
        Ok(Self(tag.into_inner()))
    }
}

impl TryFrom<String> for Language {
    type Error = NotALanguage;
    fn try_from(text: String) -> Result<Self, NotALanguage> {
        text.parse()
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_normalised() {
        let tag: Language = "PT-br".parse().unwrap();
        assert_eq!((tag.tag(), tag.primary()), ("pt-BR", "pt"));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "english", "e", "en_", "x y", "\0"] {
            assert!(text.parse::<Language>().is_err(), "{text:?}");
        }
    }
}
