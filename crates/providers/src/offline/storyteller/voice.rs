//! Fills the slots of a line: `{hero}`, `{Wish}`, `{de friend}`, `[he|she]`.

use std::cell::{Cell, RefCell};

use super::cast::{Role, Troupe};
use super::dice::Dice;
use super::grammar::{Grammar, capital, grammar};
use super::lexicon::{Gender, Tongue};
use super::library::Library;
use super::understand::Wish;

/// Everything that a line can name, in one language.
pub(crate) struct Voice<'a> {
    pub(crate) tongue: Tongue,
    pub(crate) grammar: &'static dyn Grammar,
    library: &'a Library,
    troupe: &'a Troupe<'a>,
    wish: &'a Wish,
    home: &'static str,
    dice: RefCell<Dice>,
    helper_met: Cell<bool>,
}

/// Values that only one line needs.
pub(crate) type Extra<'e> = &'e [(&'static str, &'e str)];

impl<'a> Voice<'a> {
    pub(crate) fn new(
        tongue: Tongue,
        library: &'a Library,
        troupe: &'a Troupe<'a>,
        wish: &'a Wish,
        home: &'static str,
        dice: Dice,
    ) -> Self {
        let helper_met = Cell::new(false);
        Self {
            tongue,
            grammar: grammar(tongue),
            library,
            troupe,
            wish,
            home,
            dice: RefCell::new(dice),
            helper_met,
        }
    }

    /// From now on the helper is known by name alone.
    pub(crate) fn helper_is_met(&self) {
        self.helper_met.set(true);
    }

    /// A line with its slots filled.
    pub(crate) fn say(&self, line: &str, extra: Extra<'_>) -> String {
        self.grammar.polished(&self.filled(line, extra))
    }

    /// A title with its slots filled, without the full stop of a sentence.
    pub(crate) fn title(&self, line: &str) -> String {
        let noun = self.noun();
        let wish = self.grammar.in_title(&self.wish.verb);
        let goal = self.grammar.in_title(&self.wish.goal);
        let noun = self.grammar.in_title(&noun);
        self.say(line, &[("Wish", &wish), ("Goal", &goal), ("Noun", &noun)])
    }

    fn noun(&self) -> String {
        let hero = &self.troupe.hero;
        hero.own_noun.clone().unwrap_or_else(|| match self.tongue {
            Tongue::Fr => hero.being.french(hero.gender).0.to_owned(),
            tongue => hero.being.noun(tongue).to_owned(),
        })
    }

    fn filled(&self, line: &str, extra: Extra<'_>) -> String {
        let mut said = String::with_capacity(line.len() * 2);
        let mut rest = line;
        while let Some(at) = rest.find(['{', '[']) {
            let (before, slot) = rest.split_at(at);
            said.push_str(before);
            let close = if slot.starts_with('{') { '}' } else { ']' };
            let Some((inside, after)) = slot.split_once(close) else { break };
            let inside = inside.get(1..).unwrap_or("");
            let value = if close == '}' { self.slot(inside, extra) } else { self.agreed(inside) };
            said.push_str(&value);
            rest = after;
        }
        said.push_str(rest);
        said
    }

    fn slot(&self, name: &str, extra: Extra<'_>) -> String {
        if let Some((_, value)) = extra.iter().find(|(key, _)| *key == name) {
            return (*value).to_owned();
        }
        if let Some((before, slot)) = name.split_once(' ') {
            let value = self.slot(slot, extra);
            let joined = self.grammar.joined(&before.to_lowercase(), &value);
            return if before.starts_with(char::is_uppercase) { capital(&joined) } else { joined };
        }
        let lower = name.to_lowercase();
        let value = self.value(&lower, extra);
        if name.starts_with(char::is_uppercase) { capital(&value) } else { value }
    }

    fn value(&self, name: &str, extra: Extra<'_>) -> String {
        let troupe = self.troupe;
        if let Some((_, value)) = extra.iter().find(|(key, _)| *key == name) {
            return (*value).to_owned();
        }
        match name {
            "hero" => troupe.hero.name.clone(),
            "friend" => troupe.friend.name.clone(),
            "helper" => troupe.helper.name.clone(),
            "helper+" => self.introduced(&troupe.helper, false),
            "helper+," => self.introduced(&troupe.helper, true),
            "a_hero" => self.grammar.a(&troupe.hero),
            "a_friend" => self.grammar.a(&troupe.friend),
            "a_helper" => self.grammar.a(&troupe.helper),
            "noun" => self.noun(),
            "home" => self.home.to_owned(),
            "wish" => self.wish.verb.clone(),
            "wished" => self.wish.past.clone(),
            "goal" | "fear" => self.wish.goal.clone(),
            "try" | "win" => self.skill(name),
            _ => String::new(),
        }
    }

    fn introduced(&self, role: &Role<'_>, closed: bool) -> String {
        if self.helper_met.get() { role.name.clone() } else { self.grammar.introduced(role, closed) }
    }

    /// How the first try goes, and how the last.
    fn skill(&self, which: &str) -> String {
        let concept = self.wish.concept.unwrap_or("any");
        let own = self.library.lines(&format!("skill.{concept}.{which}"));
        let lines = if own.is_empty() { self.library.lines(&format!("skill.any.{which}")) } else { own };
        let line = self.pick(lines);
        self.filled(line, &[])
    }

    /// One of several lines.
    pub(crate) fn pick(&self, lines: &[&'static str]) -> &'static str {
        self.dice.borrow_mut().pick(lines).copied().unwrap_or("")
    }

    /// `he|she`, `f:he|she` for the friend, `g:he|she` for the helper.
    fn agreed(&self, choice: &str) -> String {
        let (gender, choice) = match choice.split_once(':') {
            Some(("f", rest)) => (self.troupe.friend.gender, rest),
            Some(("g", rest)) => (self.troupe.helper.gender, rest),
            _ => (self.troupe.hero.gender, choice),
        };
        let (masculine, feminine) = choice.split_once('|').unwrap_or((choice, choice));
        (if gender == Gender::Feminine { feminine } else { masculine }).to_owned()
    }
}
