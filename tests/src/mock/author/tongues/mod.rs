//! Words of the four languages.

mod en;
mod fr;
mod id;
mod ja;

pub(super) use en::THINGS as ENGLISH_THINGS;

/// Characters of Japanese that count as a word.
const CHARACTERS_A_WORD: usize = 2;

/// A language: templates with `{hero}`, `{friend}` and `{thing}`.
#[derive(Debug)]
pub(super) struct Tongue {
    /// As many as a book has pages.
    pub(super) things: &'static [&'static str],
    /// Each has `{thing}` in it.
    pub(super) sentences: &'static [&'static str],
    /// Names for who is missing.
    pub(super) names: [&'static str; 3],
    pub(super) title: &'static str,
    pub(super) logline: &'static str,
    pub(super) beat: &'static str,
    pub(super) alt: &'static str,
    /// Between two sentences; empty where words are written without spaces.
    pub(super) space: &'static str,
}

impl Tongue {
    pub(super) fn count_words(&self, text: &str) -> usize {
        if self.space.is_empty() {
            text.chars().count().div_ceil(CHARACTERS_A_WORD)
        } else {
            text.split_whitespace().count()
        }
    }
}

/// The words of a language; English for one that is not spoken here.
pub(super) const fn tongue(language: &str) -> &'static Tongue {
    match language.as_bytes() {
        b"fr" => &fr::TONGUE,
        b"id" => &id::TONGUE,
        b"ja" => &ja::TONGUE,
        _ => &en::TONGUE,
    }
}
