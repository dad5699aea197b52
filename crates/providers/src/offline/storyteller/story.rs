//! A whole story: what was understood, who plays, what happens, and how it is told.

use talewright_domain::plan::{Beat, PlannedCharacter, StoryPages, StoryPlan, WrittenPage};
use talewright_domain::{StoryBrief, TextDensity};

use super::cast::Troupe;
use super::dice::Dice;
use super::lexicon::{Lexicon, Place, Tongue};
use super::library::Library;
use super::pages::{PageText, Teller};
use super::picture;
use super::plot::{Moment, PagePlot, PlotWish, plot};
use super::understand::Premise;
use super::voice::Voice;

/// What the storyteller works with: all of it fixed text.
#[derive(Debug)]
pub(crate) struct Shelf {
    pub(crate) lexicon: Lexicon,
    pub(crate) moments: Vec<Moment>,
    pub(crate) libraries: [Library; 4],
}

impl Shelf {
    pub(crate) fn new() -> Self {
        Self {
            lexicon: Lexicon::new(),
            moments: super::plot::moments(),
            libraries: Tongue::ALL.map(Library::of),
        }
    }
}

/// A story, told.
#[derive(Debug)]
pub(crate) struct Story {
    pub(crate) plan: StoryPlan,
    pub(crate) pages: StoryPages,
}

/// Tells the story of a brief; nothing when the texts lack something, which the tests rule out. Another variation
/// is the same story in other words.
pub(crate) fn tell(
    shelf: &Shelf,
    brief: &StoryBrief,
    tongue: Tongue,
    (seed, variation): (u64, u64),
    hash: &[u8],
) -> Option<Story> {
    let dice = |purpose: &str| Dice::new(seed, hash, purpose);
    let lexicon = &shelf.lexicon;
    let premise = Premise::of(brief, tongue, lexicon, &mut dice("premise"));
    let troupe = Troupe::of(&premise, tongue, lexicon, &mut dice("cast"))?;
    let home = home(&premise, &troupe, lexicon, &mut dice("home"))?;
    let library = tongue.choose(shelf.libraries.each_ref());
    let wish = PlotWish {
        pages: brief.num_pages.get(),
        kind: premise.wish.kind,
        realm: troupe.hero.being.realm,
        being: troupe.hero.being.id,
        home,
        goal: goal_place(premise.wish.concept),
        tone: tone(brief),
        young: brief.audience_age.is_some_and(|age| age <= 3),
        light: brief.text_density == TextDensity::Light,
        rich: brief.text_density == TextDensity::Rich,
    };
    let plots = plot(&shelf.moments, &wish, lexicon, &mut dice("plot"));
    let voice = Voice::new(tongue, library, &troupe, &premise.wish, home.phrase(tongue), dice("voice"));
    let mut teller =
        Teller::new(&voice, library, &premise, &troupe, brief, Dice::new(seed ^ variation, hash, "pages"));
    let told: Vec<PageText> = teller.tell(&plots, home);
    let pages = plots.iter().zip(&told).map(|(plot, page)| {
        let scene = picture::scene(plot, page, &troupe, &premise.wish, lexicon, tongue);
        let image_alt = picture::alt(plot, &scene, &voice, library, lexicon);
        WrittenPage { number: plot.number, text: page.text.clone(), image_alt, scene }
    });
    let pages: Vec<WrittenPage> = pages.collect();
    let kind = premise.wish.kind.name();
    let title = brief
        .title
        .clone()
        .unwrap_or_else(|| voice.title(voice.pick(library.lines(&format!("title.{kind}")))));
    let plan = StoryPlan {
        title,
        logline: voice.say(voice.pick(library.lines(&format!("logline.{kind}"))), &[]),
        cast: troupe
            .all()
            .map(|role| PlannedCharacter {
                name: role.name.clone(),
                role: role.part.to_owned(),
                appearance: role.look.clone(),
            })
            .collect(),
        beats: plots.iter().zip(&told).map(|(plot, page)| beat(plot, page)).collect(),
        cover: picture::cover(&plots, &troupe, home),
    };
    Some(Story { plan, pages: StoryPages { pages } })
}

fn beat(plot: &PagePlot<'_>, page: &PageText) -> Beat {
    let purpose = match plot.parts.first() {
        Some(_) if page.is_ending => "ending",
        Some(part) => part.moment.purpose,
        None => "opening",
    };
    Beat { number: plot.number, purpose: purpose.to_owned(), summary: page.summary.clone() }
}

fn tone(brief: &StoryBrief) -> String {
    [&brief.tone, &brief.genre]
        .into_iter()
        .flatten()
        .map(|text| text.to_lowercase())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The painter's place for what a voyage leads to.
fn goal_place(concept: Option<&str>) -> &'static str {
    match concept {
        Some("moon") => "moon",
        Some("stars") => "space",
        Some("sea") => "sea",
        Some("mountain") => "mountain",
        Some("island") => "island",
        Some("city") => "town",
        Some("forest") => "forest",
        Some("rainbow") => "meadow",
        _ => "hill",
    }
}

/// Where the story is at home: as the brief says, else as suits the hero.
fn home<'a>(
    premise: &Premise<'a>,
    troupe: &Troupe<'_>,
    lexicon: &'a Lexicon,
    dice: &mut Dice,
) -> Option<&'a Place> {
    if let Some(place) = premise.place {
        return Some(place);
    }
    let being = troupe.hero.being;
    let choice: &[&str] = match (being.id, being.realm) {
        ("lighthouse" | "gull" | "crab", _) => &["sea", "harbour", "island"],
        (_, "water") => &["underwater"],
        ("star" | "moon" | "rocket" | "sun", _) => &["space", "sky"],
        ("alien" | "astronaut", _) => &["moon", "space"],
        (_, "sky") => &["sky", "clouds"],
        (_, "boat") | ("pirate" | "fisherman", _) => &["harbour", "sea"],
        ("penguin" | "seal" | "moose" | "snowman", _) => &["snowfield"],
        ("camel", _) => &["desert"],
        ("lion" | "zebra" | "giraffe" | "elephant" | "rhino" | "hippo", _) => &["meadow", "river", "jungle"],
        ("tiger" | "monkey" | "crocodile" | "parrot" | "sloth" | "snake", _) => &["jungle"],
        ("dragon" | "phoenix", _) => &["mountain", "cave", "castle"],
        ("princess" | "prince" | "knight", _) => &["castle"],
        ("ghost", _) => &["castle", "library"],
        ("cow" | "pig" | "sheep" | "hen" | "donkey" | "horse" | "scarecrow" | "pumpkin", _) => &["farm"],
        ("frog" | "duck" | "otter" | "goose", _) => &["lake", "river"],
        ("robot" | "bicycle" | "clock" | "pencil", _) => &["workshop", "town"],
        ("teapot" | "baker", _) => &["kitchen"],
        ("teddy" | "doll" | "sock" | "lantern_being", _) => &["bedroom"],
        ("train" | "bus" | "umbrella", _) => &["town", "village street"],
        ("stone", _) => &["hill", "mountain"],
        ("teacher", _) => &["classroom", "library"],
        (_, "fixed") => &["meadow", "garden", "hill"],
        (_, _) if being.category == "person" => &["village street", "town", "hill", "sea"],
        (_, _) if being.category == "bug" => &["garden", "meadow"],
        _ => &["forest", "meadow", "hill", "river", "garden"],
    };
    let id = dice.pick(choice)?;
    lexicon.place(id)
}
