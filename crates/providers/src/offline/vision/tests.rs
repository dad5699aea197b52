//! What the eyes see in pictures of which we know what is in them.

use std::io::Cursor;

use bytes::Bytes;
use image::{ImageFormat, Rgb, RgbImage};
use serde::de::DeserializeOwned;
use serde_json::json;
use talewright_domain::ports::{
    Call, ImageModel, ImageReference, ImageRequest, JsonSchema, ProviderErrorKind, VisionModel, VisionRequest,
};
use talewright_domain::sight::{IMAGE_DESCRIPTION, ImageDescription, LIKENESS, Likeness};
use talewright_domain::{Figure, Framing, Scene};

use super::super::painter::Painter;
use super::Eyes;

const BLUE: [u8; 3] = [90, 150, 220];
const GREEN: [u8; 3] = [95, 165, 90];
const ORANGE: [u8; 3] = [232, 136, 58];

/// Sky above, meadow below, and something orange where it is wanted.
fn meadow(width: u32, height: u32, orange_at: f32, format: ImageFormat) -> Bytes {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let (x, y) = (x as f32 / width as f32, y as f32 / height as f32);
        let is_orange = (x - orange_at).abs() < 0.15 && (y - 0.5).abs() < 0.2;
        Rgb(if is_orange {
            ORANGE
        } else if y < 0.5 {
            BLUE
        } else {
            GREEN
        })
    });
    file(&picture, format)
}

fn file(picture: &RgbImage, format: ImageFormat) -> Bytes {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner().into()
}

fn plain(rgb: [u8; 3]) -> Bytes {
    file(&RgbImage::from_pixel(40, 40, Rgb(rgb)), ImageFormat::Png)
}

async fn look<T: DeserializeOwned>(
    schema: &str,
    language: &str,
    files: &[Bytes],
) -> Result<T, ProviderErrorKind> {
    let image = |(n, bytes): (usize, &Bytes)| ImageReference {
        name: if n == 0 { "page".into() } else { format!("Mara{n}") },
        bytes: bytes.clone(),
        media_type: "image/png".into(),
    };
    let request = VisionRequest {
        instructions: "Look.".into(),
        images: files.iter().enumerate().map(image).collect(),
        schema: JsonSchema { name: schema.into(), schema: json!({}) },
        language: language.parse().unwrap(),
        max_tokens: 1_000,
        call: Call::default(),
    };
    let reply = Eyes::new().look(request).await.map_err(|error| error.kind)?;
    Ok(serde_json::from_str(&reply.text).unwrap())
}

async fn describe(language: &str, file: Bytes) -> ImageDescription {
    look(IMAGE_DESCRIPTION, language, &[file]).await.unwrap()
}

#[tokio::test]
async fn a_meadow_is_described_in_four_languages() {
    let meadow = meadow(600, 400, 0.5, ImageFormat::Jpeg);
    let english = describe("en-GB", meadow.clone()).await;
    assert!(english.description.starts_with("A softly lit, wide picture in "), "{english:?}");
    assert!(english.description.contains("mostly "), "{english:?}");
    for colour in ["green", "blue", "orange"] {
        assert!(english.description.contains(colour), "{english:?}");
    }
    assert_eq!(english.subjects, ["something orange in the middle"]);
    assert_eq!(english.setting, "outdoors, in daylight");
    let french = describe("fr", meadow.clone()).await;
    assert!(french.description.contains("l’orange") && french.description.contains("le vert"), "{french:?}");
    assert_eq!(french.subjects, ["quelque chose d’orange au centre"]);
    let japanese = describe("ja", meadow.clone()).await;
    assert!(japanese.description.contains("主な色は") && japanese.setting == "屋外、昼", "{japanese:?}");
    let indonesian = describe("id", meadow).await;
    assert!(indonesian.description.contains("hijau"), "{indonesian:?}");
    assert_eq!(indonesian.subjects, ["sesuatu yang jingga di tengah"]);
}

#[tokio::test]
async fn place_form_and_light_are_seen() {
    let left = describe("en", meadow(300, 500, 0.2, ImageFormat::Png)).await;
    assert_eq!(left.subjects, ["something orange on the left"]);
    assert!(left.description.contains("upright"), "{left:?}");
    let night = describe("en", plain([18, 20, 48])).await;
    assert_eq!((night.setting.as_str(), night.mood.as_str()), ("at night", "mysterious"));
    assert!(night.description.contains("dark, square") && night.subjects.is_empty(), "{night:?}");
    let dusk = describe("en", plain([190, 100, 70])).await;
    assert_eq!((dusk.setting.as_str(), dusk.mood.as_str()), ("in evening light", "tender"));
    let chequered =
        RgbImage::from_fn(90, 90, |x, y| Rgb([if (x / 3 + y / 3) % 2 == 0 { 255 } else { 0 }; 3]));
    let chequered = describe("en", file(&chequered, ImageFormat::Png)).await;
    assert!(chequered.description.ends_with("full of small detail."), "{chequered:?}");
}

#[tokio::test]
async fn a_picture_is_like_itself_and_unlike_strangers() {
    let sheet = |rgb| {
        let far = |x: u32, y: u32| x.abs_diff(50).max(y.abs_diff(50)) > 25;
        let picture = RgbImage::from_fn(100, 100, |x, y| Rgb(if far(x, y) { [240, 236, 228] } else { rgb }));
        file(&picture, ImageFormat::Png)
    };
    let meadow = meadow(400, 400, 0.5, ImageFormat::Png);
    let orange: Likeness = look(LIKENESS, "en", &[meadow.clone(), sheet(ORANGE)]).await.unwrap();
    assert_eq!((orange.score, orange.remarks.as_str()), (100, ""));
    let purple: Likeness = look(LIKENESS, "en", &[meadow.clone(), sheet([138, 60, 168])]).await.unwrap();
    assert_eq!(purple.score, 0);
    assert_eq!(purple.remarks, "The purple of Mara1 is hardly seen on the page.");
    let both: Likeness = look(LIKENESS, "ja", &[meadow, sheet(ORANGE), sheet([138, 60, 168])]).await.unwrap();
    assert_eq!((both.score, both.remarks.as_str()), (50, "Mara2の紫がページにほとんど見えません。"));
}

async fn painted(framing: Framing, appearance: &str) -> Bytes {
    let scene = Scene {
        framing,
        style: "storybook".into(),
        place: "a meadow".into(),
        time_of_day: "noon".into(),
        weather: "clear".into(),
        figures: vec![Figure { name: "Mara".into(), appearance: appearance.into(), pose: String::new() }],
        story_seed: 7,
        ..Scene::default()
    };
    let request = ImageRequest {
        prompt: String::new(),
        scene,
        references: Vec::new(),
        width: 256,
        height: 256,
        seed: 7,
        call: Call::default(),
    };
    Painter::new().paint(request).await.unwrap().bytes
}

#[tokio::test]
async fn painted_characters_are_known_again() {
    let cast = ["a small orange fox with a blue scarf", "a purple dragon with pink wings"];
    for (n, who) in cast.iter().enumerate() {
        let sheet = painted(Framing::Sheet, who).await;
        let own: Likeness =
            look(LIKENESS, "en", &[painted(Framing::Page, who).await, sheet.clone()]).await.unwrap();
        let page = painted(Framing::Page, cast[1 - n]).await;
        let strange: Likeness = look(LIKENESS, "en", &[page, sheet]).await.unwrap();
        assert!(own.score >= 75, "{who}: {own:?}");
        assert!(own.score >= strange.score + 15, "{who}: {own:?} against {strange:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_seen_is_said() {
    type Said = Result<serde_json::Value, ProviderErrorKind>;
    let page = plain(BLUE);
    let none: Said = look(IMAGE_DESCRIPTION, "en", &[]).await;
    assert_eq!(none, Err(ProviderErrorKind::InvalidRequest));
    let alone: Said = look(LIKENESS, "en", std::slice::from_ref(&page)).await;
    assert_eq!(alone, Err(ProviderErrorKind::InvalidRequest));
    let broken: Said = look(IMAGE_DESCRIPTION, "en", &[page.slice(..40)]).await;
    assert_eq!(broken, Err(ProviderErrorKind::InvalidRequest));
    let other: Said = look("poem", "en", std::slice::from_ref(&page)).await;
    assert_eq!(other, Err(ProviderErrorKind::Unsupported));
    let german: Said = look(IMAGE_DESCRIPTION, "de", &[page]).await;
    assert_eq!(german, Err(ProviderErrorKind::Unsupported));
}
