//! Small pieces of grammar that a wish needs.

use super::super::lexicon::{Gender, Tongue};

/// What has lines of its own, or a place of its own.
pub(super) const CONCEPTS: [&str; 24] = [
    "sing", "fly", "dance", "swim", "paint", "read", "bake", "music", "jump", "whistle", "story", "sleep",
    "laugh", "shine", "roar", "grow", "moon", "sea", "mountain", "rainbow", "stars", "island", "city",
    "forest",
];

pub(super) fn lost_one(tongue: Tongue, noun: &str, gender: Gender, lost: bool) -> String {
    let feminine = gender == Gender::Feminine;
    match tongue {
        Tongue::En if lost => format!("the lost {noun}"),
        Tongue::En => format!("the {noun}"),
        Tongue::Fr => {
            let plural = noun.ends_with("es") && noun.contains(' ');
            let vowel = super::super::grammar::starts_with_vowel(noun);
            let article = match (plural, vowel, feminine) {
                (true, ..) => "les ",
                (_, true, _) => "l'",
                (_, _, true) => "la ",
                _ => "le ",
            };
            let ending = match (lost, plural, feminine) {
                (false, ..) => "",
                (_, true, _) => " perdues",
                (_, _, true) => " perdue",
                _ => " perdu",
            };
            format!("{article}{noun}{ending}")
        }
        Tongue::Ja if lost => format!("なくした{noun}"),
        Tongue::Ja => noun.to_owned(),
        Tongue::Id if lost => format!("{noun} yang hilang"),
        Tongue::Id => noun.to_owned(),
    }
}

/// Whether a phrase of the user's can stand after `to` (French: is an infinitive).
pub(super) fn starts_with_verb(own: &str, tongue: Tongue) -> bool {
    let first = own.split(' ').next().unwrap_or("").to_lowercase();
    match tongue {
        Tongue::En => {
            !["the", "a", "an", "his", "her", "its", "their", "not", "be", "some"].contains(&first.as_str())
        }
        Tongue::Fr => ["er", "ir", "re"].iter().any(|end| first.ends_with(end)),
        Tongue::Ja => true,
        Tongue::Id => ["me", "ber", "ter", "men", "mem", "naik", "tidur", "terbang"]
            .iter()
            .any(|head| first.starts_with(head)),
    }
}

pub(super) fn past_of_journey(own: &str) -> String {
    let (verb, rest) = own.split_once(' ').unwrap_or((own, ""));
    let past = match verb.to_lowercase().as_str() {
        "see" => "saw",
        "go" => "went",
        "fly" => "flew",
        "get" => "got",
        "visit" => "visited",
        "reach" => "reached",
        "travel" => "travelled",
        "sail" => "sailed",
        "touch" => "touched",
        _ => return format!("managed to {own}"),
    };
    format!("{past} {rest}")
}
