use std::fmt;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

/// What an error must not quote: the account's key and the texts of the request. Its `Debug` shows nothing.
#[derive(Clone, Default)]
pub struct Private {
    key: Option<SecretString>,
    texts: Arc<Vec<String>>,
}

/// So many letters in a row are a quotation: about twenty characters with their blanks.
const QUOTATION: usize = 14;
/// And so many of a script that is not spelled in letters.
const QUOTATION_WIDE: usize = 8;
/// So many characters in a row give a key away.
const KEY_PIECE: usize = 6;
/// Longer texts are files.
const LONGEST_TEXT: usize = 256 << 10;
/// Most characters of a provider's words that are passed on.
const MOST: usize = 200;
/// Fields whose texts are ours or the vendor's.
const PUBLIC_FIELDS: [&str; 14] = [
    "model",
    "model_id",
    "type",
    "role",
    "size",
    "quality",
    "detail",
    "output_format",
    "response_format",
    "schema",
    "voice",
    "background",
    "moderation",
    "taskType",
];

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Private")
    }
}

impl Private {
    pub(super) fn new(key: Option<&SecretString>) -> Self {
        Self { key: key.cloned(), texts: Arc::default() }
    }

    /// Keeps this text private.
    pub fn add(&mut self, text: &str) {
        if text.len() <= LONGEST_TEXT && !text.starts_with("data:") && !text.trim().is_empty() {
            Arc::make_mut(&mut self.texts).push(text.to_owned());
        }
    }

    pub(super) fn add_field(&mut self, name: &str, text: &str) {
        if !PUBLIC_FIELDS.contains(&name) {
            self.add(text);
        }
    }

    /// Keeps all texts in a request's body private.
    pub(super) fn add_all_of(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.add(text),
            Value::Array(items) => items.iter().for_each(|item| self.add_all_of(item)),
            Value::Object(fields) => {
                let private = fields.iter().filter(|(name, _)| !PUBLIC_FIELDS.contains(&name.as_str()));
                private.for_each(|(_, value)| self.add_all_of(value));
            }
            _ => {}
        }
    }

    /// Whether a short word of a provider, e.g. a code, may be shown.
    pub(super) fn is_public(&self, word: &str) -> bool {
        self.quote(word).is_some_and(|quoted| quoted == word)
    }

    /// A provider's words, short, on one line, and without what is private; none when nothing can be saved of them.
    #[must_use]
    pub fn quote(&self, words: &str) -> Option<String> {
        let head: String = words.chars().take(4 * MOST).collect();
        let clean: String = unescaped(&head).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let line = clean.split_whitespace().map(mask_key).collect::<Vec<_>>().join(" ");
        if line.is_empty() || self.quotes_key(&line) {
            return None;
        }
        let texts: Vec<String> = self.texts.iter().map(|text| letters(text)).collect();
        let quoted = blank_quotations(&line, &texts);
        if has_quotation(&letters(&line), &texts) || has_quotation(&letters(&quoted), &texts) {
            return None;
        }
        let short: String = quoted.chars().take(MOST).collect();
        Some(if short.len() < quoted.len() { format!("{short}…") } else { short })
    }

    fn quotes_key(&self, line: &str) -> bool {
        let Some(key) = &self.key else { return false };
        let key: Vec<char> = key.expose_secret().chars().collect();
        // What is shorter than this is a placeholder.
        let piece = KEY_PIECE.min(key.len());
        piece >= 4 && key.windows(piece).any(|piece| line.contains(&piece.iter().collect::<String>()))
    }
}

/// Words that look like a key, or like what is left of one.
fn mask_key(word: &str) -> &str {
    let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '*');
    let prefixed = ["sk-", "sk_", "hf_", "pk-", "rk-"].iter().any(|prefix| bare.starts_with(prefix));
    if prefixed || bare.contains("***") { "[key]" } else { word }
}

/// Undoes the escapes of JSON, in which a text may be quoted.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let mut next = after.chars();
        match next.next() {
            Some('n' | 'r' | 't') => out.push(' '),
            Some('u') => match after.get(1..5).and_then(|hex| u32::from_str_radix(hex, 16).ok()) {
                Some(code) => {
                    out.push(char::from_u32(code).unwrap_or(' '));
                    next = after.get(5..).unwrap_or_default().chars();
                }
                None => out.push('u'),
            },
            Some(other) => out.push(other),
            None => {}
        }
        rest = next.as_str();
    }
    out + rest
}

/// Only letters and digits, in lower case: what is left of a text however it is quoted and escaped.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn has_quotation(line: &str, texts: &[String]) -> bool {
    let line: Vec<char> = line.chars().collect();
    let occurs = |piece: &[char]| {
        let piece: String = piece.iter().collect();
        texts.iter().any(|text| text.contains(&piece))
    };
    let wide = |piece: &&[char]| piece.iter().all(|c| !c.is_ascii());
    line.windows(QUOTATION).any(occurs) || line.windows(QUOTATION_WIDE).filter(wide).any(occurs)
}

/// Blanks what stands in quotation marks and in the request too.
fn blank_quotations(line: &str, texts: &[String]) -> String {
    let marks = [('"', '"'), ('\'', '\''), ('`', '`'), ('“', '”'), ('‘', '’'), ('«', '»'), ('「', '」')];
    let mut out = line.to_owned();
    for (open, close) in marks {
        let mut done = String::with_capacity(out.len());
        let mut rest = out.as_str();
        while let Some((before, after)) = rest.split_once(open) {
            let Some((quoted, tail)) = after.split_once(close) else { break };
            let bare = letters(quoted);
            let private = bare.chars().count() >= 2 && texts.iter().any(|text| text.contains(&bare));
            done.push_str(before);
            done.push(open);
            // A mark that closes nothing private may open the next quotation.
            if private {
                done.push('…');
                done.push(close);
                rest = tail;
            } else {
                rest = after;
            }
        }
        done.push_str(rest);
        out = done;
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn private() -> Private {
        let mut private = Private::new(Some(&SecretString::from("sk-canary-0123456789abcdef")));
        private.add_all_of(&json!({
            "model": "gpt-6-luna",
            "messages": [{"role": "user", "content": "A story about Zog,\nthe small dragon who \"hates\" Mondays and rain"}],
            "japanese": "ちいさなりゅうがあめのひにたびにでるおはなし",
        }));
        private
    }

    #[test]
    fn harmless_words_are_passed_on() {
        for (words, expected) in [
            ("Rate limit reached for gpt-6-luna", "Rate limit reached for gpt-6-luna"),
            ("  The model `gpt-6-luna`\ndoes not exist ", "The model `gpt-6-luna` does not exist"),
            ("Unknown parameter: 'seed'.", "Unknown parameter: 'seed'."),
        ] {
            assert_eq!(private().quote(words).as_deref(), Some(expected));
        }
        let long = private().quote(&"word ".repeat(100)).unwrap();
        assert_eq!(long.chars().count(), 201);
    }

    #[test]
    fn the_request_is_never_quoted() {
        for words in [
            "Rejected: the small dragon who hates mondays",
            "Rejected: the small\\ndragon who \\\"hates\\\" Mondays",
            "だめです：りゅうがあめのひに",
            "no: \\u308a\\u3085\\u3046\\u304c\\u3042\\u3081\\u306e\\u3072\\u306b",
        ] {
            assert_eq!(private().quote(words), None, "{words}");
        }
        assert_eq!(private().quote("Invalid name 'Zog, the small'").as_deref(), Some("Invalid name '…'"));
        assert_eq!(private().quote("don't use \"Mondays\" here").as_deref(), Some("don't use \"…\" here"));
    }

    #[test]
    fn keys_are_never_quoted() {
        assert_eq!(private().quote("bad key canary-0123"), None);
        assert_eq!(
            private().quote("Incorrect key: sk-proj-ab***yz.").as_deref(),
            Some("Incorrect key: [key]")
        );
        assert_eq!(private().quote("key ****9876 is wrong").as_deref(), Some("key [key] is wrong"));
        assert_eq!(private().quote("\u{7}\n"), None);
        assert_eq!(format!("{:?}", private()), "Private");
    }

    proptest! {
        #[test]
        fn no_long_piece_of_a_text_survives(
            text in "[a-zA-Z ,.'\"éあ-ん]{24,120}",
            start in 0usize..60,
            prefix in "[A-Z][a-z]{0,8}: ?['\"]?",
        ) {
            let mut private = Private::default();
            private.add(&text);
            let piece: String = text.chars().skip(start).take(60).collect();
            let said = private.quote(&format!("{prefix}{piece}")).unwrap_or_default();
            let (said, text) = (letters(&said).chars().collect::<Vec<_>>(), letters(&text));
            for window in said.windows(QUOTATION) {
                let window: String = window.iter().collect();
                prop_assert!(!text.contains(&window), "{}", window);
            }
        }
    }
}
