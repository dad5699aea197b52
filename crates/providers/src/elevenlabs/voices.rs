//! The voices of an account.

use serde_json::Value;
use talewright_domain::Language;
use talewright_domain::ports::{ProviderError, ProviderInfo, Voice};

use crate::http::Endpoint;

/// Most voices of one page.
const PAGE: &str = "100";
/// More pages are not read.
const PAGES: usize = 20;

/// All voices, page by page.
pub(super) async fn list(endpoint: &Endpoint, info: &ProviderInfo) -> Result<Vec<Voice>, ProviderError> {
    let mut voices: Vec<Voice> = Vec::new();
    let mut token: Option<String> = None;
    for _ in 0..PAGES {
        let request = endpoint.get("/v2/voices").query("page_size", PAGE);
        let request = match &token {
            Some(token) => request.query("next_page_token", token),
            None => request,
        };
        let page = request.send(info).await?.value()?;
        // A page may overlap the one before.
        let new = read(&page).into_iter().filter(|voice| !voices.iter().any(|known| known.id == voice.id));
        let new: Vec<Voice> = new.collect();
        let next = page.get("next_page_token").and_then(Value::as_str).filter(|next| !next.is_empty());
        let has_more = page.get("has_more").and_then(Value::as_bool) == Some(true) && !new.is_empty();
        voices.extend(new);
        match next.filter(|next| has_more && Some(*next) != token.as_deref()) {
            Some(next) => token = Some(next.to_owned()),
            None => break,
        }
    }
    Ok(voices)
}

/// The voice that speaks when none is named: the first that is known to speak the language well, else the first.
pub(super) fn first_for<'a>(voices: &'a [Voice], language: &Language) -> Option<&'a Voice> {
    let speaks = |voice: &&Voice| voice.languages.iter().any(|tag| tag == language.primary());
    voices.iter().find(speaks).or_else(|| voices.first())
}

fn read(page: &Value) -> Vec<Voice> {
    let voices = page.get("voices").and_then(Value::as_array);
    voices.into_iter().flatten().filter_map(voice).collect()
}

fn voice(value: &Value) -> Option<Voice> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let id = text("voice_id")?;
    let labels = value.get("labels").and_then(Value::as_object);
    let label = |name: &str| labels?.get(name)?.as_str();
    let verified = value.get("verified_languages").and_then(Value::as_array);
    let verified = verified.into_iter().flatten().filter_map(|entry| entry.get("language")?.as_str());
    let mut languages: Vec<String> = Vec::new();
    for tag in verified.chain(label("language")) {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag).to_ascii_lowercase();
        if !languages.contains(&primary) {
            languages.push(primary);
        }
    }
    let by_labels = || {
        let words: Vec<&str> =
            ["gender", "age", "accent", "use_case"].into_iter().filter_map(label).collect();
        (!words.is_empty()).then(|| words.join(", "))
    };
    Some(Voice {
        id: id.to_owned(),
        name: text("name").unwrap_or(id).to_owned(),
        languages,
        description: text("description").map(ToOwned::to_owned).or_else(by_labels),
        preview_url: text("preview_url").filter(|url| url.starts_with("https://")).map(ToOwned::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn voices_are_read_leniently() {
        let page = json!({"voices": [
            {"voice_id": "a", "name": "Aria", "labels": {"gender": "female", "age": "young"}, "verified_languages": [
                {"language": "en", "accent": "american"}, {"language": "fr-FR"}, {"language": "en"}]},
            {"voice_id": "b", "description": "Warm", "preview_url": "https://x.test/b.mp3", "labels": null},
            {"name": "without an id"},
            "nonsense",
        ]});
        let voices = read(&page);
        assert_eq!(voices.len(), 2);
        assert_eq!((voices[0].name.as_str(), voices[0].languages.join(" ")), ("Aria", "en fr".into()));
        assert_eq!(voices[0].description.as_deref(), Some("female, young"));
        assert_eq!((voices[1].name.as_str(), voices[1].description.as_deref()), ("b", Some("Warm")));
        assert!(voices[1].languages.is_empty() && voices[1].preview_url.is_some());
        assert!(read(&json!({"detail": "?"})).is_empty());
    }

    #[test]
    fn the_first_that_speaks_the_language_speaks() {
        let page = json!({"voices": [{"voice_id": "a"}, {"voice_id": "b", "labels": {"language": "ja"}}]});
        let voices = read(&page);
        let first = |tag: &str| first_for(&voices, &tag.parse().unwrap()).map(|voice| voice.id.clone());
        assert_eq!(first("ja-JP").as_deref(), Some("b"));
        assert_eq!(first("fr").as_deref(), Some("a"));
        assert_eq!(first_for(&[], &Language::english()), None);
    }
}
