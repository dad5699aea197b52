use super::super::cast::Role;
use super::super::lexicon::Tongue;
use super::{Grammar, capital, enumerated};

/// English.
pub(super) struct English;

impl Grammar for English {
    fn a(&self, role: &Role<'_>) -> String {
        let mut words: Vec<&str> = Vec::new();
        let nature = role.nature.map(|nature| nature.word(Tongue::En, role.gender));
        let colour = role.colour.map(|colour| colour.word(Tongue::En, role.gender));
        words.extend(nature);
        words.extend(colour);
        if words.is_empty() {
            words.push("little");
        }
        words.push(role.own_noun.as_deref().unwrap_or_else(|| role.being.noun(Tongue::En)));
        let phrase = words.join(" ");
        let vowel = phrase.starts_with(['a', 'e', 'i', 'o', 'u']) && !phrase.starts_with("uni");
        format!("{} {phrase}", if vowel { "an" } else { "a" })
    }

    fn names(&self, names: &[String]) -> String {
        enumerated(names, "and")
    }

    fn alt(&self, time: &str, place: &str, doing: &[(String, &'static str)]) -> String {
        let clauses: Vec<String> = doing.iter().map(|(name, pose)| format!("{name} {pose}")).collect();
        format!("{}, {place}, {}.", capital(time), enumerated(&clauses, "and"))
    }

    fn in_title(&self, words: &str) -> String {
        let small = ["a", "an", "the", "of", "to", "in", "on", "and", "for", "with", "at", "from", "by"];
        let word = |(at, word): (usize, &str)| {
            if at > 0 && small.contains(&word) { word.to_owned() } else { capital(word) }
        };
        words.split(' ').enumerate().map(word).collect::<Vec<_>>().join(" ")
    }

    fn polished(&self, text: &str) -> String {
        curly(text)
    }
}

/// Straight quotation marks and apostrophes made curly.
fn curly(text: &str) -> String {
    let mut before = ' ';
    text.chars()
        .map(|c| {
            let opening = before.is_whitespace() || "(\u{2014}\u{2018}\u{201c}".contains(before);
            before = c;
            match c {
                '"' if opening => '\u{201c}',
                '"' => '\u{201d}',
                '\'' if opening => '\u{2018}',
                '\'' => '\u{2019}',
                other => other,
            }
        })
        .collect()
}
