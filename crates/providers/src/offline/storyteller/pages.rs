//! Tells the pages: which lines of each moment fit, in what order, with what between them.

use talewright_domain::{StoryBrief, TextDensity};

use super::cast::{Role, Troupe};
use super::dice::Dice;
use super::lexicon::{Place, Tongue};
use super::library::Library;
use super::plot::{PagePlot, Part};
use super::understand::Premise;
use super::voice::Voice;

/// A page as told.
#[derive(Debug)]
pub(crate) struct PageText {
    pub(crate) text: String,
    /// Its first main sentence.
    pub(crate) summary: String,
    /// The moments that are really on it.
    pub(crate) moments: Vec<usize>,
    pub(crate) is_ending: bool,
}

/// One line on its way to a page.
#[derive(Debug, Clone)]
struct Line {
    /// Which moment of the page, and where in it.
    part: usize,
    order: i32,
    level: u8,
    text: String,
}

/// How much text a page takes, in words.
#[derive(Debug, Clone, Copy)]
struct Room {
    least: usize,
    aim: usize,
    most: usize,
}

/// Tells page after page, and never the same line twice.
pub(crate) struct Teller<'a> {
    voice: &'a Voice<'a>,
    library: &'a Library,
    premise: &'a Premise<'a>,
    troupe: &'a Troupe<'a>,
    brief: &'a StoryBrief,
    dice: Dice,
    used: Vec<&'static str>,
    refrain: Vec<&'static str>,
    last_time: &'static str,
    helper_met: bool,
}

impl<'a> Teller<'a> {
    pub(crate) fn new(
        voice: &'a Voice<'a>,
        library: &'a Library,
        premise: &'a Premise<'a>,
        troupe: &'a Troupe<'a>,
        brief: &'a StoryBrief,
        mut dice: Dice,
    ) -> Self {
        let family = dice.pick(&["refrain.a", "refrain.b", "refrain.c"]).copied().unwrap_or("refrain.a");
        let mut refrain = library.lines(family).to_vec();
        refrain.reverse();
        Self {
            voice,
            library,
            premise,
            troupe,
            brief,
            dice,
            used: Vec::new(),
            refrain,
            last_time: "morning",
            helper_met: false,
        }
    }

    /// Tells every page of a plot.
    pub(crate) fn tell(&mut self, plots: &[PagePlot<'_>], home: &Place) -> Vec<PageText> {
        let last = plots.len().saturating_sub(1);
        let mut told: Vec<PageText> = Vec::with_capacity(plots.len());
        let company = plots
            .iter()
            .position(|plot| plot.parts.iter().any(|part| part.moment.id.starts_with("friend.")))
            .unwrap_or(0);
        for (index, plot) in plots.iter().enumerate() {
            let missing: Vec<String> = if index == last {
                let said = |name: &str| told.iter().any(|page| page.text.contains(name));
                self.given().filter(|role| !said(&role.name)).map(|role| role.name.clone()).collect()
            } else {
                Vec::new()
            };
            let guests = if index == company {
                self.troupe.guests.iter().map(|role| role.name.clone()).collect()
            } else {
                Vec::new()
            };
            told.push(self.page(plot, home, index, &guests, &missing));
        }
        told
    }

    fn given(&self) -> impl Iterator<Item = &Role<'a>> {
        self.troupe.all().filter(|role| role.given)
    }

    fn room(&mut self) -> Room {
        let (least, most) = self.brief.text_density.words();
        let size = |number: u32| usize::try_from(number).unwrap_or(0);
        let aim = match self.brief.text_density {
            TextDensity::Light => 13 + self.dice.below(8),
            TextDensity::Medium => 40 + self.dice.below(16),
            TextDensity::Rich => 78 + self.dice.below(30),
        };
        let aim = match self.brief.audience_age {
            Some(0..=4) => aim * 4 / 5,
            Some(9..) => aim * 6 / 5,
            _ => aim,
        };
        Room { least: size(least), aim, most: size(most) }
    }

    fn words(&self, text: &str) -> usize {
        self.voice.tongue.words(text)
    }

    fn page(
        &mut self,
        plot: &PagePlot<'_>,
        home: &Place,
        index: usize,
        guests: &[String],
        missing: &[String],
    ) -> PageText {
        let room = self.room();
        let mut lines = self.choose_cores(plot, room, guests, missing);
        let kept: Vec<usize> = plot
            .parts
            .iter()
            .enumerate()
            .map(|(at, _)| at)
            .filter(|at| lines.iter().any(|line| line.part == *at))
            .collect();
        let summary =
            lines.iter().find(|line| line.level == 1).map(|line| line.text.clone()).unwrap_or_default();
        let mut extras = self.extras(plot, &kept, index);
        extras.sort_by_key(|line| (line.level, line.order, line.part));
        let mut total: usize = lines.iter().map(|line| self.words(&line.text)).sum();
        for line in extras {
            let size = self.words(&line.text);
            if total < room.aim && total + size <= room.most {
                total += size;
                lines.push(line);
            }
        }
        let mut order = -10;
        while total < room.least {
            let Some(text) = self.filler(plot, home) else { break };
            total += self.words(&text);
            order += 1;
            lines.push(Line {
                part: if index == 0 { usize::MAX } else { kept.first().copied().unwrap_or(0) },
                order,
                level: 3,
                text,
            });
        }
        lines.sort_by_key(|line| (line.part, line.order));
        if plot.parts.iter().any(|part| part.moment.purpose == "help") && !self.helper_met {
            self.helper_met = true;
            self.voice.helper_is_met();
        }
        let is_ending = plot.parts.iter().any(|part| matches!(part.moment.purpose, "ending" | "whole"));
        PageText { text: self.set(&lines), summary: first_sentence(&summary), moments: kept, is_ending }
    }

    /// The lines that must be told, in the ways that fit.
    fn choose_cores(
        &mut self,
        plot: &PagePlot<'_>,
        room: Room,
        guests: &[String],
        missing: &[String],
    ) -> Vec<Line> {
        let mut parts: Vec<(usize, Part<'_>)> = plot.parts.iter().copied().enumerate().collect();
        loop {
            let mut cores: Vec<Line> = Vec::new();
            for (at, part) in &parts {
                cores.extend(self.cores_of(part.moment.id, *at, false));
            }
            let fixed = self.fixed(plot, guests, missing, &parts);
            let size = |lines: &[Line], voice: &Voice<'_>| -> usize {
                lines.iter().map(|line| voice.tongue.words(&line.text)).sum()
            };
            let extra = size(&fixed, self.voice);
            if size(&cores, self.voice) + extra > room.most {
                cores =
                    parts.iter().flat_map(|(at, part)| self.cores_of(part.moment.id, *at, true)).collect();
            }
            let full = size(&cores, self.voice) + extra > room.most;
            let spare = parts.iter().rposition(|(_, part)| part.optional);
            match spare.filter(|_| full) {
                // Of an episode on one page, both halves go or stay.
                Some(at) => {
                    let id = parts.remove(at).1.moment.id;
                    let stem = id.trim_end_matches(['1', '2']);
                    parts.retain(|(_, part)| {
                        !part.optional || part.moment.id.trim_end_matches(['1', '2']) != stem
                    });
                }
                None => {
                    let light = room.most < 40;
                    let mut fixed = fixed;
                    // Our own saying may go when a page is full; the user's moral never.
                    if full && light && self.premise.moral.is_none() {
                        fixed.retain(|line| line.order != SAYING);
                    }
                    cores.extend(fixed);
                    return cores;
                }
            }
        }
    }

    fn cores_of(&mut self, id: &str, part: usize, short: bool) -> Vec<Line> {
        if id == "life" {
            return self.life(part, 0);
        }
        let lines = self.library.moment(id);
        let mut told = Vec::new();
        for (order, line) in (0..).zip(lines).filter(|(_, line)| line.level == 1) {
            let way = if short {
                let sized = line.ways.iter().min_by_key(|way| self.words(&self.voice.say(way, &[])));
                sized.copied().unwrap_or("")
            } else {
                self.dice.pick(&line.ways).copied().unwrap_or("")
            };
            told.push(Line { part, order: order * 10, level: 1, text: self.voice.say(way, &[]) });
        }
        told
    }

    /// An ordinary day of such a hero: one line that must be told, or the others.
    fn life(&self, part: usize, skip: usize) -> Vec<Line> {
        let being = self.troupe.hero.being;
        let key = match (being.realm, being.category) {
            (realm @ ("fixed" | "water" | "sky"), _) => realm,
            (_, category @ ("person" | "thing")) => category,
            _ => "land",
        };
        let all = self.library.lines(&format!("life.{key}")).iter().chain(self.library.lines("trait.plain"));
        let line = |(order, text): (i32, &&'static str)| Line {
            part,
            order: order * 10,
            level: if order == 0 { 1 } else { 2 },
            text: self.voice.say(text, &[]),
        };
        let lines: Vec<Line> = (0..).zip(all).map(line).collect();
        if skip == 0 { lines.into_iter().take(1).collect() } else { lines.into_iter().skip(skip).collect() }
    }

    /// What the brief insists on: its setting, its guests, its moral.
    fn fixed(
        &mut self,
        plot: &PagePlot<'_>,
        guests: &[String],
        missing: &[String],
        parts: &[(usize, Part<'_>)],
    ) -> Vec<Line> {
        let mut fixed = Vec::new();
        let last = parts.last().map_or(0, |(at, _)| *at);
        let opens = plot.number == 1;
        if let (true, Some(setting)) = (opens, &self.premise.setting)
            && let Some(line) = self.library.lines("setting").first()
        {
            let text = self.voice.say(line, &[("setting", setting)]);
            fixed.push(Line { part: 0, order: 1, level: 1, text });
        }
        if !guests.is_empty() {
            let friend = parts
                .iter()
                .find(|(_, part)| part.moment.id.starts_with("friend."))
                .map_or(last, |(at, _)| *at);
            fixed.push(Line { part: friend, order: 900, level: 1, text: self.company(guests, 0) });
        }
        let on_page = |name: &String| {
            guests.contains(name)
                || parts.iter().any(|(_, part)| {
                    self.library.moment(part.moment.id).iter().filter(|line| line.level == 1).any(|line| {
                        line.ways.iter().all(|way| self.voice.say(way, &[]).contains(name.as_str()))
                    })
                })
        };
        let missing: Vec<String> = missing.iter().filter(|name| !on_page(name)).cloned().collect();
        if !missing.is_empty() {
            fixed.push(Line { part: last, order: -5, level: 1, text: self.company(&missing, 1) });
        }
        if parts.iter().any(|(_, part)| matches!(part.moment.purpose, "ending" | "whole")) {
            fixed.push(Line { part: last, order: SAYING, level: 1, text: self.saying() });
        }
        fixed
    }

    fn company(&self, names: &[String], way: usize) -> String {
        let key = if names.len() == 1 { "company.one" } else { "company.many" };
        let lines = self.library.lines(key);
        let line = lines.get(way).or(lines.first()).copied().unwrap_or("{names}.");
        let names = self.voice.grammar.names(names);
        self.voice.say(line, &[("names", &names)])
    }

    /// The moral, in the user's own words where they are in the story's language.
    fn saying(&mut self) -> String {
        let kind = self
            .premise
            .moral_kind
            .filter(|_| self.brief.moral.is_some())
            .unwrap_or(self.premise.wish.kind.moral());
        let moral = match &self.premise.moral {
            Some(moral) => moral.clone(),
            None => self.voice.say(self.voice.pick(self.library.lines(&format!("moral.{kind}"))), &[]),
        };
        let helper = self.helper_met || self.troupe.helper.given;
        let frames: Vec<&'static str> = self
            .library
            .lines("saying")
            .iter()
            .copied()
            .filter(|frame| helper || !frame.contains("{Helper}"))
            .collect();
        let frame = self.voice.pick(&frames);
        self.voice.say(frame, &[("moral", &moral)])
    }

    /// Lines that are told when there is room.
    fn extras(&mut self, plot: &PagePlot<'_>, kept: &[usize], index: usize) -> Vec<Line> {
        let mut extras = Vec::new();
        for (at, part) in plot.parts.iter().enumerate().filter(|(at, _)| kept.contains(at)) {
            let id = part.moment.id;
            if id == "life" {
                extras.extend(self.life(at, 1));
            }
            for (order, line) in (0..).zip(self.library.moment(id)).filter(|(_, line)| line.level > 1) {
                let way = self.dice.pick(&line.ways).copied().unwrap_or("");
                extras.push(Line {
                    part: at,
                    order: order * 10,
                    level: line.level,
                    text: self.voice.say(way, &[]),
                });
            }
            if id.starts_with("open.") {
                extras.extend(self.nature(at));
            }
            if let (true, Some(label)) = (id.starts_with("wish."), &self.premise.wish.label) {
                let line = self.library.lines("dream").first().copied().unwrap_or("");
                extras.push(Line {
                    part: at,
                    order: 5,
                    level: 1,
                    text: self.voice.say(line, &[("label", label)]),
                });
            }
            if id.ends_with(".2")
                && let Some(line) = self.refrain.pop()
            {
                extras.push(Line { part: at, order: 990, level: 3, text: self.voice.say(line, &[]) });
            }
        }
        extras.extend(self.hour(plot, kept, index));
        extras
    }

    /// What the hero is like.
    fn nature(&self, part: usize) -> Option<Line> {
        let id = self.troupe.hero.nature.map(|nature| nature.id)?;
        let line = self.library.lines(&format!("trait.{id}")).first()?;
        Some(Line { part, order: 5, level: 2, text: self.voice.say(line, &[]) })
    }

    /// A line for the time of day, when it has changed and the sky can be seen.
    fn hour(&mut self, plot: &PagePlot<'_>, kept: &[usize], index: usize) -> Option<Line> {
        let indoors = matches!(
            plot.place,
            "bedroom" | "kitchen" | "classroom" | "library" | "workshop" | "cave" | "underwater" | "space"
        );
        let moments: Vec<_> =
            kept.iter().filter_map(|at| plot.parts.get(*at)).map(|part| part.moment).collect();
        let clear = moments.iter().all(|moment| moment.weather == "clear");
        let one =
            moments.iter().all(|moment| !moment.id.starts_with("climax") && moment.purpose != "morning")
                || moments.len() == 1;
        let changed = std::mem::replace(&mut self.last_time, plot.time) != plot.time;
        if index == 0 || !changed || indoors || !clear || !one {
            return None;
        }
        let text = self.unused(&format!("time.{}", plot.time))?;
        Some(Line {
            part: kept.first().copied().unwrap_or(0),
            order: -20,
            level: 3,
            text: self.voice.say(text, &[]),
        })
    }

    fn filler(&mut self, plot: &PagePlot<'_>, home: &Place) -> Option<String> {
        let group = match if plot.place.is_empty() { home.id } else { plot.place } {
            "sea" | "harbour" | "beach" | "island" => "water",
            "forest" | "meadow" | "garden" | "jungle" | "farm" | "hill" | "river" | "lake" => "green",
            "mountain" | "castle" => "high",
            "village street" | "town" | "city rooftops" => "built",
            "bedroom" | "kitchen" | "classroom" | "library" | "workshop" => "indoors",
            "snowfield" => "cold",
            "sky" | "clouds" | "space" => "sky",
            "underwater" => "underwater",
            _ => "none",
        };
        let text = self.unused(&format!("place.{group}")).or_else(|| self.unused("ambient"))?;
        Some(self.voice.say(text, &[]))
    }

    /// A line of that key that this book has not had yet.
    fn unused(&mut self, key: &str) -> Option<&'static str> {
        let free: Vec<&'static str> =
            self.library.lines(key).iter().copied().filter(|line| !self.used.contains(line)).collect();
        let line = self.dice.pick(&free).copied()?;
        self.used.push(line);
        Some(line)
    }

    /// The lines as paragraphs.
    fn set(&self, lines: &[Line]) -> String {
        let space = self.voice.grammar.space();
        let mut text = String::new();
        let mut before: Option<&Line> = None;
        let mut since = 0;
        for line in lines {
            if let Some(previous) = before {
                let apart = previous.part != line.part && self.brief.text_density != TextDensity::Light;
                let long = self.brief.text_density == TextDensity::Rich
                    && since >= 4
                    && lines.len() > 6
                    && line.order % 10 == 0;
                text.push_str(if apart || long { "\n\n" } else { space });
                since = if apart || long { 0 } else { since + 1 };
            }
            text.push_str(&line.text);
            before = Some(line);
        }
        self.voice.grammar.polished(&text)
    }
}

/// The place of the moral: after the first line of the ending, before its last.
const SAYING: i32 = 35;

fn first_sentence(text: &str) -> String {
    let stop = Tongue::Ja.choose([".", ".", "。", "."]);
    match text.find(stop) {
        Some(at) => text.get(..at + stop.len()).unwrap_or(text).to_owned(),
        None => text.to_owned(),
    }
}
