//! The promises of the painter as a whole.

use std::collections::BTreeMap;

use proptest::prelude::*;
use talewright_domain::ports::{Call, ImageModel, ImageRequest, ProviderErrorKind};
use talewright_domain::{CostUsd, Figure, Framing, Scene};

use super::figures::{self, Act, Character, Critter, Kind, Pose, SPECIES, View};
use super::places::Place;
use super::style::Style;
use super::{Painter, compose, render};

const TIMES: [&str; 7] = ["dawn", "morning", "noon", "afternoon", "sunset", "dusk", "night"];
const WEATHERS: [&str; 7] = ["clear", "cloudy", "rain", "snow", "storm", "fog", "wind"];

fn fox() -> Figure {
    Figure {
        name: "Mara".into(),
        appearance: "a small orange fox with a green scarf".into(),
        pose: "waving".into(),
    }
}

fn scene(place: &str, time: &str) -> Scene {
    Scene {
        style: "storybook".into(),
        place: place.into(),
        time_of_day: time.into(),
        weather: "clear".into(),
        mood: "joyful".into(),
        figures: vec![fox()],
        props: vec!["a brass bell".into(), "a red kite".into()],
        story_seed: 7,
        ..Scene::default()
    }
}

fn parses(svg: &str) -> bool {
    resvg::usvg::Tree::from_str(svg, &resvg::usvg::Options::default()).is_ok()
}

#[test]
fn the_same_scene_is_the_same_picture() {
    let scene = scene("a rocky harbour", "sunset");
    let first = render(&scene, 200, 160).unwrap();
    assert_eq!(first, render(&scene, 200, 160).unwrap());
    let other = Scene { story_seed: 8, ..scene };
    assert_ne!(first, render(&other, 200, 160).unwrap());
}

#[test]
fn a_character_is_drawn_alike_on_every_page() {
    let who = Character::read(&fox().name, &fox().appearance);
    let pose = Pose::read("waving", "joyful");
    let view = View { pose, turn: 0.45, waterline: None };
    let drawing = figures::draw(&who, view, Style::Storybook);
    for (place, time) in [("a meadow", "noon"), ("a village street", "night"), ("a library", "dusk")] {
        let page = compose(&scene(place, time), 300, 300);
        assert!(page.contains(&drawing.body), "{place} at {time}");
    }
    let stranger = Character::read("Mara", "a small orange fox with a blue scarf");
    assert_ne!(figures::draw(&stranger, view, Style::Storybook).body, drawing.body);
}

#[test]
fn every_place_at_every_hour_is_a_picture_of_its_own() {
    let mut seen = BTreeMap::new();
    for (place, name) in Place::all() {
        for time in TIMES {
            let svg = compose(&Scene { figures: vec![], props: vec![], ..scene(name, time) }, 256, 256);
            assert!(parses(&svg), "{name} at {time}");
            if let Some(other) = seen.insert(svg, (place, time)) {
                panic!("{place:?} at {time} looks like {other:?}");
            }
        }
    }
    assert_eq!(seen.len(), 31 * TIMES.len());
}

#[test]
fn weather_and_style_change_the_picture() {
    let mut seen = std::collections::BTreeSet::new();
    for weather in WEATHERS {
        seen.insert(render(&Scene { weather: weather.into(), ..scene("a meadow", "noon") }, 96, 96).unwrap());
    }
    assert_eq!(seen.len(), WEATHERS.len());
    let mut styles = std::collections::BTreeSet::new();
    for style in ["watercolor", "storybook", "cartoon", "crayon", "paper_cut", "pastel", "ink", "pixel"] {
        styles.insert(render(&Scene { style: style.into(), ..scene("a meadow", "noon") }, 96, 96).unwrap());
    }
    assert_eq!(styles.len(), Style::ALL.len());
}

#[test]
fn every_species_is_drawn_in_every_pose_it_may_take() {
    let animals = SPECIES.iter().flat_map(|s| s.names.iter().copied());
    let things = super::things::Thing::all().filter(|(t, _)| t.lives()).map(|(_, name)| name);
    let mut drawn = 0;
    for name in animals.chain(Critter::names()).chain(things) {
        let who = Character::read("X", &format!("a {name}"));
        assert!(!matches!(who.kind, Kind::Unknown), "nobody knows a {name}");
        for act in [Act::Stand, Act::Sleep, Act::Sing, Act::Fly, Act::Read] {
            let view = View { pose: Pose { act, ..Pose::default() }, turn: 0.4, waterline: None };
            let drawing = figures::draw(&who, view, Style::Cartoon);
            assert!(drawing.body.matches("<path").count() > 4, "{name} is hardly there");
            assert!(!drawing.body.contains("NaN"), "{name}");
        }
        drawn += 1;
    }
    assert!(drawn > 200);
}

#[test]
fn every_style_and_framing_holds_a_crowd() {
    let crowd: Vec<Figure> =
        ["a girl", "a whale", "a lighthouse", "an owl", "a blorb", "a king", "a bee", "a cat"]
            .iter()
            .map(|a| Figure { name: (*a).into(), appearance: (*a).into(), pose: String::new() })
            .collect();
    for framing in [Framing::Cover, Framing::Page, Framing::Sheet] {
        for place in ["sea", "sky", "underwater", "beach"] {
            let scene = Scene { framing, figures: crowd.clone(), ..scene(place, "night") };
            assert!(parses(&compose(&scene, 640, 200)));
            assert!(parses(&compose(&scene, 64, 2048)));
        }
    }
}

#[tokio::test]
async fn sizes_are_honoured_and_bounded() {
    let painter = Painter::default();
    let request = |width, height| ImageRequest {
        prompt: String::new(),
        scene: scene("a garden", "morning"),
        references: vec![],
        width,
        height,
        seed: 1,
        call: Call { key: "k".into(), ..Call::default() },
    };
    for (width, height) in [(64, 64), (65, 301), (320, 128)] {
        let reply = painter.paint(request(width, height)).await.unwrap();
        let reader = png::Decoder::new(std::io::Cursor::new(reply.bytes)).read_info().unwrap();
        assert_eq!((reader.info().width, reader.info().height), (width, height));
        assert_eq!((reply.bill.cost, reply.bill.usage.images), (CostUsd::ZERO, 1));
        assert_eq!(reply.media_type, "image/png");
    }
    for (width, height) in [(0, 100), (100, 0), (63, 64), (2049, 64), (u32::MAX, u32::MAX)] {
        let error = painter.paint(request(width, height)).await.unwrap_err();
        assert_eq!(error.kind, ProviderErrorKind::InvalidRequest);
        assert!(error.message.contains("64 to 2048"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_words_become_a_valid_drawing(
        words in prop::collection::vec("\\PC{0,24}|[<>&\"'\\x00-\\x1f]{0,8}|(red|blue|fox|lantern|sea|night|giant|sleeping| ){0,6}", 9),
        seed: u64,
        size in (1_u32..3000, 1_u32..3000),
    ) {
        let word = |i: usize| words.get(i).cloned().unwrap_or_default();
        let scene = Scene {
            framing: [Framing::Cover, Framing::Page, Framing::Sheet].into_iter().nth((seed % 3) as usize).unwrap(),
            style: word(0),
            place: word(1),
            time_of_day: word(2),
            weather: word(3),
            mood: word(4),
            action: word(5),
            figures: vec![Figure { name: word(6), appearance: word(7), pose: word(8) }],
            props: words.clone(),
            story_seed: seed,
            variation: 0,
        };
        let svg = compose(&scene, size.0, size.1);
        prop_assert!(!svg.contains("NaN") && !svg.contains("inf"));
        prop_assert!(parses(&svg));
    }
}
