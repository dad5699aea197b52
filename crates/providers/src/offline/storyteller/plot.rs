//! The skeleton of a story in no language: which moments there are, on which page, where and when.

use super::dice::Dice;
use super::lexicon::{Lexicon, Place};
use super::understand::WishKind;

/// A moment that a story can have, as the table tells it.
#[derive(Debug)]
pub(crate) struct Moment {
    pub(crate) id: &'static str,
    pub(crate) purpose: &'static str,
    realms: &'static str,
    place: &'static str,
    pub(crate) weather: &'static str,
    pub(crate) mood: &'static str,
    time: Option<&'static str>,
    tone: &'static str,
    /// Poses of hero, friend, helper.
    pub(crate) poses: [&'static str; 3],
    /// What happens, in English, with `{hero}`, `{friend}`, `{helper}`.
    pub(crate) action: &'static str,
}

/// Reads the table of moments.
pub(crate) fn moments() -> Vec<Moment> {
    include_str!("text/moments.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(moment)
        .collect()
}

fn moment(line: &'static str) -> Option<Moment> {
    let mut cells = line.split('|').map(str::trim);
    let mut next = || cells.next().filter(|cell| *cell != "-").unwrap_or("");
    let id = next();
    let (purpose, realms, place, weather, mood, time, tone) =
        (next(), next(), next(), next(), next(), next(), next());
    let poses = [next(), next(), next()];
    let time = Some(time).filter(|time| !time.is_empty());
    (!id.is_empty()).then(|| Moment {
        id,
        purpose,
        realms,
        place,
        weather,
        mood,
        time,
        tone,
        poses,
        action: next(),
    })
}

/// A moment's part on a page; one that may be left out when the page is full is optional.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'a> {
    pub(crate) moment: &'a Moment,
    pub(crate) optional: bool,
}

/// One page of the skeleton.
#[derive(Debug)]
pub(crate) struct PagePlot<'a> {
    pub(crate) number: u32,
    pub(crate) parts: Vec<Part<'a>>,
    pub(crate) time: &'static str,
    /// The painter's word for the place.
    pub(crate) place: &'static str,
}

/// What the plot depends on.
pub(crate) struct PlotWish<'a> {
    pub(crate) pages: u32,
    pub(crate) kind: WishKind,
    /// `land`, `fixed`, `water`, `sky`, `boat`.
    pub(crate) realm: &'a str,
    /// The hero's being, so that it does not meet itself.
    pub(crate) being: &'a str,
    pub(crate) home: &'a Place,
    /// Where a voyage leads.
    pub(crate) goal: &'static str,
    /// Tone and genre in the user's words.
    pub(crate) tone: String,
    pub(crate) young: bool,
    pub(crate) light: bool,
    pub(crate) rich: bool,
}

/// Chooses the moments and spreads them over the pages.
pub(crate) fn plot<'a>(
    moments: &'a [Moment],
    wish: &PlotWish<'a>,
    lexicon: &'a Lexicon,
    dice: &mut Dice,
) -> Vec<PagePlot<'a>> {
    let episodes = choose_episodes(moments, wish, dice);
    let outline = Outline { wish, episodes, rest: order(dice), coin: dice.chance(50), friend: order(dice) };
    let units = outline.pages();
    let parts: Vec<Vec<Part<'a>>> = units
        .into_iter()
        .map(|unit| {
            let part = |id: &String| {
                let (id, optional) = id.strip_suffix('?').map_or((id.as_str(), false), |id| (id, true));
                moments.iter().find(|moment| moment.id == id).map(|moment| Part { moment, optional })
            };
            unit.iter().filter_map(part).collect()
        })
        .collect();
    let times = times(&parts);
    places(parts, times, wish, lexicon)
}

fn order(dice: &mut Dice) -> Vec<&'static str> {
    let mut letters = vec!["a", "b", "c"];
    dice.shuffle(&mut letters);
    letters
}

fn realm_letter(realm: &str) -> char {
    match realm {
        "fixed" => 'F',
        "water" => 'W',
        "sky" => 'S',
        "boat" => 'B',
        _ => 'L',
    }
}

/// Six episodes that suit the hero, in the order of the story; the tone weighs.
fn choose_episodes(moments: &[Moment], wish: &PlotWish<'_>, dice: &mut Dice) -> Vec<&'static str> {
    let letter = realm_letter(wish.realm);
    let says = |words: &[&str]| words.iter().any(|word| wish.tone.contains(word));
    let funny = says(&[
        "fun",
        "humor",
        "humour",
        "silly",
        "drôle",
        "comique",
        "rigol",
        "ゆかい",
        "楽し",
        "面白",
        "おもしろ",
        "lucu",
        "jenaka",
    ]);
    let gentle = wish.young
        || says(&[
            "gentle",
            "bedtime",
            "calm",
            "sleep",
            "cosy",
            "cozy",
            "soft",
            "doux",
            "douce",
            "calme",
            "dodo",
            "やさし",
            "おやすみ",
            "静か",
            "lembut",
            "tidur",
            "tenang",
        ]);
    let bold =
        says(&["advent", "brave", "excit", "epic", "aventure", "冒険", "わくわく", "petualang", "seru"]);
    let mut chosen: Vec<(usize, &'static str)> = Vec::new();
    for moment in moments.iter().filter(|moment| moment.id.ends_with(".1") && moment.realms.contains(letter))
    {
        let Some(name) = moment.id.strip_suffix(".1") else { continue };
        if moment.purpose != "obstacle" || meets_itself(name, wish.being) {
            continue;
        }
        let weight = match moment.tone {
            "funny" if funny => 4,
            "bold" if bold => 4,
            "cosy" if gentle => 3,
            "bold" if gentle => 0,
            _ => 2,
        };
        let travels = usize::from(!matches!(moment.place, "road"));
        let luck = dice.below(100) * (weight + travels * usize::from(letter == 'L'));
        chosen.push((luck, name));
    }
    chosen.sort_by(|left, right| right.cmp(left));
    let mut names: Vec<&'static str> = chosen.into_iter().take(6).map(|(_, name)| name).collect();
    dice.shuffle(&mut names);
    names
}

fn meets_itself(episode: &str, being: &str) -> bool {
    let same: &[&str] = match episode {
        "forest" | "little" => &["snail"],
        "goose" | "geese" => &["goose"],
        "crows" => &["crow"],
        "beach" => &["crab"],
        "river" | "noise" => &["frog"],
        "rain" => &["umbrella", "raindrop", "fish"],
        "fog" => &["bell_being"],
        "market" => &["train", "bus"],
        "lake" => &["duck", "penguin", "frog", "otter", "seal"],
        _ => &[],
    };
    same.contains(&being)
}

struct Outline<'a, 'b> {
    wish: &'b PlotWish<'a>,
    episodes: Vec<&'static str>,
    rest: Vec<&'static str>,
    friend: Vec<&'static str>,
    coin: bool,
}

impl Outline<'_, '_> {
    fn letter(&self) -> &'static str {
        if self.coin { "a" } else { "b" }
    }

    fn other_letter(&self) -> &'static str {
        if self.coin { "b" } else { "a" }
    }

    fn of_kind(&self, name: &str) -> String {
        format!("{name}.{}", self.wish.kind.name())
    }

    fn setout(&self) -> String {
        let stays = matches!(self.wish.realm, "fixed" | "water" | "boat");
        if stays { "setout.stay".into() } else { "setout.go".into() }
    }

    fn episode(&self, index: usize, part: u8) -> String {
        format!("{}.{part}", self.episodes.get(index).copied().unwrap_or("quarrel"))
    }

    fn pages(&self) -> Vec<Vec<String>> {
        let pages = self.wish.pages;
        if pages < 8 { self.short(pages) } else { self.long(pages) }
    }

    /// Books of up to seven pages: the essential moments, several a page.
    fn short(&self, pages: u32) -> Vec<Vec<String>> {
        let open = || {
            format!(
                "open.{}",
                ["a", "b", "c", "d"]
                    .get(self.rest.iter().position(|l| *l == "a").unwrap_or(0) + usize::from(self.coin))
                    .unwrap_or(&"a")
            )
        };
        let friend = || format!("friend.{}", self.friend.first().copied().unwrap_or("a"));
        let wish = || self.of_kind("wish");
        let climax = || self.of_kind("climax");
        let advice = || self.of_kind("advice");
        let ending = || self.of_kind("ending");
        let maybe = |id: String| format!("{id}?");
        let first = || vec![self.episode(0, 1), self.episode(0, 2)];
        match pages {
            1 if self.wish.light => vec![vec![self.of_kind("tale")]],
            1 if !self.wish.rich => vec![vec![self.of_kind("tale"), maybe(ending())]],
            1 => vec![vec![open(), wish(), maybe(friend()), climax(), maybe(advice()), ending()]],
            2 => vec![
                vec![open(), wish(), maybe(friend())],
                vec![maybe(self.episode(0, 1)), maybe(self.episode(0, 2)), climax(), ending()],
            ],
            3 => vec![
                vec![open(), wish(), maybe(friend())],
                first(),
                vec![maybe(advice()), climax(), ending()],
            ],
            4 => vec![
                vec![open(), wish()],
                vec![friend(), maybe(self.of_kind("try1"))],
                first(),
                vec![maybe(advice()), climax(), ending()],
            ],
            5 => vec![
                vec![open(), wish()],
                vec![friend(), maybe(self.setout())],
                first(),
                vec![advice()],
                vec![climax(), ending()],
            ],
            _ => {
                let mut units = vec![
                    vec![open(), wish()],
                    vec![friend(), maybe(self.setout())],
                    first(),
                    vec![self.episode(1, 1), self.episode(1, 2)],
                    vec![advice()],
                ];
                if pages == 6 {
                    units.push(vec![climax(), ending()]);
                } else {
                    units.extend([vec![climax()], vec![ending()]]);
                }
                units
            }
        }
    }

    /// Books of eight pages and more: a moment a page, the most needed first.
    fn long(&self, pages: u32) -> Vec<Vec<String>> {
        const GROWTH: [&str; 24] = [
            "try1", "e3", "doubt", "life", "split1", "split2", "turn", "party", "setout", "split3",
            "climax2", "rest1", "dawn1", "try2", "e4", "split4", "helper", "e5", "split5", "friend2",
            "rest2", "dawn2", "home", "e6",
        ];
        let more = usize::try_from(pages - 8).unwrap_or(0);
        let has = |name: &str| GROWTH.iter().take(more).any(|grown| *grown == name);
        let mut units: Vec<Vec<String>> = Vec::new();
        let mut add = |wanted: bool, unit: Vec<String>| {
            if wanted {
                units.push(unit);
            }
        };
        let open = ["a", "b", "c", "d"]
            .get(usize::from(self.coin) * 2 + usize::from(self.rest.first() == Some(&"a")))
            .unwrap_or(&"a");
        let nth = |letters: &[&'static str], index: usize| letters.get(index).copied().unwrap_or("a");
        // Under water nobody talks to the sky.
        let open = if self.wish.realm == "water" { &"b" } else { open };
        add(true, vec![format!("open.{open}")]);
        add(has("life"), vec!["life".into()]);
        add(true, vec![self.of_kind("wish")]);
        add(has("try1"), vec![self.of_kind("try1")]);
        let depart = if has("setout") { Vec::new() } else { vec![format!("{}?", self.setout())] };
        add(true, [vec![format!("friend.{}", nth(&self.friend, 0))], depart].concat());
        add(has("setout"), vec![self.setout()]);
        let episode = |index: usize, split: bool, wanted: bool, add: &mut dyn FnMut(bool, Vec<String>)| {
            let (start, end) = (self.episode(index, 1), self.episode(index, 2));
            if split {
                add(wanted, vec![start]);
                add(wanted, vec![end]);
            } else {
                add(wanted, vec![start, end]);
            }
        };
        episode(0, has("split1"), true, &mut add);
        add(has("friend2"), vec![format!("friend2.{}", self.letter())]);
        add(has("try2"), vec![self.of_kind("try2")]);
        episode(1, has("split2"), true, &mut add);
        add(has("rest1"), vec![format!("rest.{}", nth(&self.rest, 0))]);
        add(has("dawn1"), vec![format!("dawn.{}", nth(&self.rest, 1))]);
        episode(2, has("split3"), has("e3"), &mut add);
        episode(3, has("split4"), has("e4"), &mut add);
        add(has("rest2"), vec![format!("rest.{}", nth(&self.rest, 1))]);
        add(has("dawn2"), vec![format!("dawn.{}", nth(&self.rest, 2))]);
        episode(4, has("split5"), has("e5"), &mut add);
        add(has("doubt"), vec![format!("doubt.{}", self.letter())]);
        episode(5, false, has("e6"), &mut add);
        add(has("helper"), vec![format!("helper.{}", self.letter())]);
        add(true, vec![self.of_kind("advice")]);
        add(has("turn"), vec![format!("turn.{}", self.other_letter())]);
        add(true, vec![self.of_kind("climax")]);
        add(has("climax2"), vec![self.of_kind("climax2")]);
        add(has("party"), vec![format!("party.{}", self.letter())]);
        add(has("home"), vec![format!("home.{}", self.other_letter())]);
        add(true, vec![self.of_kind("ending")]);
        units
    }
}

/// Times of day that only go forward, from morning to night, day after day.
fn times(pages: &[Vec<Part<'_>>]) -> Vec<&'static str> {
    const DAY: [&str; 3] = ["morning", "noon", "afternoon"];
    let fixed: Vec<Option<&'static str>> =
        pages.iter().map(|parts| parts.iter().filter_map(|part| part.moment.time).next_back()).collect();
    let mut times = Vec::with_capacity(fixed.len());
    let mut at = 0;
    while at < fixed.len() {
        if let Some(time) = fixed.get(at).copied().flatten() {
            times.push(time);
            at += 1;
            continue;
        }
        // A run of pages without a time of their own goes from morning to afternoon, or on to dusk
        // when night follows at once.
        let run = fixed.iter().skip(at).take_while(|time| time.is_none()).count();
        let night = fixed.get(at + run).copied().flatten() == Some("night");
        for step in 0..run {
            let spread = (step * DAY.len()) / run.max(1);
            let late = night && run > 2 && step + 1 == run;
            times.push(if late { "dusk" } else { DAY.get(spread).copied().unwrap_or("afternoon") });
        }
        at += run;
    }
    times
}

/// Where each page is: at home, on the road, or at the goal.
fn places<'a>(
    parts: Vec<Vec<Part<'a>>>,
    times: Vec<&'static str>,
    wish: &PlotWish<'a>,
    lexicon: &'a Lexicon,
) -> Vec<PagePlot<'a>> {
    let mut here = wish.home.id;
    let mut pages = Vec::with_capacity(parts.len());
    for ((parts, time), number) in parts.into_iter().zip(times).zip(1..) {
        for part in parts.iter().filter(|part| !part.optional) {
            here = match part.moment.place {
                "home" => wish.home.id,
                "road" | "" => here,
                "goal" => wish.goal,
                place => lexicon.place(place).map_or(here, |place| place.id),
            };
        }
        pages.push(PagePlot { number, parts, time, place: here });
    }
    pages
}
