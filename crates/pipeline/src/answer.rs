//! A model's answer is never believed as it comes: tolerant reading, then strict checks.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::Value;
use talewright_domain::plan::WrittenPage;
use talewright_domain::ports::FinishReason;
use talewright_domain::{Language, StoryBrief, StoryPages, StoryPlan};

/// Brackets within brackets; our schemas need ten.
const DEEPEST: i32 = 32;
/// Characters that a plan may add to those of the brief: each has a reference sheet that is paid for.
const MOST_INVENTED: usize = 3;

/// Reads a JSON object out of an answer: as it is, else without the fences and the words around it, else
/// by the more lenient rules of JSON5 (trailing commas, comments, single quotes).
///
/// # Errors
/// What is wrong, in words that help the model to mend it.
pub(crate) fn read<T: DeserializeOwned>(text: &str, finish: &FinishReason) -> Result<T, String> {
    if *finish == FinishReason::Length {
        return Err("the answer was cut off at its length limit; write it shorter".into());
    }
    let text = text.trim();
    let object = match (text.find('{'), text.rfind('}')) {
        (Some(start), Some(end)) if start < end => text.get(start..=end).unwrap_or(text),
        _ => return Err("the answer holds no JSON object".into()),
    };
    if is_too_deep(object) {
        return Err("the answer is nested too deeply".into());
    }
    let mut value: Value = serde_json::from_str(object)
        .or_else(|_| json5::from_str(object))
        .map_err(|error| format!("the answer is not valid JSON: {error}"))?;
    clean(&mut value);
    serde_json::from_value(value).map_err(|error| format!("the answer does not fit the schema: {error}"))
}

/// Whether an answer opens more brackets than any of ours: a reader that recurses would run out of stack.
fn is_too_deep(json: &str) -> bool {
    let mut depth = 0_i32;
    json.bytes().any(|byte| {
        depth += match byte {
            b'{' | b'[' => 1,
            b'}' | b']' => -1,
            _ => 0,
        };
        depth > DEEPEST
    })
}

/// Takes control characters out of every text: no page can show them, and no database should hold them.
fn clean(value: &mut Value) {
    match value {
        Value::String(text) => text.retain(|c| !c.is_control() || c == '\n'),
        Value::Array(values) => values.iter_mut().for_each(clean),
        Value::Object(fields) => fields.values_mut().for_each(clean),
        _ => {}
    }
}

/// Whether a plan is one for this brief.
pub(crate) fn check_plan(plan: &StoryPlan, brief: &StoryBrief) -> Result<(), String> {
    let wanted = brief.num_pages.get();
    let numbers: Vec<u32> = plan.beats.iter().map(|beat| beat.number).collect();
    if numbers != (1..=wanted).collect::<Vec<_>>() {
        return Err(format!("`beats` must be numbered 1 to {wanted} in order, but are {numbers:?}"));
    }
    if plan.title.trim().is_empty() {
        return Err("`title` is empty".into());
    }
    let names: BTreeSet<&str> = plan.cast.iter().map(|character| character.name.as_str()).collect();
    if names.is_empty() || names.len() != plan.cast.len() || names.iter().any(|name| name.trim().is_empty()) {
        return Err("`cast` must have at least one character, each with a name of its own".into());
    }
    if let Some(missing) = brief.cast.iter().find(|member| !names.contains(member.name.as_str())) {
        return Err(format!("`cast` must have the character {:?} of the brief, by that name", missing.name));
    }
    let most = brief.cast.len() + MOST_INVENTED;
    if plan.cast.len() > most {
        return Err(format!("`cast` has {} characters, at most {most} are allowed", plan.cast.len()));
    }
    if plan.cast.iter().any(|character| character.appearance.trim().is_empty()) {
        return Err("each character of `cast` needs an `appearance`".into());
    }
    Ok(())
}

/// Reads pages: all of them, or of an answer that breaks off those that are whole, with what is wrong.
///
/// An answer that was cut off and does not begin with its JSON is thrown away whole: some servers let a model's
/// thoughts run into it, and a draft in them is no page.
///
/// # Errors
/// Nothing of it can be used.
pub(crate) fn read_pages(text: &str, finish: &FinishReason) -> Result<(StoryPages, Option<String>), String> {
    let complaint = match read::<StoryPages>(text, finish) {
        Ok(pages) => return Ok((pages, None)),
        Err(complaint) => complaint,
    };
    let whole = if text.trim_start().starts_with('{') { salvage_pages(text) } else { Vec::new() };
    if whole.is_empty() { Err(complaint) } else { Ok((StoryPages { pages: whole }, Some(complaint))) }
}

/// The whole pages of an array that breaks off.
fn salvage_pages(text: &str) -> Vec<WrittenPage> {
    let array = text.split_once("\"pages\"").and_then(|(_, rest)| rest.split_once('['));
    let Some((_, mut rest)) = array else { return Vec::new() };
    let mut pages = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let mut objects = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let Some(Ok(mut value)) = objects.next() else { return pages };
        rest = rest.get(objects.byte_offset()..).unwrap_or_default();
        clean(&mut value);
        let Ok(page) = serde_json::from_value(value) else { return pages };
        pages.push(page);
    }
}

/// The pages of an answer, sorted by what they are good for.
#[derive(Debug, Default)]
pub(crate) struct ReadPages {
    /// As they were asked for.
    pub(crate) good: Vec<WrittenPage>,
    /// Usable where nothing better comes: too long, too short, perhaps in another language.
    pub(crate) poor: Vec<WrittenPage>,
    /// What is wrong, in words that help the model to mend it.
    pub(crate) wrong: Vec<String>,
}

/// Sorts pages by arithmetic: each wanted number once, with text of about the length and in the language that was
/// asked for. Names in the scenes are made those of the cast.
pub(crate) fn usable_pages(
    pages: StoryPages,
    complaint: Option<String>,
    wanted: &BTreeSet<u32>,
    plan: &StoryPlan,
    brief: &StoryBrief,
) -> ReadPages {
    let mut sorted = ReadPages { wrong: complaint.into_iter().collect(), ..ReadPages::default() };
    let foreign = is_in_another_language(&pages, &brief.language);
    for mut page in pages.pages {
        let number = page.number;
        let is_known = |other: &WrittenPage| other.number == number;
        if !wanted.contains(&number) {
            sorted.wrong.push(format!("page {number} was not asked for"));
        } else if sorted.good.iter().any(is_known) || sorted.poor.iter().any(is_known) {
            sorted.wrong.push(format!("page {number} came twice"));
        } else if page.text.trim().is_empty() {
            sorted.wrong.push(format!("page {number} has no text"));
        } else {
            settle_names(&mut page, plan);
            match poor_length(&page.text, brief).or_else(|| foreign.clone()) {
                Some(reason) => {
                    sorted.wrong.push(format!("page {number} {reason}"));
                    sorted.poor.push(page);
                }
                None => sorted.good.push(page),
            }
        }
    }
    sorted
}

/// Writes names as the cast has them; who is not in the cast is not in the picture.
fn settle_names(page: &mut WrittenPage, plan: &StoryPlan) {
    page.scene.figures.retain_mut(|figure| {
        let wanted = figure.name.trim().to_lowercase();
        let known = plan.cast.iter().find(|member| member.name.trim().to_lowercase() == wanted);
        known.is_some_and(|member| {
            figure.name.clone_from(&member.name);
            true
        })
    });
}

/// What is wrong with the length of a page, when it is off by more than a factor of two.
fn poor_length(text: &str, brief: &StoryBrief) -> Option<String> {
    let (fewest, most) = brief.text_density.words();
    let words = match brief.language.primary() {
        // No spaces: two characters are about as long to say as a word.
        "ja" | "zh" | "th" => text.chars().filter(|c| c.is_alphanumeric()).count() / 2,
        _ => text.split_whitespace().count(),
    };
    let words = u32::try_from(words).unwrap_or(u32::MAX);
    let is_off = words < fewest / 2 || words > most * 2;
    is_off.then(|| format!("has {words} words, but {fewest} to {most} were asked for"))
}

/// What language the pages are in, when that is certain and not the one that was asked for.
fn is_in_another_language(pages: &StoryPages, language: &Language) -> Option<String> {
    let text: Vec<&str> = pages.pages.iter().map(|page| page.text.as_str()).collect();
    let found = whatlang::detect(&text.join(" "))?;
    let wanted = match language.primary() {
        "en" => whatlang::Lang::Eng,
        "fr" => whatlang::Lang::Fra,
        "ja" => whatlang::Lang::Jpn,
        "id" => whatlang::Lang::Ind,
        "de" => whatlang::Lang::Deu,
        "es" => whatlang::Lang::Spa,
        "it" => whatlang::Lang::Ita,
        "pt" => whatlang::Lang::Por,
        "nl" => whatlang::Lang::Nld,
        _ => return None,
    };
    let is_certain = found.is_reliable() && text.concat().chars().count() > 200;
    (is_certain && found.lang() != wanted)
        .then(|| format!("is in {}, but `{language}` was asked for", found.lang().eng_name()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use talewright_domain::{BriefDraft, plan::ScenePlan};

    const STOP: FinishReason = FinishReason::Stop;

    fn brief(language: &str) -> StoryBrief {
        let language = Some(language.into());
        let density = Some("light".into());
        BriefDraft { idea: "x".into(), language, text_density: density, ..BriefDraft::default() }
            .parse()
            .unwrap()
    }

    fn plan() -> StoryPlan {
        let hero = json!({"name": "Mara", "role": "hero", "appearance": "a fox"});
        serde_json::from_value(json!({"title": "t", "logline": "l", "cast": [hero], "beats": [],
            "cover": serde_json::to_value(ScenePlan::default()).unwrap()}))
        .unwrap()
    }

    fn page(number: u32, text: &str) -> WrittenPage {
        let scene = ScenePlan {
            figures: serde_json::from_value(
                json!([{"name": "mara ", "pose": ""}, {"name": "Bo", "pose": ""}]),
            )
            .unwrap(),
            ..ScenePlan::default()
        };
        WrittenPage { number, text: text.into(), image_alt: String::new(), scene }
    }

    fn sort(pages: Vec<WrittenPage>, language: &str) -> ReadPages {
        usable_pages(StoryPages { pages }, None, &BTreeSet::from([1, 2, 3]), &plan(), &brief(language))
    }

    #[test]
    fn fences_words_and_trailing_commas_are_forgiven() {
        for text in ["{\"a\": 1}", "Sure!\n```json\n{\"a\": 1,}\n```", "{'a': 1, /* one */}"] {
            let value: Value = read(text, &STOP).unwrap();
            assert_eq!(value["a"], 1, "{text}");
        }
    }

    #[test]
    fn no_answer_can_exhaust_the_stack_or_smuggle_control_characters() {
        let deep = format!("{{'a':{}1", "[".repeat(1_000_000));
        let error = read::<Value>(&format!("{deep}}}"), &STOP).unwrap_err();
        assert!(error.contains("too deeply"), "{error}");
        let value: Value = read("{\"a\": [\"x\\u0000y\\nz\"]}", &STOP).unwrap();
        assert_eq!(value["a"][0], "xy\nz");
    }

    #[test]
    fn a_cut_answer_is_never_taken_for_a_whole_one() {
        assert!(read::<Value>("{\"a\": 1}", &FinishReason::Length).is_err());
        assert!(read::<Value>("{\"a\": 1", &STOP).is_err());
    }

    #[test]
    fn whole_pages_of_a_cut_answer_are_kept_but_no_draft_in_a_models_thoughts() {
        let one = serde_json::to_string(&page(1, "The fox sang { \"to\" } the moon.")).unwrap();
        let cut = format!("{{\"pages\": [{one}, {}", &one[..one.len() / 2]);
        for finish in [STOP, FinishReason::Length] {
            let (pages, complaint) = read_pages(&cut, &finish).unwrap();
            assert_eq!(pages.pages, [page(1, "The fox sang { \"to\" } the moon.")]);
            assert!(complaint.is_some());
        }
        assert!(read_pages(&format!("First I think of {cut}"), &FinishReason::Length).is_err());
        assert!(read_pages("{\"pages\": [", &FinishReason::Length).is_err());
    }

    #[test]
    fn only_good_pages_are_kept() {
        let fine = "One two three four five six seven eight nine.";
        let pages = vec![page(1, fine), page(1, fine), page(2, " "), page(9, fine), page(3, "Too short.")];
        let sorted = sort(pages, "en");
        assert_eq!(sorted.good.iter().map(|p| p.number).collect::<Vec<_>>(), [1]);
        assert_eq!(sorted.poor.iter().map(|p| p.number).collect::<Vec<_>>(), [3]);
        assert_eq!(sorted.wrong.len(), 4, "{:?}", sorted.wrong);
        let names: Vec<_> = sorted.good[0].scene.figures.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names, ["Mara"], "as the cast writes it, and nobody else");
    }

    #[test]
    fn another_language_is_noticed() {
        let english =
            "The little fox walked down to the harbour, and there the old lighthouse was humming to itself.";
        let pages = || (1..=3).map(|n| page(n, english)).collect::<Vec<_>>();
        assert_eq!(sort(pages(), "en").poor.len(), 0);
        let sorted = sort(pages(), "fr");
        assert_eq!((sorted.good.len(), sorted.poor.len()), (0, 3));
        assert!(sorted.wrong[0].contains("English"), "{:?}", sorted.wrong);
        let japanese = "小さな灯台は、夜になるとだれにも聞こえない声で歌をうたっていました。".repeat(3);
        assert_eq!(sort((1..=3).map(|n| page(n, &japanese)).collect(), "ja").poor.len(), 0);
    }
}
