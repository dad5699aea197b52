//! The English identity line of a character, for whoever paints it.

use super::dice::Dice;
use super::lexicon::{Being, Colour, Gender, Lexicon, Tongue, Trait};
use super::understand::{Reading, Sketch};

/// `a small orange fox with a white-tipped tail, a green scarf and shy eyes`.
pub(crate) fn look(
    sketch: &Sketch<'_>,
    being: &Being,
    nature: Option<&Trait>,
    part: &str,
    lexicon: &Lexicon,
    dice: &mut Dice,
) -> String {
    let invented = invented(sketch, being, nature, part, dice);
    match &sketch.appearance {
        Some(words) => translated(words, being, lexicon).unwrap_or(invented),
        None => invented,
    }
}

fn invented(
    sketch: &Sketch<'_>,
    being: &Being,
    nature: Option<&Trait>,
    part: &str,
    dice: &mut Dice,
) -> String {
    let size = match (part, being.category) {
        ("helper" | "elder", _) => "big old",
        (_, "bug") => "tiny",
        _ => "small",
    };
    let colour = sketch.colour.map_or(being.colour, |colour| colour.english);
    let noun = match &sketch.own_noun {
        Some(noun) => format!("friendly {noun} creature"),
        None => being.noun(Tongue::En).to_owned(),
    };
    let mut details = vec![with_article(being.feature)];
    let colours = ["green", "yellow", "blue", "red", "purple", "orange", "pink"];
    let clothes: &[&str] = match being.realm {
        "water" | "sky" | "fixed" => &[],
        _ if being.category == "bug" => &["hat"],
        _ if being.category == "person" => &["scarf", "coat", "jumper", "raincoat", "cap"],
        _ => &["scarf", "hat", "bow tie", "backpack", "waistcoat", "cap"],
    };
    let other: Vec<&&str> = colours.iter().filter(|name| **name != colour).collect();
    if let (Some(garment), Some(hue)) = (dice.pick(clothes), dice.pick(&other)) {
        details.push(with_article(&format!("{hue} {garment}")));
    } else if being.realm != "water" {
        details.push("rosy cheeks".to_owned());
    }
    details.extend(nature.map(|nature| with_article(nature.look)));
    let body = if being.category == "person" { noun } else { format!("{colour} {noun}") };
    format!("a {size} {body} with {}", and(&details))
}

/// The user's appearance in English: as it is, or its known words in English with the rest kept.
fn translated(words: &str, being: &Being, lexicon: &Lexicon) -> Option<String> {
    let reading = Reading::of(words, Tongue::En, 600);
    if reading.tongue == Tongue::En {
        return Some(reading.text);
    }
    let mut details: Vec<String> = Vec::new();
    let mut size = "";
    let mut garments = Vec::new();
    for entry in &lexicon.wardrobe {
        let Some(hit) = reading.find(entry.known(reading.tongue)) else { continue };
        match entry.english {
            adjective @ ("small" | "big" | "old" | "young" | "round" | "long" | "curly") => {
                if matches!(adjective, "small" | "big" | "old" | "young") && size.is_empty() {
                    size = adjective;
                }
            }
            garment => {
                garments.push(hit.at);
                let hue = colour_beside(&reading, hit.at, hit.len, lexicon);
                let words = hue.map_or(garment.to_owned(), |hue| format!("{} {garment}", hue.english));
                details.push(with_article(&words));
            }
        }
    }
    let body_words = being.known(reading.tongue);
    let body = reading.find(body_words);
    let colour = body.and_then(|hit| colour_beside(&reading, hit.at, hit.len, lexicon));
    if details.is_empty() && body.is_none() && colour.is_none() {
        // Nothing known: the being in English, and the user's own words.
        return Some(format!(
            "{} ({})",
            with_article(&format!("{} {}", being.colour, being.noun(Tongue::En))),
            reading.text
        ));
    }
    let hue = colour.map_or(being.colour, |colour| colour.english);
    let hue = if being.category == "person" { "" } else { hue };
    let head = [size, hue, being.noun(Tongue::En)]
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let english = if details.is_empty() {
        with_article(&head)
    } else {
        format!("{} with {}", with_article(&head), and(&details))
    };
    Some(format!("{english} ({})", reading.text))
}

/// The colour of what stands at a place: after it in French and Indonesian, before it in Japanese.
fn colour_beside<'a>(reading: &Reading, at: usize, len: usize, lexicon: &'a Lexicon) -> Option<&'a Colour> {
    if reading.tongue == Tongue::Ja {
        let head = reading.text.get(..at)?;
        return lexicon.colours.iter().find(|colour| {
            let shown = colour.word(Tongue::Ja, Gender::Masculine);
            colour.known(Tongue::Ja).iter().any(|word| head.ends_with(word.as_str())) || head.ends_with(shown)
        });
    }
    let after = reading.tokens.get(at + len..(at + len + 2).min(reading.tokens.len()))?;
    lexicon.colours.iter().find(|colour| {
        after.iter().any(|token| {
            let word = token.folded.as_str();
            colour
                .known(reading.tongue)
                .iter()
                .any(|known| known == word || word.strip_suffix('s') == Some(known))
        })
    })
}

fn with_article(words: &str) -> String {
    let plural =
        words.split(' ').next_back().is_some_and(|word| word.ends_with('s') && !word.ends_with("ss"))
            || ["fur", "hair", "wool", "legs"].iter().any(|mass| words.ends_with(mass));
    let given = words.starts_with("a ") || words.starts_with("an ") || words.starts_with("one ");
    if plural || given {
        return words.to_owned();
    }
    let article = if words.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {words}")
}

fn and(details: &[String]) -> String {
    match details {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
