//! What differs between languages when a sentence is put together: articles, agreement, joining, typography.

mod en;
mod fr;
mod id;
mod ja;

use super::cast::Role;
use super::lexicon::Tongue;

pub(crate) use fr::starts_with_vowel;
pub(crate) use ja::in_katakana;

/// The grammar of one language.
pub(crate) trait Grammar {
    /// `a shy lighthouse`.
    fn a(&self, role: &Role<'_>) -> String;
    /// `Juno, a wise owl`, as somebody is named for the first time; `closed` when the sentence goes on after it.
    fn introduced(&self, role: &Role<'_>, closed: bool) -> String {
        format!("{}, {}{}", role.name, self.a(role), if closed { "," } else { "" })
    }
    /// A small word before a value, contracted where the language does so.
    fn joined(&self, before: &str, value: &str) -> String {
        format!("{before} {value}")
    }
    /// `Ann, Bo and Cy`.
    fn names(&self, names: &[String]) -> String;
    /// What lies between two sentences.
    fn space(&self) -> &'static str {
        " "
    }
    /// The typography of the language.
    fn polished(&self, text: &str) -> String {
        text.to_owned()
    }
    /// The description of a picture: when, where, and what each is doing.
    fn alt(&self, time: &str, place: &str, doing: &[(String, &'static str)]) -> String;
    /// A title's words as titles are written.
    fn in_title(&self, words: &str) -> String {
        words.to_owned()
    }
}

/// The grammar of a language.
pub(crate) fn grammar(tongue: Tongue) -> &'static dyn Grammar {
    match tongue {
        Tongue::En => &en::English,
        Tongue::Fr => &fr::French,
        Tongue::Ja => &ja::Japanese,
        Tongue::Id => &id::Indonesian,
    }
}

/// The first letter made a capital.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|c| c.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// `Ann, Bo and Cy` with the language's word for `and`.
fn enumerated(names: &[String], and: &str) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}
