use super::super::cast::Role;
use super::super::lexicon::Tongue;
use super::{Grammar, capital, enumerated};

/// Indonesian.
pub(super) struct Indonesian;

impl Grammar for Indonesian {
    fn a(&self, role: &Role<'_>) -> String {
        let classifier = match role.being.category {
            "person" => "seorang",
            "thing" | "plant" => "sebuah",
            "spirit" => "sesosok",
            _ => "seekor",
        };
        let noun = role.own_noun.as_deref().unwrap_or_else(|| role.being.noun(Tongue::Id));
        let colour = role.colour.map(|colour| format!(" {}", colour.word(Tongue::Id, role.gender)));
        let nature = match (role.nature, role.colour) {
            (Some(nature), _) => {
                let word = nature.word(Tongue::Id, role.gender);
                // Of two adjectives, or one of several words, the last is linked.
                let linked = role.colour.is_some() || word.contains(' ');
                format!("{}{word}", if linked { " yang " } else { " " })
            }
            (None, None) => " kecil".to_owned(),
            (None, Some(_)) => String::new(),
        };
        format!("{classifier} {noun}{}{nature}", colour.unwrap_or_default())
    }

    fn names(&self, names: &[String]) -> String {
        enumerated(names, "dan")
    }

    fn alt(&self, time: &str, place: &str, doing: &[(String, &'static str)]) -> String {
        let clauses: Vec<String> = doing.iter().map(|(name, pose)| format!("{name} {pose}")).collect();
        format!("{}, {place}, {}.", capital(time), enumerated(&clauses, "dan"))
    }

    fn in_title(&self, words: &str) -> String {
        let small = ["di", "ke", "dari", "yang", "dan", "untuk"];
        let word = |(at, word): (usize, &str)| {
            if at > 0 && small.contains(&word) { word.to_owned() } else { capital(word) }
        };
        words.split(' ').enumerate().map(word).collect::<Vec<_>>().join(" ")
    }

    fn polished(&self, text: &str) -> String {
        let mut open = false;
        text.chars()
            .map(|c| match c {
                '"' => {
                    open = !open;
                    if open { '\u{201c}' } else { '\u{201d}' }
                }
                other => other,
            })
            .collect()
    }
}
