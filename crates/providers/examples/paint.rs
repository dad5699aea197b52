//! Paints a contact sheet: many places, hours, styles and figures, one PNG file each.
//!
//! `cargo run -p talewright-providers --example paint -- <folder> [set]`, where the set is `places`,
//! `people`, `animals`, `things`, `styles`, `story`, `covers` or `sheets`; all of them without one. Two more
//! arguments are the width and height in pixels.

use std::path::PathBuf;
use std::time::Instant;

use talewright_domain::ports::{Call, ImageModel, ImageRequest};
use talewright_domain::{Figure, Framing, Scene};
use talewright_providers::offline::painter::Painter;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("give a folder to paint into")?);
    let set = arguments.next();
    let mut side = || arguments.next().map_or(Ok(1024), |n| n.parse::<u32>());
    let (width, height) = (side()?, side()?);
    std::fs::create_dir_all(&folder)?;
    let painter = Painter::new();
    for (name, scene) in scenes() {
        if set.as_ref().is_some_and(|set| !name.starts_with(set.as_str())) {
            continue;
        }
        let request = ImageRequest {
            prompt: String::new(),
            scene,
            references: Vec::new(),
            width,
            height,
            seed: 0,
            call: Call { key: name.clone(), ..Call::default() },
        };
        let start = Instant::now();
        let reply = painter.paint(request).await?;
        eprintln!("{name}: {} ms, {} KB", start.elapsed().as_millis(), reply.bytes.len() / 1024);
        std::fs::write(folder.join(format!("{name}.png")), &reply.bytes)?;
    }
    Ok(())
}

fn figure(name: &str, appearance: &str, pose: &str) -> Figure {
    Figure { name: name.into(), appearance: appearance.into(), pose: pose.into() }
}

fn scene(place: &str, time: &str, weather: &str, figures: Vec<Figure>, seed: u64) -> Scene {
    Scene {
        place: place.into(),
        time_of_day: time.into(),
        weather: weather.into(),
        mood: "calm".into(),
        style: "storybook".into(),
        figures,
        story_seed: seed,
        ..Scene::default()
    }
}

fn scenes() -> Vec<(String, Scene)> {
    let mut all = places();
    all.extend(line_up("people", &PEOPLE));
    all.extend(line_up("animals", &ANIMALS));
    all.extend(line_up("things", &THINGS));
    all.extend(styles());
    all.extend(story());
    all.extend(covers());
    all.extend(sheets());
    all
}

fn places() -> Vec<(String, Scene)> {
    let places = [
        "open sea",
        "rocky harbour",
        "beach",
        "small island",
        "river",
        "lake",
        "forest",
        "meadow",
        "green hill",
        "mountain",
        "garden",
        "farm",
        "village street",
        "town",
        "rooftops",
        "bedroom",
        "kitchen",
        "classroom",
        "library",
        "workshop",
        "cosy room",
        "cave",
        "castle",
        "snowfield",
        "desert",
        "jungle",
        "sky",
        "clouds",
        "moon",
        "space",
        "underwater reef",
    ];
    let times = ["morning", "noon", "afternoon", "sunset", "dusk", "night", "dawn"];
    let weathers =
        ["clear", "cloudy", "clear", "rain", "clear", "snow", "fog", "clear", "storm", "wind", "clear"];
    let hero = || figure("Mara", "a small orange fox with a green scarf", "standing");
    let pick = |list: &[&'static str], i: usize| list.get(i % list.len()).copied().unwrap_or_default();
    places
        .iter()
        .enumerate()
        .map(|(i, place)| {
            let scene = scene(place, pick(&times, i), pick(&weathers, i), vec![hero()], 3 + i as u64 / 6);
            (format!("places-{i:02}-{}", place.replace(' ', "_")), scene)
        })
        .collect()
}

type Line = (&'static str, &'static str);

const PEOPLE: [Line; 24] = [
    ("a girl with curly black hair, brown skin and a yellow raincoat", "waving"),
    ("a boy with messy red hair and a striped blue shirt", "running"),
    ("a grandmother with a purple scarf and glasses", "reading"),
    ("an old lighthouse keeper with a white beard and a blue cap", "holding"),
    ("a king with a red cape", "brave"),
    ("a young queen with long golden hair", "happy"),
    ("a knight in silver armour", "brave"),
    ("a wizard with a blue robe", "pointing"),
    ("a witch with green eyes and a broom", "laughing"),
    ("a pirate captain with an eye patch", "singing"),
    ("an astronaut", "waving"),
    ("a fairy with pink wings", "flying"),
    ("a girl with two red braids and a green dress", "jumping"),
    ("a mother with a long brown ponytail and an orange dress", "hugging"),
    ("a father with a beard and a green jumper", "walking"),
    ("a baby in yellow overalls", "sitting"),
    ("a mermaid with long red hair", "waving"),
    ("a chef", "surprised"),
    ("a gnome with a red pointed hat", "worried"),
    ("a boy with dark skin and a red cape", "sleeping"),
    ("a farmer", "sad"),
    ("a girl with a black bob, glasses and a red backpack", "walking"),
    ("a princess with a blue dress", "dancing"),
    ("a friendly giant with a brown coat", "sitting"),
];

const ANIMALS: [Line; 36] = [
    ("a small orange fox with a green scarf", "waving"),
    ("a grey cat with a red bow", "sitting"),
    ("a brown dog with a blue collar", "running"),
    ("a white rabbit with a purple cape", "jumping"),
    ("a big brown bear with a yellow raincoat", "hugging"),
    ("a tiny mouse with round glasses", "reading"),
    ("a wise owl", "surprised"),
    ("a little blue bird", "singing"),
    ("a penguin with a red scarf", "walking"),
    ("a grey elephant", "happy"),
    ("a lion with a crown", "brave"),
    ("a tiger", "angry"),
    ("a grey wolf", "sad"),
    ("a deer", "calm"),
    ("a green frog with red boots", "jumping"),
    ("a turtle with a straw hat", "walking"),
    ("a hedgehog with a lantern", "worried"),
    ("a squirrel", "holding"),
    ("a pink pig", "laughing"),
    ("a black and white cow", "calm"),
    ("a white unicorn with a pink mane", "happy"),
    ("a sheep", "sleeping"),
    ("a duck in yellow boots", "walking"),
    ("a hen", "worried"),
    ("a monkey", "waving"),
    ("a panda", "sitting"),
    ("a koala", "sleepy"),
    ("a tall giraffe", "happy"),
    ("an orange fish", "happy"),
    ("a blue whale", "singing"),
    ("a purple octopus", "waving"),
    ("a snail with a blue shell", "calm"),
    ("a bee", "flying"),
    ("a butterfly", "flying"),
    ("a green dinosaur", "roaring"),
    ("a red dragon with small wings", "flying"),
];

const THINGS: [Line; 24] = [
    ("a shy lighthouse", "singing"),
    ("a little house", "happy"),
    ("a red train", "happy"),
    ("a small sailing boat", "worried"),
    ("a blue car", "happy"),
    ("a teapot", "singing"),
    ("a white cloud", "sad"),
    ("a lost star", "wonder"),
    ("the moon", "sleepy"),
    ("the sun", "joyful"),
    ("an old tree", "calm"),
    ("a pink flower", "waving"),
    ("a red kite", "joyful"),
    ("a lantern", "brave"),
    ("a blue book", "happy"),
    ("a clock", "worried"),
    ("a red balloon", "happy"),
    ("a mountain", "calm"),
    ("a robot", "waving"),
    ("a snowman", "happy"),
    ("a ghost", "surprised"),
    ("a purple monster", "laughing"),
    ("a zorgle", "waving"),
    ("a blibber", "joyful"),
];

fn line_up(set: &str, who: &[Line]) -> Vec<(String, Scene)> {
    let places = ["meadow", "village street", "beach", "garden", "cosy room", "forest"];
    who.chunks(3)
        .enumerate()
        .map(|(i, three)| {
            let figures = three.iter().map(|(a, p)| figure(&format!("{set}{a}"), a, p)).collect();
            let place = places.get(i % places.len()).copied().unwrap_or_default();
            (format!("{set}-{i:02}"), scene(place, "morning", "clear", figures, 20 + i as u64))
        })
        .collect()
}

fn styles() -> Vec<(String, Scene)> {
    let styles = ["watercolor", "storybook", "cartoon", "crayon", "paper_cut", "pastel", "ink", "pixel"];
    styles
        .iter()
        .map(|style| {
            let figures = vec![
                figure("Mara", "a small orange fox with a green scarf", "waving"),
                figure("Tom", "a boy with brown hair and a blue coat", "holding"),
            ];
            let mut scene = scene("a rocky harbour", "afternoon", "clear", figures, 11);
            scene.style = (*style).into();
            scene.mood = "joyful".into();
            scene.props = vec!["a brass lantern".into(), "a red kite".into()];
            (format!("styles-{style}"), scene)
        })
        .collect()
}

fn story() -> Vec<(String, Scene)> {
    let lumi = |pose: &str| figure("Lumi", "a shy red and white lighthouse with a kind face", pose);
    let pip = |pose: &str| figure("Pip", "a small grey mouse with a yellow raincoat", pose);
    let nana = |pose: &str| figure("Nana", "a grandmother with a blue scarf and glasses", pose);
    let boat = |pose: &str| figure("Bo", "a little blue boat", pose);
    let pages = [
        ("a rocky harbour", "morning", "clear", "calm", vec![lumi("shy")], vec!["a brass bell"]),
        (
            "a rocky harbour",
            "noon",
            "wind",
            "worried",
            vec![lumi("worried"), pip("waving")],
            vec!["a red kite"],
        ),
        (
            "a village street",
            "afternoon",
            "clear",
            "joyful",
            vec![pip("running"), nana("holding a basket")],
            vec!["a basket"],
        ),
        (
            "a cosy bedroom",
            "dusk",
            "clear",
            "calm",
            vec![pip("listening"), nana("reading a book")],
            vec!["a candle"],
        ),
        ("the open sea", "dusk", "storm", "worried", vec![boat("scared")], vec![]),
        (
            "a rocky harbour",
            "night",
            "storm",
            "brave",
            vec![lumi("singing"), pip("holding a lantern")],
            vec!["a lantern"],
        ),
        (
            "a rocky harbour",
            "dawn",
            "clear",
            "joyful",
            vec![lumi("joyful"), boat("happy"), pip("cheering")],
            vec![],
        ),
        ("a cosy bedroom", "night", "clear", "sleepy", vec![pip("asleep")], vec!["a brass bell"]),
    ];
    let mut all: Vec<(String, Scene)> = pages
        .into_iter()
        .enumerate()
        .map(|(i, (place, time, weather, mood, figures, props))| {
            let mut scene = scene(place, time, weather, figures, 77);
            scene.mood = mood.into();
            scene.style = "watercolor".into();
            scene.props = props.into_iter().map(str::to_owned).collect();
            (format!("story-{}", i + 1), scene)
        })
        .collect();
    let mut cover = scene("a rocky harbour", "sunset", "clear", vec![lumi("singing"), pip("waving")], 77);
    cover.framing = Framing::Cover;
    cover.style = "watercolor".into();
    cover.mood = "happy".into();
    all.insert(0, ("story-0".to_owned(), cover));
    all
}

fn covers() -> Vec<(String, Scene)> {
    let covers = [
        ("a dark forest", "night", "storybook", "a brave little owl with a red cape", "flying"),
        (
            "the open sea",
            "morning",
            "cartoon",
            "a girl with two red braids and a blue dress",
            "sailing a boat",
        ),
        ("a snowfield", "dusk", "pastel", "a small penguin with a yellow scarf", "walking"),
        ("a castle", "afternoon", "paper_cut", "a green dragon with a crown", "happy"),
        ("a library", "night", "ink", "a tiny mouse with round glasses and a blue scarf", "reading"),
        ("the moon", "night", "crayon", "an astronaut", "waving"),
        ("under the sea", "noon", "watercolor", "a purple octopus with a pink bow", "singing"),
        ("a town", "sunset", "pixel", "a robot", "waving"),
    ];
    let paint = |(i, (place, time, style, who, pose)): (usize, (&str, &str, &str, &str, &str))| {
        let mut scene = scene(place, time, "clear", vec![figure("Hero", who, pose)], 40 + i as u64);
        scene.framing = Framing::Cover;
        scene.style = style.into();
        scene.mood = "joyful".into();
        scene.action = pose.into();
        scene.props = vec!["a star".into(), "a lantern".into()];
        (format!("covers-{i}"), scene)
    };
    covers.into_iter().enumerate().map(paint).collect()
}

fn sheets() -> Vec<(String, Scene)> {
    let who = [
        "a small orange fox with a green scarf",
        "a girl with curly black hair, brown skin and a yellow raincoat",
        "a shy red and white lighthouse with a kind face",
        "a blue whale",
    ];
    let paint = |(i, appearance): (usize, &&str)| {
        let mut scene = scene("", "", "", vec![figure("Mara", appearance, "")], 5 + i as u64);
        scene.framing = Framing::Sheet;
        scene.style =
            ["watercolor", "cartoon", "storybook", "pastel"].get(i).copied().unwrap_or_default().into();
        (format!("sheets-{i}"), scene)
    };
    who.iter().enumerate().map(paint).collect()
}
