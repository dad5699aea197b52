use talewright_domain::{CastMember, StoryBrief};

use super::super::lexicon::{Being, Colour, Gender, Lexicon, Tongue, Trait, fold};
use super::reading::{Hit, Reading};
use super::{find_colour, find_trait, gender_cue};

/// A character as far as the brief tells.
#[derive(Debug, Default, Clone)]
pub(crate) struct Sketch<'a> {
    /// A name in the user's script, and whether it must stay exactly so.
    pub(crate) name: Option<String>,
    pub(crate) fixed_name: bool,
    pub(crate) being: Option<&'a Being>,
    /// The user's own noun for what it is, in the story's language, when we do not know it.
    pub(crate) own_noun: Option<String>,
    pub(crate) nature: Option<&'a Trait>,
    pub(crate) colour: Option<&'a Colour>,
    pub(crate) gender: Option<Gender>,
    /// The appearance in the user's words.
    pub(crate) appearance: Option<String>,
    pub(crate) role: Option<String>,
}

/// The hero and the others, from the cast first, then from the idea.
pub(super) fn cast<'a>(
    brief: &StoryBrief,
    idea: &Reading,
    tongue: Tongue,
    lexicon: &'a Lexicon,
) -> (Sketch<'a>, Vec<Sketch<'a>>) {
    let mut given: Vec<Sketch<'a>> =
        brief.cast.iter().map(|member| of_member(member, idea, lexicon)).collect();
    let told = hero_of_idea(idea, tongue, lexicon);
    if given.is_empty() {
        let companion = companion_of_idea(idea, &told, lexicon);
        return (told, companion.into_iter().collect());
    }
    let is_hero = |sketch: &Sketch<'_>| sketch.role.as_deref().is_some_and(|role| fold(role) == "hero");
    let first = given.iter().position(is_hero).unwrap_or(0);
    let mut hero = given.remove(first);
    let named_in_idea = hero.name.as_deref().is_some_and(|name| idea.text.contains(name));
    if hero.being.is_none() && (named_in_idea || told.name.is_none()) {
        hero.being = told.being;
        hero.own_noun = told.own_noun;
    }
    hero.nature = hero.nature.or(told.nature);
    hero.gender = hero.gender.or(told.gender);
    (hero, given)
}

fn of_member<'a>(member: &CastMember, idea: &Reading, lexicon: &'a Lexicon) -> Sketch<'a> {
    let read = |text: &Option<String>| text.as_deref().map(|text| Reading::of(text, idea.tongue, 600));
    let looks = read(&member.appearance);
    let person = read(&member.personality);
    let name_text = Reading::of(&member.name, idea.tongue, 200);
    let being = looks.as_ref().and_then(|text| first_being(text, lexicon)).or_else(|| {
        let named = first_being(&name_text, lexicon).filter(|_| name_text.tokens.len() != 1);
        named.or_else(|| being_beside(idea, &member.name, lexicon))
    });
    let cue = [&looks, &person].into_iter().flatten().find_map(gender_cue);
    Sketch {
        name: Some(member.name.split_whitespace().collect::<Vec<_>>().join(" ")),
        fixed_name: true,
        gender: cue.or_else(|| gender_by_name(&member.name, lexicon)),
        nature: person.as_ref().or(looks.as_ref()).and_then(|text| find_trait(text, lexicon)),
        colour: looks.as_ref().and_then(|text| colour_of(text, being, lexicon)),
        being,
        appearance: member.appearance.clone(),
        role: member.role.clone(),
        ..Sketch::default()
    }
}

/// `Mara the fox`, `Mara, a fox`, `Mara le renard`, `Mara si rubah`.
fn being_beside<'a>(idea: &Reading, name: &str, lexicon: &'a Lexicon) -> Option<&'a Being> {
    let hit = idea.find_words(&fold(name), 0)?;
    let after = Reading::of(
        idea.slice(hit.at + hit.len, (hit.at + hit.len + 4).min(idea.tokens.len())),
        idea.tongue,
        100,
    );
    first_being(&after, lexicon).filter(|_| {
        after.tokens.first().is_some_and(|token| {
            ["the", "a", "an", "le", "la", "l", "un", "une", "si", "seekor", "seorang", "sebuah"]
                .contains(&token.folded.as_str())
        })
    })
}

fn first_being<'a>(reading: &Reading, lexicon: &'a Lexicon) -> Option<&'a Being> {
    reading.longest(&lexicon.beings, |being| being.known(reading.tongue)).map(|(being, _)| being)
}

/// The colour of the body: one that stands before or right after the being, not that of a scarf.
fn colour_of<'a>(looks: &Reading, being: Option<&Being>, lexicon: &'a Lexicon) -> Option<&'a Colour> {
    let found = looks.longest(&lexicon.colours, |colour| colour.known(looks.tongue))?;
    let body = being.and_then(|being| looks.find(being.known(looks.tongue)))?;
    let near = if looks.tongue == Tongue::Ja { 0 } else { body.at + body.len };
    (found.1.at <= body.at.max(near)).then_some(found.0)
}

fn hero_of_idea<'a>(idea: &Reading, tongue: Tongue, lexicon: &'a Lexicon) -> Sketch<'a> {
    let hit = idea.longest(&lexicon.beings, |being| being.known(idea.tongue));
    let boundary = super::markers::first_marker(idea);
    let before = |hit: &Hit| boundary.is_none_or(|marker| hit.at < marker) || idea.tongue == Tongue::Ja;
    let name = name_of_idea(idea, lexicon);
    let own_noun = hit
        .filter(|(_, hit)| before(hit))
        .is_none()
        .then(|| unknown_noun(idea, boundary))
        .flatten()
        .filter(|noun| name.as_ref() != Some(noun));
    let subject = hit.filter(|(_, hit)| before(hit) || (own_noun.is_none() && name.is_none()));
    let being = subject.map(|(being, _)| being);
    let french_form = subject.filter(|_| idea.tongue == Tongue::Fr).and_then(|(being, hit)| {
        let word = idea.tokens.get(hit.at)?;
        being.is_french_feminine(&word.folded).then_some(Gender::Feminine)
    });
    let gender = french_form
        .or_else(|| gender_cue(idea))
        .or_else(|| name.as_deref().and_then(|name| gender_by_name(name, lexicon)));
    let (own_noun, name) = if idea.tongue == tongue {
        (own_noun, name)
    } else {
        // A noun that we cannot translate becomes the name.
        (None, name.or_else(|| own_noun.as_deref().map(capitalised)))
    };
    Sketch {
        name,
        being,
        own_noun,
        nature: nature_of_hero(idea, boundary, subject.map(|(_, hit)| hit), lexicon),
        colour: find_colour(idea, lexicon)
            .filter(|_| adjacent_colour(idea, subject.map(|(_, hit)| hit), lexicon)),
        gender,
        ..Sketch::default()
    }
}

/// A trait that is told of the hero, not of what it seeks.
fn nature_of_hero<'a>(
    idea: &Reading,
    boundary: Option<usize>,
    hero: Option<Hit>,
    lexicon: &'a Lexicon,
) -> Option<&'a Trait> {
    let (nature, hit) = idea.longest(&lexicon.traits, |known| known.known(idea.tongue))?;
    let end = if idea.tongue == Tongue::Ja { hero.map(|hit| hit.at) } else { boundary };
    end.is_none_or(|end| hit.at < end).then_some(nature)
}

/// Whether a colour stands beside the hero's noun.
fn adjacent_colour(idea: &Reading, hero: Option<Hit>, lexicon: &Lexicon) -> bool {
    let colour = idea.longest(&lexicon.colours, |colour| colour.known(idea.tongue)).map(|(_, hit)| hit);
    let (Some(hero), Some(colour)) = (hero, colour) else { return false };
    if idea.tongue == Tongue::Ja {
        return colour.at < hero.at && hero.at - colour.at < 24;
    }
    colour.at.abs_diff(hero.at) <= 2 && (idea.tongue != Tongue::En || colour.at < hero.at)
}

/// A second being: the friend.
fn companion_of_idea<'a>(idea: &Reading, hero: &Sketch<'a>, lexicon: &'a Lexicon) -> Option<Sketch<'a>> {
    let cues: [&[&str]; 4] = [
        &[
            "with a",
            "with her friend",
            "with his friend",
            "with its friend",
            "and a",
            "and an",
            "and her friend",
            "and his friend",
            "and the",
            "friend is a",
            "meets a",
            "meets an",
            "befriends a",
            "with the help of a",
        ],
        &[
            "avec un",
            "avec une",
            "avec son ami",
            "avec son amie",
            "et un",
            "et une",
            "rencontre un",
            "rencontre une",
            "et son ami",
            "et son amie",
            "et le",
            "et la",
            "grâce a un",
        ],
        &[],
        &[
            "bersama seekor",
            "bersama",
            "dan seekor",
            "dengan seekor",
            "bertemu",
            "dan sahabatnya",
            "dan temannya",
        ],
    ];
    for cue in idea.tongue.choose(cues) {
        let Some(hit) = idea.find_words(cue, 0) else { continue };
        let from = hit.at + hit.len;
        let near = Reading::of(idea.slice(from, (from + 4).min(idea.tokens.len())), idea.tongue, 100);
        let found =
            first_being(&near, lexicon).filter(|being| hero.being.is_none_or(|own| own.id != being.id));
        if let Some(being) = found {
            let name = near
                .tokens
                .iter()
                .position(|token| ["named", "called", "nomme", "bernama"].contains(&token.folded.as_str()));
            return Some(Sketch {
                being: Some(being),
                nature: find_trait(&near, lexicon),
                name: name.and_then(|at| near.tokens.get(at + 1)).map(|token| token.text.clone()),
                role: Some("friend".into()),
                ..Sketch::default()
            });
        }
    }
    None
}

/// A name: `named Mara`, `Mara the fox`, `Mara wants …`, 「マラ」, マラという.
fn name_of_idea(idea: &Reading, lexicon: &Lexicon) -> Option<String> {
    if idea.tongue == Tongue::Ja {
        return japanese_name(&idea.text, lexicon);
    }
    let cues: [&[&str]; 4] = [
        &["named", "called", "whose name is"],
        &["nomme", "nommee", "appele", "appelee", "qui s appelle", "prenomme", "prenommee"],
        &[],
        &["bernama", "namanya"],
    ];
    let cued =
        idea.tongue.choose(cues).iter().find_map(|cue| idea.find_words(cue, 0).map(|hit| hit.at + hit.len));
    if let Some(token) = cued.and_then(|at| idea.tokens.get(at)) {
        return Some(capitalised(&token.text));
    }
    let all_capitals = idea.tokens.iter().all(|token| token.text.starts_with(char::is_uppercase));
    let mut sentence_start = true;
    for (at, token) in idea.tokens.iter().enumerate().take(60) {
        let starts = std::mem::replace(&mut sentence_start, token.ends_clause);
        let proper = token.text.chars().next().is_some_and(char::is_uppercase)
            && token.text.chars().count() > 1
            && token.text.chars().all(char::is_alphabetic)
            && !(token.text.chars().count() > 1 && token.text.chars().all(char::is_uppercase));
        if !proper
            || all_capitals && idea.tokens.len() > 1
            || is_known_word(&token.folded, idea.tongue, lexicon)
        {
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| idea.tokens.get(at)).map(|token| token.folded.as_str());
        let located = before.is_some_and(|word| {
            ["in", "at", "of", "to", "from", "a", "de", "en", "di", "ke", "dari"].contains(&word)
        });
        if located || starts && !followed_as_name(idea, at) {
            continue;
        }
        return Some(token.text.clone());
    }
    None
}

/// Whether the word at the start of a sentence is followed like a name.
fn followed_as_name(idea: &Reading, at: usize) -> bool {
    let Some(token) = idea.tokens.get(at) else { return false };
    let next = idea.tokens.get(at + 1).map(|token| token.folded.as_str()).unwrap_or("");
    let openers = [
        "the", "a", "an", "and", "is", "wants", "learns", "must", "loves", "has", "was", "dreams", "lost",
        "goes", "looks", "finds", "le", "la", "un", "une", "et", "veut", "apprend", "est", "reve", "cherche",
        "doit", "a", "ne", "l", "perd", "si", "ingin", "seekor", "seorang", "sebuah", "belajar", "mencari",
        "dan", "takut", "bermimpi", "harus",
    ];
    token.ends_clause || openers.contains(&next)
}

fn is_known_word(word: &str, tongue: Tongue, lexicon: &Lexicon) -> bool {
    let common = [
        "the",
        "once",
        "one",
        "there",
        "when",
        "how",
        "every",
        "this",
        "my",
        "our",
        "two",
        "three",
        "tell",
        "write",
        "story",
        "le",
        "la",
        "les",
        "un",
        "une",
        "il",
        "elle",
        "quand",
        "comment",
        "dans",
        "mon",
        "ma",
        "histoire",
        "seekor",
        "seorang",
        "sebuah",
        "suatu",
        "pada",
        "ketika",
        "cerita",
        "kisah",
        "si",
        "it",
        "he",
        "she",
        "in",
        "on",
        "at",
        "christmas",
        "noel",
        "paris",
        "tokyo",
        "jakarta",
        "london",
        "africa",
        "mars",
        "monday",
        "sunday",
        "make",
        "please",
        "and",
        "but",
    ];
    common.contains(&word)
        || lexicon.beings.iter().any(|being| being.known(tongue).iter().any(|known| known == word))
        || lexicon.traits.iter().any(|known| known.known(tongue).iter().any(|known| known == word))
        || lexicon.colours.iter().any(|known| known.known(tongue).iter().any(|known| known == word))
        || lexicon.places.iter().any(|known| known.known(tongue).iter().any(|known| known == word))
}

fn japanese_name(text: &str, lexicon: &Lexicon) -> Option<String> {
    let quoted = text.split_once('「').and_then(|(_, rest)| rest.split_once('」')).map(|(name, _)| name);
    let called = text.find("という").and_then(|at| text.get(..at)).map(|head| {
        let start = head.rfind(['、', '。', 'は', 'の', 'に', ' ']).map_or(0, |at| {
            at + head.get(at..).and_then(|tail| tail.chars().next()).map_or(0, char::len_utf8)
        });
        head.get(start..).unwrap_or("")
    });
    let katakana = || {
        text.split(|c: char| !('\u{30a1}'..='\u{30fc}').contains(&c))
            .find(|run| run.chars().count() >= 2 && !is_known_katakana(run, lexicon))
    };
    [quoted, called]
        .into_iter()
        .flatten()
        .find(|name| (1..=12).contains(&name.chars().count()))
        .or_else(katakana)
        .map(|name| name.trim_matches(['「', '」']).to_owned())
        .filter(|name| !name.is_empty())
}

fn is_known_katakana(run: &str, lexicon: &Lexicon) -> bool {
    let folded = fold(run);
    let hit = |words: &[String]| words.iter().any(|word| folded.contains(word.as_str()));
    lexicon.beings.iter().any(|being| hit(being.known(Tongue::Ja)))
        || lexicon.things.iter().any(|thing| hit(thing.known(Tongue::Ja)))
        || lexicon.wishes.iter().any(|wish| hit(wish.known(Tongue::Ja)))
        || lexicon.places.iter().any(|place| hit(place.known(Tongue::Ja)))
        || lexicon.colours.iter().any(|colour| hit(colour.known(Tongue::Ja)))
        || lexicon.wardrobe.iter().any(|known| hit(known.known(Tongue::Ja)))
        || folded.chars().count() > 8
}

/// `a shy gribble learns …`: the word before the verb.
fn unknown_noun(idea: &Reading, boundary: Option<usize>) -> Option<String> {
    let article = |token: &str| {
        ["a", "an", "the", "one", "my", "un", "une", "le", "la", "seekor", "sebuah", "seorang"]
            .contains(&token)
    };
    let first = idea.tokens.first()?;
    if !article(&first.folded) {
        return None;
    }
    let end = boundary.or_else(|| {
        let links = [
            "who", "that", "which", "named", "called", "in", "with", "and", "is", "qui", "dans", "avec",
            "nomme", "yang", "di", "bernama",
        ];
        idea.tokens.iter().position(|token| links.contains(&token.folded.as_str()))
    })?;
    let stops = ["who", "that", "which", "qui", "yang", "named", "called", "bernama", "nomme", "nommee"];
    let noun: Vec<&str> = idea
        .tokens
        .get(1..end.min(5))?
        .iter()
        .take_while(|token| !stops.contains(&token.folded.as_str()))
        .map(|token| token.text.as_str())
        .collect();
    // French and Indonesian put adjectives after the noun.
    let word = if idea.tongue == Tongue::En { noun.last() } else { noun.first() }?;
    let clean =
        word.chars().count() >= 3 && word.chars().count() <= 20 && word.chars().all(char::is_alphabetic);
    clean.then(|| word.to_lowercase())
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|c| c.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// By a list of well-known names, else by its ending; nothing for other scripts.
pub(crate) fn gender_by_name(name: &str, lexicon: &Lexicon) -> Option<Gender> {
    let first = fold(name.split_whitespace().next()?);
    lexicon.gender_of(&first).or_else(|| {
        if !first.is_ascii() {
            return ["子", "美", "花", "香", "奈"]
                .iter()
                .any(|end| name.ends_with(end))
                .then_some(Gender::Feminine);
        }
        let feminine =
            ["a", "ie", "elle", "ette", "ine", "lyn", "issa"].iter().any(|end| first.ends_with(end));
        Some(if feminine { Gender::Feminine } else { Gender::Masculine })
    })
}
