//! Tolerant reading of short English descriptions.

/// A description as lower-case words, plurals kept.
#[derive(Debug, Clone)]
pub(super) struct Words(Vec<String>);

impl Words {
    /// Splits at everything that is neither a letter nor a digit; a comma or full stop becomes a word of
    /// its own, because it ends what an adjective can belong to.
    pub(super) fn new(text: &str) -> Self {
        let mut words = vec![String::new()];
        for c in text.chars().take(2_000) {
            if c.is_alphanumeric() {
                if let Some(last) = words.last_mut() {
                    last.extend(c.to_lowercase());
                }
                continue;
            }
            if matches!(c, ',' | '.' | ';') {
                words.push(",".to_owned());
            }
            words.push(String::new());
        }
        words.retain(|w| !w.is_empty());
        Self(words)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether any of the keys is there, in the singular or plural.
    pub(super) fn has(&self, keys: &[&str]) -> bool {
        self.position(keys).is_some()
    }

    /// Where the first of the keys stands.
    pub(super) fn position(&self, keys: &[&str]) -> Option<usize> {
        self.iter().position(|word| keys.iter().any(|key| same(word, key)))
    }
}

/// Whether `word` is `key` or one of its usual forms (`fox`/`foxes`, `wave`/`waving`, `bunny`/`bunnies`).
pub(super) fn same(word: &str, key: &str) -> bool {
    if word == key {
        return true;
    }
    if let Some(rest) = word.strip_prefix(key) {
        return matches!(rest, "s" | "es" | "ed" | "ing" | "d")
            || doubled(key, rest, "ing")
            || doubled(key, rest, "ed");
    }
    let stem = key.strip_suffix(['e', 'y']).unwrap_or(key);
    stem.len() < key.len()
        && word.strip_prefix(stem).is_some_and(|rest| matches!(rest, "ing" | "ies" | "ied" | "ed"))
}

fn doubled(key: &str, rest: &str, ending: &str) -> bool {
    let mut chars = rest.chars();
    chars.next() == key.chars().last() && chars.as_str() == ending
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_the_same_word() {
        for (word, key) in [
            ("foxes", "fox"),
            ("waving", "wave"),
            ("running", "run"),
            ("bunnies", "bunny"),
            ("boats", "boat"),
            ("worried", "worry"),
            ("hugged", "hug"),
            ("carries", "carry"),
        ] {
            assert!(same(word, key), "{word} {key}");
        }
        assert!(!same("island", "is"));
        assert!(!same("seal", "sea"));
    }

    #[test]
    fn punctuation_and_hyphens_part_words() {
        let words = Words::new("A half-asleep Fox, by the SEA.");
        assert_eq!(
            words.iter().collect::<Vec<_>>(),
            ["a", "half", "asleep", "fox", ",", "by", "the", "sea", ","]
        );
        assert_eq!(words.position(&["sea"]), Some(7));
    }
}
