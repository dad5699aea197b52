use std::collections::{HashMap, HashSet};

use proptest::prelude::*;
use serde_json::json;
use talewright_domain::ports::{Call, JsonSchema, Message, Speaker};
use talewright_domain::{BriefDraft, TextDensity};

use super::*;

const SHY: &str = "A shy lighthouse learns to sing";
const IDEAS: [(&str, &str); 12] = [
    ("en", SHY),
    ("en", "Mara the fox is afraid of the dark"),
    ("en", "A clumsy robot named Bolt looks for his lost kite in the snow"),
    ("en", "A whale wants to see the moon"),
    ("fr", "Un petit nuage grognon cherche un ami"),
    ("fr", "Une souris nommée Zoé rêve de voler"),
    ("fr", "A brave dragon wants to help the village"),
    ("ja", "はずかしがりやの灯台が歌うことを学ぶお話"),
    ("ja", "A grumpy cloud looks for a friend"),
    ("ja", "うさぎのモモは暗やみが怖い"),
    ("id", "Seekor rubah kecil ingin terbang"),
    ("id", "A curious octopus wants to bake a cake"),
];

fn draft(language: &str, idea: &str) -> BriefDraft {
    BriefDraft { idea: idea.into(), language: Some(language.into()), ..BriefDraft::default() }
}

fn request(schema: &str, parts: Vec<Part>, seed: u64) -> TextRequest {
    TextRequest {
        messages: vec![Message { speaker: Speaker::User, parts }],
        schema: Some(JsonSchema { name: schema.into(), schema: json!({}) }),
        language: "en".parse().unwrap(),
        max_tokens: 1,
        seed,
        call: Call::default(),
    }
}

fn data(name: &str, value: Value) -> Part {
    Part::Data { name: name.into(), value }
}

fn told(storyteller: &Storyteller, draft: BriefDraft) -> (StoryBrief, Story) {
    let brief = draft.parse().unwrap();
    let story = storyteller.story(&brief, &brief, (7, 0)).unwrap();
    (brief, story)
}

fn whole(story: &Story) -> String {
    story.pages.pages.iter().map(|page| page.text.as_str()).collect::<Vec<_>>().join("\n\n")
}

fn sentences(text: &str) -> Vec<String> {
    text.split(['.', '!', '?', '。', '！', '？', '\n'])
        .map(|part| part.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
        .filter(|part| {
            part.chars().count() > 9
                && (part.split(' ').count() > 3 || !part.is_ascii() && part.chars().count() > 12)
        })
        .collect()
}

fn assert_clean(text: &str, tongue: &str, context: &str) {
    for mark in [
        "{", "}", "[", "]", "  ", " .", " ,", "..", ",,", "。。", "、、", "。」", ".,", "|", "「」", "\n\n\n",
    ] {
        assert!(!text.contains(mark), "{mark:?} in {context}: {text}");
    }
    if tongue == "fr" {
        let narrow = |c: char| c == '\u{202f}';
        for (at, mark) in text.match_indices([';', ':', '!', '?', '»']) {
            assert!(text[..at].ends_with(narrow), "no narrow space before {mark} in {text}");
        }
        for (at, _) in text.match_indices('«') {
            assert!(text[at + '«'.len_utf8()..].starts_with(narrow), "no narrow space after « in {text}");
        }
        for slip in [
            " de le ",
            " à le ",
            " de les ",
            " à les ",
            " le a",
            " le é",
            " la é",
            " de a",
            " de é",
            " que il",
            " que elle",
            "'",
        ] {
            // "de le faire" has a pronoun, not an article.
            let plain = text
                .to_lowercase()
                .replace("de le faire", "")
                .replace("de le voir", "")
                .replace("de la voir", "");
            assert!(!plain.contains(slip), "{slip:?} in {text}");
        }
    }
    if tongue == "ja" {
        assert!(!text.contains(|c: char| c.is_ascii_alphabetic() || c == ' '), "Latin or spaces in {text}");
    }
}

#[test]
fn every_language_density_and_length_is_whole_and_clean() {
    let storyteller = Storyteller::new();
    let mut problems: Vec<String> = Vec::new();
    for (language, idea) in IDEAS {
        for density in TextDensity::ALL {
            for pages in [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 20, 24, 32] {
                let (brief, story) = told(
                    &storyteller,
                    BriefDraft {
                        num_pages: Some(pages),
                        text_density: Some(density.as_str().into()),
                        ..draft(language, idea)
                    },
                );
                let context = format!("{language} {} {pages} {idea}", density.as_str());
                let numbers: Vec<u32> = story.pages.pages.iter().map(|page| page.number).collect();
                assert_eq!(numbers, (1..=brief.num_pages.get()).collect::<Vec<_>>(), "{context}");
                assert_eq!(story.plan.beats.len(), numbers.len(), "{context}");
                let tongue = Tongue::of(language).unwrap();
                let (least, most) = density.words();
                for page in &story.pages.pages {
                    let words = u32::try_from(tongue.words(&page.text)).unwrap();
                    if !(least..=most).contains(&words) {
                        problems
                            .push(format!("{words} words, page {} of {context}: {}", page.number, page.text));
                    }
                    assert_clean(&page.text, language, &context);
                    assert_clean(&page.image_alt, language, &context);
                    assert!(!page.scene.figures.is_empty() && !page.scene.place.is_empty(), "{context}");
                }
                for beat in &story.plan.beats {
                    assert!(!beat.summary.is_empty(), "{context}");
                }
                assert_clean(&story.plan.title, language, &context);
                assert_clean(&story.plan.logline, language, &context);
                let text = whole(&story);
                assert!(text.contains(&story.plan.cast[0].name), "{context}: {text}");
                let mut seen = HashSet::new();
                for sentence in sentences(&text) {
                    if !seen.insert(sentence.clone()) {
                        problems.push(format!("{sentence:?} twice in {context}"));
                    }
                }
            }
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn the_library_has_the_same_moments_in_every_language() {
    let shelf = Shelf::new();
    let keys = |tongue: Tongue| -> HashSet<&str> {
        tongue.choose(shelf.libraries.each_ref()).keys().into_iter().collect()
    };
    for moment in shelf.moments.iter().filter(|moment| moment.id != "life") {
        for tongue in Tongue::ALL {
            assert!(keys(tongue).contains(moment.id), "{} is missing in {}", moment.id, tongue.tag());
        }
    }
    let moods = ["calm", "joyful", "worried", "brave", "sad", "wonder", "sleepy"];
    let weathers = ["clear", "cloudy", "rain", "snow", "storm", "fog", "wind"];
    for moment in &shelf.moments {
        assert!(moods.contains(&moment.mood) && weathers.contains(&moment.weather), "{moment:?}");
    }
    for key in keys(Tongue::En).iter().filter(|key| !key.starts_with("skill.")) {
        for tongue in Tongue::ALL {
            assert!(keys(tongue).contains(key), "{key} is missing in {}", tongue.tag());
        }
    }
}

#[test]
fn the_same_brief_and_seed_tell_the_same_story_and_another_seed_another() {
    let storyteller = Storyteller::new();
    let brief = draft("en", SHY).parse().unwrap();
    let tell = |seed| storyteller.story(&brief, &brief, (seed, 0)).unwrap().pages;
    assert_eq!(tell(1), tell(1));
    let vary = |number| storyteller.story(&brief, &brief, (1, number)).unwrap();
    assert_ne!(vary(3).pages, vary(4).pages, "other words");
    assert_eq!(vary(3).plan.title, vary(4).plan.title, "of the same story");
    assert_ne!(tell(1), tell(2));
}

#[test]
fn two_hundred_ideas_are_two_hundred_stories() {
    let storyteller = Storyteller::new();
    let heroes = ["fox", "robot", "teapot", "dragon", "cloud", "whale", "girl", "lighthouse", "owl", "train"];
    let natures = ["shy", "brave", "clumsy", "curious"];
    let wishes = [
        "learns to sing",
        "looks for a friend",
        "is afraid of thunder",
        "wants to see the sea",
        "lost her red kite",
    ];
    let mut seen = HashMap::new();
    for hero in heroes {
        for nature in natures {
            for wish in wishes {
                let idea = format!("A {nature} {hero} {wish}");
                let (_, story) = told(&storyteller, draft("en", &idea));
                assert!(whole(&story).contains(nature), "{idea}: {}", whole(&story));
                assert!(whole(&story).contains(hero), "{idea}: {}", whole(&story));
                assert!(seen.insert(whole(&story), idea).is_none());
            }
        }
    }
    assert_eq!(seen.len(), 200);
}

#[test]
fn ideas_are_understood() {
    let storyteller = Storyteller::new();
    for (language, idea, expected) in [
        ("en", SHY, vec!["shy lighthouse", "sing", "sang"]),
        ("en", "Mara the fox must find the golden acorn", vec!["Mara", "fox", "the golden acorn"]),
        ("en", "A gribble wants to juggle pancakes", vec!["gribble", "juggle pancakes"]),
        ("fr", "A shy lighthouse learns to sing", vec!["un phare timide", "chanta"]),
        ("fr", "Une renarde qui a peur du noir", vec!["renarde", "du noir"]),
        ("ja", SHY, vec!["はずかしがりやの灯台", "歌いました"]),
        ("ja", "Mara the fox is afraid of the dark", vec!["マラ", "きつね", "暗やみ"]),
        ("id", SHY, vec!["mercusuar pemalu", "bernyanyi"]),
        ("en", "灯台が歌うことを学ぶ", vec!["lighthouse", "sang"]),
        ("en", "Seekor kura-kura takut pada gelap", vec!["turtle", "the dark"]),
    ] {
        let (_, story) = told(&storyteller, draft(language, idea));
        for word in expected {
            assert!(whole(&story).contains(word), "{word} of {idea}: {}", whole(&story));
        }
    }
}

#[test]
fn what_the_brief_insists_on_is_there() {
    let storyteller = Storyteller::new();
    let member = |name: &str, appearance: &str, role: Option<&str>| CastMember {
        name: name.into(),
        appearance: Some(appearance.into()),
        role: role.map(Into::into),
        ..CastMember::default()
    };
    for pages in [1, 2, 3, 8, 20] {
        for density in TextDensity::ALL {
            let (_, story) = told(
                &storyteller,
                BriefDraft {
                    title: Some("Our Title".into()),
                    moral: Some("It is fine to be small".into()),
                    setting: Some("a harbour in the far north".into()),
                    num_pages: Some(pages),
                    text_density: Some(density.as_str().into()),
                    cast: vec![
                        member("Noor", "a girl with a red coat", None),
                        member("Pim", "a tiny blue mouse", None),
                        member("Old Bo", "a grey bear", Some("elder")),
                        member("Zed", "a robot", Some("rival")),
                    ],
                    ..draft("en", "Noor and Pim build a boat")
                },
            );
            let text = whole(&story);
            for words in ["Noor", "Pim", "Old Bo", "Zed", "It is fine to be small"] {
                assert!(text.contains(words), "{words} in {pages} {}: {text}", density.as_str());
            }
            assert_eq!(story.plan.title, "Our Title");
            assert_eq!(story.plan.cast[0].appearance, "a girl with a red coat");
            if pages == 8 {
                assert!(text.contains("harbour in the far north"), "{text}");
            }
        }
    }
}

#[test]
fn an_appearance_in_another_language_becomes_english() {
    let storyteller = Storyteller::new();
    for (language, words, expected) in [
        ("fr", "une petite renarde rousse avec une écharpe verte", "a small red fox with a green scarf"),
        ("ja", "緑のマフラーをした小さな白いうさぎ", "a small white rabbit with a green scarf"),
        ("id", "seekor kucing hitam dengan topi merah", "a black cat with a red hat"),
    ] {
        let cast =
            vec![CastMember { name: "Momo".into(), appearance: Some(words.into()), ..CastMember::default() }];
        let (_, story) = told(&storyteller, BriefDraft { cast, ..draft(language, "Momo") });
        let look = &story.plan.cast[0].appearance;
        assert!(look.starts_with(expected), "{look}");
    }
}

#[tokio::test]
async fn plan_and_pages_agree_over_the_port() {
    let storyteller = Storyteller::new();
    let brief = json!(draft("en", SHY).parse().unwrap());
    let reply = storyteller.write(request(STORY_PLAN, vec![data("brief", brief.clone())], 3)).await.unwrap();
    let plan: StoryPlan = serde_json::from_str(&reply.text).unwrap();
    let parts = vec![data("brief", brief.clone()), data("plan", json!(plan)), data("pages", json!([2, 5]))];
    let reply = storyteller.write(request(STORY_PAGES, parts, 3)).await.unwrap();
    let pages: talewright_domain::StoryPages = serde_json::from_str(&reply.text).unwrap();
    assert_eq!(pages.pages.iter().map(|page| page.number).collect::<Vec<_>>(), [2, 5]);
    assert!(pages.pages[0].text.contains(plan.beats[1].summary.trim_end_matches('.')), "{pages:?}");

    let mut renamed = plan;
    renamed.cast[0].name = "Solveig".into();
    let parts = vec![data("brief", brief), data("plan", json!(renamed))];
    let reply = storyteller.write(request(STORY_PAGES, parts, 9)).await.unwrap();
    assert!(reply.text.contains("Solveig") && reply.text.contains("lighthouse"), "{}", reply.text);
}

#[tokio::test]
async fn what_it_cannot_do_it_says() {
    let storyteller = Storyteller::new();
    let brief = json!(draft("en", SHY).parse().unwrap());
    let german = json!(draft("de", SHY).parse().unwrap());
    let kind =
        async |schema: &str, parts| storyteller.write(request(schema, parts, 0)).await.unwrap_err().kind;
    assert_eq!(kind("photo", vec![data("brief", brief.clone())]).await, ProviderErrorKind::Unsupported);
    assert_eq!(kind(STORY_PLAN, vec![data("brief", german)]).await, ProviderErrorKind::Unsupported);
    assert_eq!(kind(STORY_PLAN, vec![]).await, ProviderErrorKind::InvalidRequest);
    assert_eq!(
        kind(STORY_PLAN, vec![data("brief", json!({"idea": 1}))]).await,
        ProviderErrorKind::InvalidRequest
    );
    assert_eq!(kind(STORY_PAGES, vec![data("brief", brief)]).await, ProviderErrorKind::InvalidRequest);
    assert!(storyteller.info().notice.as_ref().unwrap().contains("without an AI service"));
}

#[test]
fn a_very_long_idea_is_read() {
    let storyteller = Storyteller::new();
    let idea: String = "🦊 مرحبا let x = 1; 灯台 ".repeat(1_000).chars().take(20_000).collect();
    for tongue in Tongue::ALL {
        let (_, story) = told(&storyteller, draft(tongue.tag(), &idea));
        assert_eq!(story.pages.pages.len(), 8);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn any_idea_gives_a_story(idea in "\\PC{1,200}", tongue in 0usize..4, pages in 1i64..33, density in 0usize..3) {
        let storyteller = Storyteller::new();
        let draft = BriefDraft {
            num_pages: Some(pages),
            text_density: Some(TextDensity::ALL[density].as_str().into()),
            ..draft(Tongue::ALL[tongue].tag(), &idea)
        };
        if let Ok(brief) = draft.parse() {
            let story = storyteller.story(&brief, &brief, (1, 0)).unwrap();
            prop_assert_eq!(story.pages.pages.len(), usize::try_from(pages).unwrap());
            prop_assert!(story.pages.pages.iter().all(|page| !page.text.is_empty() && !page.image_alt.is_empty()));
            prop_assert!(!story.plan.title.is_empty() && !story.plan.logline.is_empty());
        }
    }
}
