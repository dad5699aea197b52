use super::super::cast::Role;
use super::super::lexicon::{Gender, Tongue, fold};
use super::{Grammar, capital, enumerated};

/// French.
pub(super) struct French;

/// The narrow no-break space that French sets before high punctuation and inside guillemets.
const NARROW: char = '\u{202f}';

impl Grammar for French {
    fn a(&self, role: &Role<'_>) -> String {
        let (noun, gender) = match role.own_noun.as_deref() {
            Some(noun) => (noun, role.gender),
            None => role.being.french(role.gender),
        };
        let feminine = gender == Gender::Feminine;
        let article = if feminine { "une" } else { "un" };
        let nature = role.nature.map(|nature| nature.word(Tongue::Fr, gender));
        let colour = role.colour.map(|colour| colour.word(Tongue::Fr, gender));
        let adjectives: Vec<&str> = colour.into_iter().chain(nature).collect();
        if adjectives.is_empty() {
            let little = if feminine { "petite" } else { "petit" };
            return format!("{article} {little} {noun}");
        }
        format!("{article} {noun} {}", adjectives.join(" "))
    }

    fn joined(&self, before: &str, value: &str) -> String {
        let contraction = match before {
            "de" => [("le ", "du "), ("les ", "des ")],
            "à" => [("le ", "au "), ("les ", "aux ")],
            _ => [("", ""), ("", "")],
        };
        for (article, contracted) in contraction.into_iter().filter(|(article, _)| !article.is_empty()) {
            if let Some(rest) = value.strip_prefix(article) {
                return format!("{contracted}{rest}");
            }
        }
        if before.ends_with('e') && starts_with_vowel(value) {
            return format!("{}'{value}", before.strip_suffix('e').unwrap_or(before));
        }
        format!("{before} {value}")
    }

    fn names(&self, names: &[String]) -> String {
        enumerated(names, "et")
    }

    fn polished(&self, text: &str) -> String {
        typeset(text)
    }

    fn alt(&self, time: &str, place: &str, doing: &[(String, &'static str)]) -> String {
        let clauses: Vec<String> = doing.iter().map(|(name, pose)| format!("{name} {pose}")).collect();
        typeset(&format!("{}, {place}, {}.", capital(time), enumerated(&clauses, "et")))
    }
}

/// Whether a word begins with a vowel that elides `de` and `que`. An h does not: of names we cannot know.
pub(crate) fn starts_with_vowel(word: &str) -> bool {
    fold(word).starts_with(['a', 'e', 'i', 'o', 'u', 'œ', 'æ'])
}

/// Narrow no-break spaces before `; : ! ?` and inside guillemets, curly apostrophes.
fn typeset(text: &str) -> String {
    let mut set = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            ';' | ':' | '!' | '?' | '»' => {
                while set.ends_with([' ', NARROW]) {
                    set.pop();
                }
                // "?!" and "!!" stay together.
                if !set.is_empty() && !set.ends_with(['!', '?', '«']) || c == '»' {
                    set.push(NARROW);
                }
                set.push(c);
            }
            ' ' if set.ends_with('«') => set.push(NARROW),
            '\'' => set.push('\u{2019}'),
            other => {
                if set.ends_with('«') && other != NARROW {
                    set.push(NARROW);
                }
                set.push(other);
            }
        }
    }
    set
}
