//! The view model of a finished book: what a press needs, and nothing about how it came to be.

use std::fmt;
use std::str::FromStr;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::language::Language;

/// A book ready to be printed.
#[derive(Debug, Clone)]
pub struct Book {
    /// The title on the cover.
    pub title: String,
    /// One sentence about it, for the title page and the metadata.
    pub logline: Option<String>,
    /// Who asked for it, when they want to be named.
    pub author: Option<String>,
    /// The language of the texts.
    pub language: Language,
    /// The paper.
    pub format: PageFormat,
    /// The picture of the cover.
    pub cover: Option<Picture>,
    /// The pages in order.
    pub pages: Vec<BookPage>,
    /// Who wrote and painted, one line each, e.g. `Text: offline storyteller 1 (no AI service)`.
    pub credits: Vec<String>,
    /// When the story was finished.
    pub created_at: DateTime<Utc>,
}

/// One opening: a picture and its text.
#[derive(Debug, Clone)]
pub struct BookPage {
    /// The page, from 1.
    pub number: u32,
    /// What is read. Paragraphs are separated by `\n\n`.
    pub text: String,
    /// Its picture; a page without one is set as text alone.
    pub picture: Option<Picture>,
}

/// A picture in a book.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The bytes of a JPEG or PNG file.
    pub bytes: Bytes,
    /// `image/jpeg` or `image/png`.
    pub media_type: String,
    /// What it shows, for who cannot see it.
    pub alt: String,
}

/// The paper of a book.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageFormat {
    /// 8.5 × 8.5 inches.
    #[default]
    Square,
    /// 210 × 297 mm.
    A4,
    /// 297 × 210 mm.
    A4Landscape,
    /// 8.5 × 11 inches.
    Letter,
    /// 11 × 8.5 inches.
    LetterLandscape,
}

impl PageFormat {
    /// Every format.
    pub const ALL: [Self; 5] =
        [Self::Square, Self::A4, Self::A4Landscape, Self::Letter, Self::LetterLandscape];

    /// The stored and transmitted name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Square => "square",
            Self::A4 => "a4",
            Self::A4Landscape => "a4_landscape",
            Self::Letter => "letter",
            Self::LetterLandscape => "letter_landscape",
        }
    }

    /// Width and height in points (1/72 inch).
    #[must_use]
    pub const fn size_pt(self) -> (f32, f32) {
        match self {
            Self::Square => (612.0, 612.0),
            Self::A4 => (595.276, 841.89),
            Self::A4Landscape => (841.89, 595.276),
            Self::Letter => (612.0, 792.0),
            Self::LetterLandscape => (792.0, 612.0),
        }
    }
}

/// A name that no page format has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is unknown; use square, a4, a4_landscape, letter or letter_landscape")]
pub struct UnknownPageFormat;

impl FromStr for PageFormat {
    type Err = UnknownPageFormat;
    fn from_str(text: &str) -> Result<Self, UnknownPageFormat> {
        Self::ALL.into_iter().find(|format| format.as_str() == text).ok_or(UnknownPageFormat)
    }
}

impl fmt::Display for PageFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
