//! What each page's picture shows: in English for the painter, in the story's language for who cannot see it.

use talewright_domain::plan::{FigurePlan, ScenePlan};

use super::cast::Troupe;
use super::lexicon::{Lexicon, Place, Tongue, fold};
use super::library::Library;
use super::pages::PageText;
use super::plot::{Moment, PagePlot};
use super::understand::{Wish, WishKind};
use super::voice::Voice;

/// Things that the texts name in comparisons more often than they are there.
const FIGURATIVE: [&str; 5] = ["a blue hat", "a wooden bridge", "a green tree", "a red shoe", "a brown seed"];
/// Most props of a picture.
const MOST_PROPS: usize = 4;

/// The scene of a page: only those are in it whom the text names, and only the things it names.
pub(crate) fn scene(
    plot: &PagePlot<'_>,
    page: &PageText,
    troupe: &Troupe<'_>,
    wish: &Wish,
    lexicon: &Lexicon,
    tongue: Tongue,
) -> ScenePlan {
    let Some(moment) = main_moment(plot, page) else { return ScenePlan::default() };
    let pose =
        |index: usize| moment.poses.get(index).copied().filter(|pose| !pose.is_empty()).unwrap_or("standing");
    let mut figures: Vec<FigurePlan> = Vec::new();
    for (index, role) in troupe.all().enumerate() {
        if page.text.contains(&role.name) {
            let pose = match index {
                0 => skill_pose(moment, wish).unwrap_or(pose(0)),
                1 | 2 => pose(index),
                _ => "standing",
            };
            figures.push(FigurePlan { name: role.name.clone(), pose: pose.to_owned() });
        }
    }
    if figures.is_empty() {
        figures.push(FigurePlan { name: troupe.hero.name.clone(), pose: pose(0).to_owned() });
    }
    ScenePlan {
        place: plot.place.to_owned(),
        time_of_day: plot.time.to_owned(),
        weather: moment.weather.to_owned(),
        mood: moment.mood.to_owned(),
        action: action(moment, troupe, wish, lexicon),
        figures,
        props: props(&page.text, lexicon, tongue),
    }
}

/// The moment that the picture is of: of several, the one in which most happens.
fn main_moment<'a>(plot: &PagePlot<'a>, page: &PageText) -> Option<&'a Moment> {
    let moments = || page.moments.iter().filter_map(|at| plot.parts.get(*at)).map(|part| part.moment);
    let weight = |moment: &&Moment| match moment.purpose {
        "climax" => 4,
        "obstacle" => 3,
        "friend" => 2,
        _ => 1,
    };
    moments().max_by_key(weight).or_else(|| plot.parts.first().map(|part| part.moment))
}

fn skill_pose(moment: &Moment, wish: &Wish) -> Option<&'static str> {
    let triumph = matches!(moment.purpose, "climax" | "whole") && wish.kind == WishKind::Skill;
    match wish.concept? {
        "sing" | "whistle" if triumph => Some("singing"),
        "fly" if triumph => Some("flying"),
        "swim" if triumph => Some("swimming"),
        "read" | "story" if triumph => Some("reading"),
        "sleep" if triumph => Some("sleeping"),
        "dance" | "jump" | "race" if triumph => Some("running"),
        _ => None,
    }
}

fn action(moment: &Moment, troupe: &Troupe<'_>, wish: &Wish, lexicon: &Lexicon) -> String {
    let skill = wish.concept.and_then(|id| lexicon.wishes.iter().find(|known| known.id == id));
    let shown = match skill {
        Some(skill) if matches!(moment.purpose, "climax" | "whole") => {
            format!("{{hero}} {} while {{friend}} listens and watches", Tongue::En.choose(skill.past))
        }
        _ => moment.action.to_owned(),
    };
    shown
        .replace("{hero}", &troupe.hero.name)
        .replace("{friend}", &troupe.friend.name)
        .replace("{helper}", &troupe.helper.name)
}

fn props(text: &str, lexicon: &Lexicon, tongue: Tongue) -> Vec<String> {
    let folded = fold(text);
    let named = |noun: &str| {
        folded.match_indices(noun).any(|(at, found)| {
            let edge = |c: Option<char>| tongue == Tongue::Ja || c.is_none_or(|c| !c.is_alphanumeric());
            let after = folded.get(at + found.len()..).unwrap_or("");
            let plural = after.strip_prefix('s').unwrap_or(after);
            edge(folded.get(..at).and_then(|head| head.chars().next_back()))
                && (edge(after.chars().next()) || edge(plural.chars().next()))
        })
    };
    let mut found: Vec<String> = Vec::new();
    for thing in lexicon.things.iter().filter(|thing| !FIGURATIVE.contains(&thing.look)) {
        if thing.known(tongue).iter().any(|noun| !noun.is_empty() && named(noun)) {
            found.push(thing.look.to_owned());
        }
    }
    found.truncate(MOST_PROPS);
    found
}

/// The picture in one sentence of the story's language.
pub(crate) fn alt(
    plot: &PagePlot<'_>,
    scene: &ScenePlan,
    voice: &Voice<'_>,
    library: &Library,
    lexicon: &Lexicon,
) -> String {
    let time = library.entry("daytime", plot.time);
    let place = lexicon.place(plot.place).map_or("", |place| place.phrase(voice.tongue));
    let doing: Vec<(String, &'static str)> = scene
        .figures
        .iter()
        .map(|figure| (figure.name.clone(), library.entry("pose", &figure.pose)))
        .collect();
    voice.grammar.alt(time, place, &doing)
}

/// What the cover shows: the hero at home, and the friend.
pub(crate) fn cover(plots: &[PagePlot<'_>], troupe: &Troupe<'_>, home: &Place) -> ScenePlan {
    let time = match plots.len() % 3 {
        0 => "morning",
        1 => "sunset",
        _ => "afternoon",
    };
    ScenePlan {
        place: home.id.to_owned(),
        time_of_day: time.to_owned(),
        weather: "clear".to_owned(),
        mood: "wonder".to_owned(),
        action: format!(
            "{} and {} look out at the adventure that begins",
            troupe.hero.name, troupe.friend.name
        ),
        figures: vec![
            FigurePlan { name: troupe.hero.name.clone(), pose: "waving".to_owned() },
            FigurePlan { name: troupe.friend.name.clone(), pose: "happy".to_owned() },
        ],
        props: Vec::new(),
    }
}
