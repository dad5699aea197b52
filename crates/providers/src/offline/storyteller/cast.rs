//! Who plays: the hero, the friend, the helper and the guests, each with a name, a kind and a look.

use super::dice::Dice;
use super::grammar::in_katakana;
use super::lexicon::{Being, Colour, Gender, Lexicon, Tongue, Trait};
use super::look;
use super::understand::{Premise, Sketch, gender_by_name};

/// A character of the story.
#[derive(Debug, Clone)]
pub(crate) struct Role<'a> {
    pub(crate) name: String,
    pub(crate) gender: Gender,
    pub(crate) being: &'a Being,
    /// The user's own noun for it, when we have none.
    pub(crate) own_noun: Option<String>,
    pub(crate) nature: Option<&'a Trait>,
    pub(crate) colour: Option<&'a Colour>,
    /// `hero`, `friend`, `helper`, `rival`, `elder`.
    pub(crate) part: &'static str,
    /// The English identity line.
    pub(crate) look: String,
    /// Whether the brief gave it.
    pub(crate) given: bool,
}

/// Everybody in the story.
#[derive(Debug)]
pub(crate) struct Troupe<'a> {
    pub(crate) hero: Role<'a>,
    pub(crate) friend: Role<'a>,
    pub(crate) helper: Role<'a>,
    /// More characters of the brief.
    pub(crate) guests: Vec<Role<'a>>,
}

impl<'a> Troupe<'a> {
    /// Gives everybody of the premise a name and a look, and finds a friend and a helper where it has none.
    pub(crate) fn of(
        premise: &Premise<'a>,
        tongue: Tongue,
        lexicon: &'a Lexicon,
        dice: &mut Dice,
    ) -> Option<Self> {
        let mut casting = Casting { tongue, lexicon, dice, taken: Vec::new(), beings: Vec::new() };
        let all: Vec<&Sketch<'a>> = std::iter::once(&premise.hero).chain(&premise.others).collect();
        casting.taken.extend(all.iter().filter_map(|sketch| sketch.name.clone()));
        let hero = casting.hero(&premise.hero)?;
        let (friend, helper, rest) = parts(&premise.others);
        let realm = hero.being.realm;
        let friend = casting.other(friend.unwrap_or(&Sketch::default()), "friend", friends(realm))?;
        let helper = casting.other(helper.unwrap_or(&Sketch::default()), "helper", helpers(realm))?;
        let guests = rest
            .into_iter()
            .filter_map(|sketch| casting.other(sketch, part_of(sketch), friends("land")))
            .collect();
        Some(Self { hero, friend, helper, guests })
    }

    /// Everybody, the hero first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Role<'a>> {
        [&self.hero, &self.friend, &self.helper].into_iter().chain(&self.guests)
    }
}

fn part_of(sketch: &Sketch<'_>) -> &'static str {
    match sketch.role.as_deref().map(str::to_lowercase).as_deref() {
        Some("helper" | "mentor" | "guide") => "helper",
        Some("rival" | "villain" | "antagonist") => "rival",
        Some("elder" | "grandparent" | "parent") => "elder",
        _ => "friend",
    }
}

type Parts<'s, 'a> = (Option<&'s Sketch<'a>>, Option<&'s Sketch<'a>>, Vec<&'s Sketch<'a>>);

/// Who is the friend, who the helper: as the roles say, else in their order.
fn parts<'s, 'a>(others: &'s [Sketch<'a>]) -> Parts<'s, 'a> {
    let mut rest: Vec<&Sketch<'a>> = others.iter().collect();
    let helper = rest
        .iter()
        .position(|sketch| matches!(part_of(sketch), "helper" | "elder"))
        .map(|at| rest.remove(at));
    let asked = |sketch: &&Sketch<'a>| part_of(sketch) == "friend";
    let friend = rest.iter().position(asked).map(|at| rest.remove(at));
    let helper = helper.or_else(|| rest.iter().position(asked).map(|at| rest.remove(at)));
    (friend, helper, rest)
}

fn friends(realm: &str) -> &'static [&'static str] {
    match realm {
        "water" => &["crab", "seahorse", "jellyfish", "fish", "octopus", "turtle"],
        "sky" => &["sparrow", "owl", "bat", "butterfly", "bird", "parrot"],
        "fixed" => &["sparrow", "mouse", "bat", "squirrel", "ladybird", "owl", "cat", "hedgehog"],
        "boat" => &["gull", "duck", "otter", "mouse", "parrot", "cat"],
        _ => &[
            "sparrow", "mouse", "hedgehog", "frog", "squirrel", "rabbit", "duck", "ladybird", "mole", "fox",
            "goat",
        ],
    }
}

fn helpers(realm: &str) -> &'static [&'static str] {
    match realm {
        "water" => &["whale", "turtle", "octopus", "seal"],
        "sky" => &["moon", "owl", "goose", "crow"],
        "boat" => &["whale", "turtle", "fisherman", "moon"],
        _ => {
            &["owl", "turtle", "grandmother", "grandfather", "bear", "badger", "goat", "elephant", "gardener"]
        }
    }
}

struct Casting<'a, 'd> {
    tongue: Tongue,
    lexicon: &'a Lexicon,
    dice: &'d mut Dice,
    taken: Vec<String>,
    beings: Vec<&'static str>,
}

impl<'a> Casting<'a, '_> {
    fn hero(&mut self, sketch: &Sketch<'a>) -> Option<Role<'a>> {
        let fallback: &[&str] =
            &["fox", "rabbit", "bear", "mouse", "penguin", "hedgehog", "cat", "robot", "turtle"];
        let unknown = sketch.own_noun.is_some()
            || (sketch.being.is_none() && sketch.name.is_some() && !sketch.fixed_name);
        let being = match sketch.being {
            Some(being) => being,
            None if sketch.own_noun.is_some() => self.lexicon.being("monster")?,
            None if unknown || sketch.fixed_name => self.child(sketch)?,
            None => self.one_of(fallback)?,
        };
        self.role(sketch, being, "hero", sketch.nature)
    }

    fn other(&mut self, sketch: &Sketch<'a>, part: &'static str, choice: &[&str]) -> Option<Role<'a>> {
        let being = match sketch.being {
            Some(being) => being,
            None if sketch.fixed_name => self.child(sketch)?,
            None => self.one_of(choice)?,
        };
        let natures: &[&str] = match part {
            "helper" => &["wise"],
            _ => &[
                "curious",
                "cheerful",
                "noisy",
                "silly",
                "clumsy",
                "sleepy",
                "hungry",
                "forgetful",
                "dreamy",
                "clever",
            ],
        };
        let nature =
            self.dice.pick(natures).and_then(|id| self.lexicon.traits.iter().find(|nature| nature.id == *id));
        let nature = if sketch.fixed_name && sketch.nature.is_none() && part != "friend" {
            None
        } else {
            sketch.nature.or(nature)
        };
        self.role(sketch, being, part, nature)
    }

    /// Somebody of whom only the name is known is a child, or old when the part asks for it.
    fn child(&self, sketch: &Sketch<'a>) -> Option<&'a Being> {
        let gender = sketch.gender.or_else(|| gender_by_name(sketch.name.as_deref()?, self.lexicon));
        let elder = sketch.role.as_deref().is_some_and(|role| role.eq_ignore_ascii_case("elder"));
        let feminine = gender == Some(Gender::Feminine);
        let id = match (elder, feminine) {
            (true, true) => "grandmother",
            (true, false) => "grandfather",
            (false, true) => "girl",
            (false, false) => "boy",
        };
        self.lexicon.being(id)
    }

    /// A being of the list that is not in the story yet.
    fn one_of(&mut self, choice: &[&str]) -> Option<&'a Being> {
        let free: Vec<&&str> = choice.iter().filter(|id| !self.beings.contains(id)).collect();
        let id = self.dice.pick(&free).map(|id| **id).or_else(|| choice.first().copied())?;
        self.lexicon.being(id)
    }

    fn role(
        &mut self,
        sketch: &Sketch<'a>,
        being: &'a Being,
        part: &'static str,
        nature: Option<&'a Trait>,
    ) -> Option<Role<'a>> {
        self.beings.push(being.id);
        let only = being
            .only_french_gender()
            .filter(|_| self.tongue == Tongue::Fr && !sketch.fixed_name && sketch.name.is_none());
        let human = match being.id {
            "girl" | "princess" | "grandmother" | "mermaid" | "fairy" | "hen" | "cow" => {
                Some(Gender::Feminine)
            }
            "boy" | "prince" | "knight" | "grandfather" => Some(Gender::Masculine),
            _ => None,
        };
        let chance = if self.dice.chance(50) { Gender::Feminine } else { Gender::Masculine };
        let gender = sketch.gender.or(human).or(only).unwrap_or(chance);
        let gender = if sketch.gender.is_none() { only.unwrap_or(gender) } else { gender };
        let name = match &sketch.name {
            Some(name) if sketch.fixed_name || self.tongue != Tongue::Ja => name.clone(),
            Some(name) => in_katakana(name).unwrap_or_else(|| name.clone()),
            None => self.new_name(gender)?,
        };
        let look = look::look(sketch, being, nature, part, self.lexicon, self.dice);
        Some(Role {
            name,
            gender,
            being,
            own_noun: sketch.own_noun.clone(),
            nature,
            colour: sketch.colour,
            part,
            look,
            given: sketch.fixed_name,
        })
    }

    fn new_name(&mut self, gender: Gender) -> Option<String> {
        let names = self.lexicon.names(self.tongue, gender);
        let free: Vec<&&str> =
            names.iter().filter(|name| !self.taken.iter().any(|taken| taken.contains(**name))).collect();
        let name = (**self.dice.pick(&free)?).to_owned();
        self.taken.push(name.clone());
        Some(name)
    }
}
