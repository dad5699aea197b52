//! What is asked of Runware: tasks, by ids of ours.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use talewright_domain::ports::{ImageReference, ImageRequest, ProviderInfo};

use crate::media::{data_url, picture_type};
use crate::prompt::{with_references, without_tags};

/// Sides that Runware's own models paint: multiples of this, …
const STEP: u32 = 64;
/// … from here to there.
const SIDES: (u32, u32) = (128, 2048);
/// Sizes of OpenAI's models.
const OPENAI_SIZES: [(u32, u32); 3] = [(1024, 1024), (1536, 1024), (1024, 1536)];

/// The task that paints a picture.
pub(super) fn paint(id: &str, request: &ImageRequest, info: &ProviderInfo) -> Value {
    let (width, height) = size(&info.model, request.width, request.height);
    let references: Vec<&ImageReference> = request.references.iter().take(info.max_references).collect();
    let names: Vec<&str> = references.iter().map(|reference| reference.name.as_str()).collect();
    let room = info.max_prompt.saturating_sub(with_references("", &names).chars().count());
    let prompt = without_tags(&request.prompt);
    let mut task = json!({
        "taskType": "imageInference",
        "taskUUID": id,
        "model": info.model,
        "positivePrompt": with_references(shortened(&prompt, room), &names),
        "width": width,
        "height": height,
        "numberResults": 1,
        "seed": request.seed & u64::from(u32::MAX),
        "outputType": "URL",
        "outputFormat": "JPG",
        "outputQuality": 95,
        "deliveryMethod": "async",
        "includeCost": true,
        "safety": { "checkContent": true },
    });
    if let (false, Some(fields)) = (references.is_empty(), task.as_object_mut()) {
        let references: Vec<String> = references.into_iter().map(reference).collect();
        fields.insert("inputs".into(), json!({ "referenceImages": references }));
    }
    task
}

/// The task that asks for another one's results.
pub(super) fn get_response(id: &str) -> Value {
    json!({ "taskType": "getResponse", "taskUUID": id })
}

/// The task that only asks whether anybody is there.
pub(super) fn ping() -> Value {
    json!({ "taskType": "ping", "ping": true })
}

fn reference(image: &ImageReference) -> String {
    data_url(picture_type(&image.bytes).unwrap_or(&image.media_type), &image.bytes)
}

/// A task that ended in an error keeps its id: the next generation of the same call has one that follows from the
/// call's key, so that whoever comes back with that key finds it.
pub(super) fn id_of(key: &str, generation: u8) -> String {
    if generation == 0 {
        return key.to_owned();
    }
    let digest = Sha256::digest(format!("{key}/{generation}"));
    let mut id = [0_u8; 16];
    id.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
    let number = u128::from_be_bytes(id);
    // The form of a random UUID: version 4, variant 1.
    let number = number & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let hex = format!("{number:032x}");
    let piece = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-{}-{}-{}", piece(0, 8), piece(8, 12), piece(12, 16), piece(16, 20), piece(20, 32))
}

/// The size that a model can paint and that is nearest to the wanted one.
fn size(model: &str, width: u32, height: u32) -> (u32, u32) {
    if model.starts_with("openai:") {
        let wanted = f64::from(width) / f64::from(height.max(1));
        let off = |(w, h): &(u32, u32)| (f64::from(*w) / f64::from(*h) / wanted).ln().abs();
        let nearest = OPENAI_SIZES.into_iter().min_by(|a, b| off(a).total_cmp(&off(b)));
        return nearest.unwrap_or((1024, 1024));
    }
    let scale = (f64::from(SIDES.1) / f64::from(width.max(height).max(1))).min(1.0);
    let side = |side: u32| {
        let steps = (f64::from(side) * scale / f64::from(STEP)).round() as u32;
        (steps * STEP).clamp(SIDES.0, SIDES.1)
    };
    (side(width), side(height))
}

/// At most so many characters, cut between words.
fn shortened(text: &str, most: usize) -> &str {
    let Some((end, _)) = text.char_indices().nth(most) else { return text };
    let head = text.get(..end).unwrap_or_default();
    head.rsplit_once(char::is_whitespace).map_or(head, |(whole_words, _)| whole_words)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use talewright_domain::Scene;
    use talewright_domain::ports::Call;

    use super::*;

    fn request(prompt: &str, references: usize) -> ImageRequest {
        let reference = ImageReference {
            name: "Mara".into(),
            bytes: Bytes::from_static(b"\xff\xd8\xff\xe0sheet"),
            media_type: "image/png".into(),
        };
        ImageRequest {
            prompt: prompt.into(),
            scene: Scene::default(),
            references: vec![reference; references],
            width: 1000,
            height: 750,
            seed: u64::MAX - 1,
            call: Call::default(),
        }
    }

    #[test]
    fn a_picture_is_asked_for_with_everything_that_matters() {
        let model = ProviderInfo::new("runware", "runware:400@1");
        let info = ProviderInfo { max_references: 2, max_prompt: 118, ..model };
        let task = paint("id", &request("A fox under the moon, far away", 3), &info);
        let expected = json!({
            "taskType": "imageInference", "taskUUID": "id", "model": "runware:400@1",
            "positivePrompt": "A fox under the\n\nThe reference pictures show these characters, who must look exactly like that: \
                1: Mara; 2: Mara.", "width": 1024, "height": 768, "numberResults": 1,
            "seed": u32::MAX - 1, "outputType": "URL", "outputFormat": "JPG", "outputQuality": 95,
            "deliveryMethod": "async", "includeCost": true, "safety": {"checkContent": true},
            "inputs": {"referenceImages": ["data:image/jpeg;base64,/9j/4HNoZWV0", "data:image/jpeg;base64,/9j/4HNoZWV0"]},
        });
        assert_eq!(task, expected);
        assert_eq!(paint("id", &request("A fox", 0), &info).get("inputs"), None);
    }

    #[test]
    fn sizes_are_those_that_the_models_have() {
        for (model, wanted, size) in [
            ("runware:400@1", (1024, 1024), (1024, 1024)),
            ("runware:400@1", (1000, 700), (1024, 704)),
            ("runware:400@1", (4096, 2048), (2048, 1024)),
            ("runware:400@1", (10, 10), (128, 128)),
            ("openai:gpt-image@2", (1024, 1024), (1024, 1024)),
            ("openai:gpt-image@2", (1600, 900), (1536, 1024)),
            ("openai:gpt-image@2", (600, 800), (1024, 1536)),
        ] {
            assert_eq!(super::size(model, wanted.0, wanted.1), size, "{model} {wanted:?}");
        }
    }

    #[test]
    fn later_generations_have_ids_of_their_own_that_can_be_found_again() {
        let key = "0b6f1f2e-6c0e-4a52-9a4e-1f6f7b8c9d0e";
        assert_eq!(id_of(key, 0), key);
        let second = id_of(key, 1);
        assert_eq!(second, id_of(key, 1));
        assert_ne!(second, id_of(key, 2));
        assert_eq!(second.len(), 36);
        let characters: Vec<char> = second.chars().collect();
        assert_eq!(characters[14], '4');
        assert!("89ab".contains(characters[19]), "{second}");
    }
}
