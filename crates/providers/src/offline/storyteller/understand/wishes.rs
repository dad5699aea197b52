use super::super::dice::Dice;
use super::super::lexicon::{Gender, Lexicon, Tongue, WishWords};
use super::markers::Marker::{self, Care, Do, Fear, Find, Gerund, Go};
use super::markers::find_marker;
use super::people::Sketch;
use super::phrases::{CONCEPTS, lost_one, past_of_journey, starts_with_verb};
use super::reading::Reading;

/// What kind of wish drives the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WishKind {
    Skill,
    Search,
    Voyage,
    Courage,
    Friend,
    Care,
}

impl WishKind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Skill => "skill",
            Self::Search => "search",
            Self::Voyage => "voyage",
            Self::Courage => "courage",
            Self::Friend => "friend",
            Self::Care => "care",
        }
    }

    /// The moral that such a story has when nobody asks for another.
    pub(crate) const fn moral(self) -> &'static str {
        match self {
            Self::Skill => "perseverance",
            Self::Search => "patience",
            Self::Voyage => "family",
            Self::Courage => "courage",
            Self::Friend => "friendship",
            Self::Care => "help",
        }
    }
}

/// The wish in the words of the story's language.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) kind: WishKind,
    /// To do it: `sing to the ships`.
    pub(crate) verb: String,
    /// Having done it: `sang to the ships`.
    pub(crate) past: String,
    /// Whom or what it is about, as a noun phrase: what is sought, feared, visited or helped.
    pub(crate) goal: String,
    /// The skill of the lexicon, and where it leads.
    pub(crate) concept: Option<&'static str>,
    /// Words of the idea that could not be translated, told once in quotes.
    pub(crate) label: Option<String>,
}

/// The wish of an idea, or one that suits the hero.
pub(super) fn find(
    idea: &Reading,
    hero: &Sketch<'_>,
    tongue: Tongue,
    lexicon: &Lexicon,
    dice: &mut Dice,
) -> Wish {
    let finder = Finder { idea, hero, tongue, lexicon };
    let found = if idea.tongue == Tongue::Ja { finder.japanese() } else { finder.by_marker() };
    found.or_else(|| finder.by_keyword()).unwrap_or_else(|| finder.fitting(dice))
}

struct Finder<'a> {
    idea: &'a Reading,
    hero: &'a Sketch<'a>,
    tongue: Tongue,
    lexicon: &'a Lexicon,
}

impl Finder<'_> {
    fn by_marker(&self) -> Option<Wish> {
        let (hit, marker) = find_marker(self.idea)?;
        let from = hit.at + hit.len;
        let to = self.clause_end(from);
        let words = self.idea.slice(from, to);
        if words.is_empty() {
            return None;
        }
        let rest = Reading::of(words, self.idea.tongue, 120);
        let rest = Reading { tongue: self.idea.tongue, ..rest };
        match marker {
            Do => self.doing(&rest),
            Gerund => self.skill(&rest, false),
            Find => self.search(&rest),
            Fear => self.fear(&rest),
            Go => self.voyage(&rest),
            Care => self.care(&rest),
        }
    }

    /// Where the clause that starts at a word ends: at punctuation or a conjunction.
    fn clause_end(&self, from: usize) -> usize {
        let stops = [
            "and", "but", "so", "because", "when", "while", "after", "before", "until", "who", "even",
            "although", "et", "mais", "parce", "quand", "car", "qui", "alors", "dan", "tetapi", "tapi",
            "karena", "ketika", "yang", "sampai",
        ];
        let mut end = from;
        for token in self.idea.tokens.iter().skip(from).take(10) {
            if end > from && stops.contains(&token.folded.as_str()) {
                break;
            }
            end += 1;
            if token.ends_clause {
                break;
            }
        }
        end
    }

    /// `to sing`, and also `to find …`, `to visit …`, `to help …`.
    fn doing(&self, rest: &Reading) -> Option<Wish> {
        let leads: [&[(&str, Marker)]; 4] = [
            &[
                ("look for", Find),
                ("search for", Find),
                ("find", Find),
                ("visit", Go),
                ("reach", Go),
                ("see", Go),
                ("go to", Go),
                ("travel to", Go),
                ("fly to", Go),
                ("sail to", Go),
                ("get to", Go),
                ("touch", Go),
                ("help", Care),
                ("save", Care),
                ("rescue", Care),
                ("protect", Care),
                ("overcome", Fear),
                ("face", Fear),
            ],
            &[
                ("chercher", Find),
                ("trouver", Find),
                ("retrouver", Find),
                ("visiter", Go),
                ("voir", Go),
                ("aller a", Go),
                ("aller sur", Go),
                ("atteindre", Go),
                ("toucher", Go),
                ("aider", Care),
                ("sauver", Care),
                ("proteger", Care),
                ("vaincre", Fear),
            ],
            &[],
            &[
                ("mencari", Find),
                ("menemukan", Find),
                ("pergi ke", Go),
                ("melihat", Go),
                ("mengunjungi", Go),
                ("ke", Go),
                ("menolong", Care),
                ("membantu", Care),
                ("menyelamatkan", Care),
                ("melawan", Fear),
            ],
        ];
        for (lead, marker) in rest.tongue.choose(leads) {
            let Some(hit) = rest.find_words(lead, 0).filter(|hit| hit.at == 0) else { continue };
            let tail = Reading::of(rest.slice(hit.len, rest.tokens.len()), rest.tongue, 120);
            let tail = Reading { tongue: rest.tongue, ..tail };
            let found = match marker {
                Find => self.search(&tail),
                Go => self.voyage_as(&tail, &rest.text),
                Care => self.care(&tail),
                _ => self.fear(&tail),
            };
            if found.is_some() {
                return found;
            }
        }
        self.skill(rest, true)
    }

    /// A skill: the lexicon's, in the user's own words where they are in the story's language.
    fn skill(&self, rest: &Reading, infinitive: bool) -> Option<Wish> {
        let concept =
            rest.longest(&self.lexicon.wishes, |wish| wish.known(rest.tongue)).map(|(wish, _)| wish);
        let own = (rest.tongue == self.tongue && infinitive && rest.tokens.len() <= 8)
            .then_some(rest.text.as_str());
        match (concept, own) {
            (Some(wish), own) => Some(self.known(wish, own.filter(|own| starts_with_verb(own, self.tongue)))),
            (None, Some(own)) if starts_with_verb(own, self.tongue) => Some(self.unknown(own)),
            _ => infinitive.then(|| self.untranslated(rest)).flatten(),
        }
    }

    fn known(&self, wish: &WishWords, own: Option<&str>) -> Wish {
        let kind = match wish.kind {
            "friend" => WishKind::Friend,
            "voyage" => WishKind::Voyage,
            _ => WishKind::Skill,
        };
        let (verb, past) = (self.tongue.choose(wish.verbs), self.tongue.choose(wish.past));
        let first = |text: &str| text.split(' ').next().unwrap_or("").to_owned();
        let (verb, past) = match own.filter(|_| kind == WishKind::Skill) {
            Some(own) if first(own) == first(verb) && self.tongue != Tongue::Ja => {
                let tail = own.get(first(own).len()..).unwrap_or("");
                (own.to_owned(), format!("{}{tail}", first(past)))
            }
            Some(own) => {
                let unknown = self.unknown(own);
                (unknown.verb, unknown.past)
            }
            None => (verb.to_owned(), past.to_owned()),
        };
        let past = if self.tongue == Tongue::Id { format!("berhasil {verb}") } else { past };
        let concept = CONCEPTS.iter().copied().find(|id| *id == wish.id);
        Wish { kind, goal: self.world(), verb, past, concept, label: None }
    }

    fn world(&self) -> String {
        self.tongue.choose(["the wide world", "le vaste monde", "広い世界", "dunia yang luas"]).to_owned()
    }

    /// A verb of the user's that we do not know, in the story's language.
    fn unknown(&self, own: &str) -> Wish {
        let past = match self.tongue {
            Tongue::En => format!("managed to {own}"),
            Tongue::Fr => format!("réussit à {own}"),
            Tongue::Ja => format!("{own}ことができました"),
            Tongue::Id => format!("berhasil {own}"),
        };
        Wish {
            kind: WishKind::Skill,
            verb: own.to_owned(),
            past,
            goal: self.world(),
            concept: None,
            label: None,
        }
    }

    /// A wish in another language that we cannot translate: a dream with a name.
    fn untranslated(&self, rest: &Reading) -> Option<Wish> {
        let plain = rest.text.chars().all(|c| c.is_alphanumeric() || " '-".contains(c))
            && rest.text.chars().count() <= 40;
        if rest.tongue == self.tongue {
            return None;
        }
        let (verb, past) = self.tongue.choose([
            ("do what nobody had ever done", "did what nobody had ever done"),
            ("faire ce que personne n'a jamais fait", "fit ce que personne n'avait jamais fait"),
            ("だれもしたことのないことをする", "だれもしたことのないことをしました"),
            ("melakukan hal yang belum pernah ada", "berhasil melakukan hal yang belum pernah ada"),
        ]);
        let label =
            plain.then(|| rest.text.clone()).filter(|text| self.tongue != Tongue::Ja && !text.is_empty());
        Some(Wish {
            kind: WishKind::Skill,
            verb: verb.into(),
            past: past.into(),
            goal: self.world(),
            concept: None,
            label,
        })
    }

    fn search(&self, rest: &Reading) -> Option<Wish> {
        let friend = self.lexicon.wishes.iter().find(|wish| wish.kind == "friend")?;
        if rest.find(friend.known(rest.tongue)).is_some_and(|hit| rest.tongue == Tongue::Ja || hit.at <= 3) {
            return Some(self.known(friend, None));
        }
        let home = self.lexicon.wishes.iter().find(|wish| wish.id == "home")?;
        if rest.find(home.known(rest.tongue)).is_some() {
            return Some(self.known(home, None));
        }
        // What cannot be translated is a treasure of its own.
        let treasure = ["a great treasure", "un trésor caché", "大切な宝物", "harta yang hilang"];
        let foreign = || (rest.tongue != self.tongue).then(|| self.tongue.choose(treasure).to_owned());
        let goal = self.goal(rest, true).or_else(foreign)?;
        let [en, fr, ja, id] = ["find ", "retrouver ", "を見つける", "menemukan "];
        let (verb, past) = match self.tongue {
            Tongue::En => (format!("{en}{goal}"), format!("found {goal}")),
            Tongue::Fr => (format!("{fr}{goal}"), format!("retrouva {goal}")),
            Tongue::Ja => (format!("{goal}{ja}"), format!("{goal}を見つけました")),
            Tongue::Id => (format!("{id}{goal}"), format!("berhasil menemukan {goal}")),
        };
        Some(Wish { kind: WishKind::Search, verb, past, goal, concept: None, label: None })
    }

    /// A noun phrase for what is sought or helped: the user's own words, or the lexicon's.
    fn goal(&self, rest: &Reading, lost: bool) -> Option<String> {
        let start: &[&str] = rest.tongue.choose([
            &["the", "his", "her", "its", "their", "a", "an", "my", "some"][..],
            &["le", "la", "les", "l", "son", "sa", "ses", "un", "une", "leur"][..],
            &[][..],
            &[][..],
        ]);
        let opened = start.is_empty()
            || rest.tokens.first().is_some_and(|token| start.contains(&token.folded.as_str()));
        if rest.tongue == self.tongue && opened && self.tongue.words(&rest.text) <= 7 && !rest.text.is_empty()
        {
            return Some(rest.text.trim_end_matches(['.', '!', '。', ' ', ',']).to_owned());
        }
        let goal = rest.longest(&self.lexicon.goals, |goal| goal.known(rest.tongue));
        let thing = rest.longest(&self.lexicon.things, |thing| thing.known(rest.tongue));
        let being = rest.longest(&self.lexicon.beings, |being| being.known(rest.tongue));
        if let Some((goal, _)) = goal.filter(|(_, hit)| thing.is_none_or(|(_, other)| hit.at <= other.at)) {
            return Some(self.tongue.choose(goal.phrases).to_owned());
        }
        if let Some((thing, _)) = thing {
            return Some(lost_one(self.tongue, thing.noun(self.tongue), thing.french_gender(), lost));
        }
        let (being, _) = being?;
        let (french, gender) = being.french(Gender::Masculine);
        let noun = if self.tongue == Tongue::Fr { french } else { being.noun(self.tongue) };
        Some(lost_one(self.tongue, noun, gender, lost))
    }

    fn fear(&self, rest: &Reading) -> Option<Wish> {
        let known = rest.longest(&self.lexicon.fears, |fear| fear.known(rest.tongue)).map(|(fear, _)| fear);
        let own = match self.tongue {
            Tongue::En | Tongue::Id | Tongue::Ja => Some(rest.text.clone()),
            Tongue::Fr => None,
        };
        let own =
            own.filter(|own| rest.tongue == self.tongue && self.tongue.words(own) <= 5 && !own.is_empty());
        let goal = own.or_else(|| known.map(|fear| self.tongue.choose(fear.phrases).to_owned()))?;
        Some(self.courage(goal))
    }

    fn courage(&self, goal: String) -> Wish {
        let (verb, past) = match self.tongue {
            Tongue::En => (format!("stop being afraid of {goal}"), "was brave".to_owned()),
            Tongue::Fr => ("devenir courageux".into(), "trouva son courage".to_owned()),
            Tongue::Ja => ("ゆうきを出す".into(), "ゆうきを出しました".to_owned()),
            Tongue::Id => ("menjadi berani".into(), "menjadi berani".to_owned()),
        };
        Wish { kind: WishKind::Courage, verb, past, goal, concept: None, label: None }
    }

    fn voyage(&self, rest: &Reading) -> Option<Wish> {
        self.voyage_as(rest, "")
    }

    /// A journey; `own` is the whole verb phrase if the user gave one.
    fn voyage_as(&self, rest: &Reading, own: &str) -> Option<Wish> {
        let known = rest.longest(&self.lexicon.goals, |goal| goal.known(rest.tongue)).map(|(goal, _)| goal);
        let concept = known.and_then(|goal| CONCEPTS.iter().copied().find(|id| *id == goal.id));
        let known = known.map(|goal| self.tongue.choose(goal.phrases).to_owned());
        if rest.tongue == self.tongue
            && !own.is_empty()
            && rest.tokens.len() <= 7
            && self.tongue == Tongue::En
        {
            let past = past_of_journey(own);
            return Some(Wish {
                kind: WishKind::Voyage,
                verb: own.into(),
                past,
                goal: rest.text.clone(),
                concept,
                label: None,
            });
        }
        let goal = known?;
        let (verb, past) = match self.tongue {
            Tongue::En => (format!("reach {goal}"), format!("had reached {goal}")),
            Tongue::Fr => (format!("voir {goal}"), format!("vit {goal}")),
            Tongue::Ja => (format!("{goal}へ行く"), format!("{goal}に着きました")),
            Tongue::Id => (format!("sampai ke {goal}"), format!("sampai ke {goal}")),
        };
        Some(Wish { kind: WishKind::Voyage, verb, past, goal, concept, label: None })
    }

    fn care(&self, rest: &Reading) -> Option<Wish> {
        let goal = self.goal(rest, false)?;
        let (verb, past) = match self.tongue {
            Tongue::En => (format!("help {goal}"), format!("helped {goal}")),
            Tongue::Fr => (format!("aider {goal}"), format!("aida {goal}")),
            Tongue::Ja => (format!("{goal}を助ける"), format!("{goal}を助けました")),
            Tongue::Id => (format!("menolong {goal}"), format!("berhasil menolong {goal}")),
        };
        Some(Wish { kind: WishKind::Care, verb, past, goal, concept: None, label: None })
    }

    /// Japanese: what stands before を, が or こと of the verb that tells the wish.
    fn japanese(&self) -> Option<Wish> {
        let text = self.idea.text.as_str();
        let before = |verbs: &[&str]| {
            let at = verbs.iter().filter_map(|verb| text.find(verb)).min()?;
            let head = text.get(..at)?.trim_end_matches(['を', 'が', 'は', 'に', 'へ']);
            let start = head
                .char_indices()
                .rev()
                .find(|(_, c)| "、。はが，「」".contains(*c) || c.is_whitespace())
                .map_or(0, |(at, c)| at + c.len_utf8());
            let words = head.get(start..)?;
            (!words.is_empty()).then(|| Reading {
                tongue: Tongue::Ja,
                text: words.to_owned(),
                tokens: Vec::new(),
            })
        };
        if let Some(rest) = before(&["怖", "こわが", "こわい", "苦手"])
            && let Some(wish) = self.fear(&rest)
        {
            return Some(wish);
        }
        if let Some(rest) = before(&["を探", "をさが", "を見つけ", "をみつけ", "をなくし"])
            && let Some(wish) = self.search(&rest)
        {
            return Some(wish);
        }
        if let Some(wish) =
            before(&["を助け", "を救", "をたすけ", "を手伝"]).and_then(|rest| self.care(&rest))
        {
            return Some(wish);
        }
        if let Some(wish) =
            before(&["へ行", "に行", "へ旅", "をめざ", "を目指"]).and_then(|rest| self.voyage(&rest))
        {
            return Some(wish);
        }
        let own = before(&["ことを学", "ことを習", "ことを夢", "ことをおぼえ", "ことを覚え"])?;
        let concept = own.longest(&self.lexicon.wishes, |wish| wish.known(Tongue::Ja)).map(|(wish, _)| wish);
        match concept {
            Some(wish) => Some(self.known(wish, None)),
            None if self.tongue == Tongue::Ja && own.text.chars().count() <= 16 => {
                Some(self.unknown(&own.text))
            }
            None => None,
        }
    }

    /// No verb of wishing: a skill, a fear or a goal that is named anywhere.
    fn by_keyword(&self) -> Option<Wish> {
        let idea = self.idea;
        if let Some((wish, _)) = idea.longest(&self.lexicon.wishes, |wish| wish.known(idea.tongue)) {
            return Some(self.known(wish, None));
        }
        let lonely = self.hero.nature.is_some_and(|nature| nature.id == "lonely");
        let friend = self.lexicon.wishes.iter().find(|wish| wish.kind == "friend" && lonely);
        friend.map(|wish| self.known(wish, None))
    }

    /// Something that suits the hero, when the idea says nothing.
    fn fitting(&self, dice: &mut Dice) -> Wish {
        let nature = self.hero.nature.map_or("", |nature| nature.id);
        if matches!(nature, "fearful" | "shy")
            && dice.chance(50)
            && let Some(fear) = dice.pick(&self.lexicon.fears)
        {
            return self.courage(self.tongue.choose(fear.phrases).to_owned());
        }
        let ids = [
            "sing", "dance", "paint", "bake", "music", "whistle", "story", "friend", "world", "laugh", "grow",
        ];
        let id = dice.pick(&ids).copied().unwrap_or("world");
        match self.lexicon.wishes.iter().find(|wish| wish.id == id) {
            Some(wish) => self.known(wish, None),
            None => self.courage(self.world()),
        }
    }
}
