//! A model's answer is never believed as it comes: tolerant reading, then strict checks.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::Value;
use talewright_domain::plan::WrittenPage;
use talewright_domain::ports::{FinishReason, TextReply};
use talewright_domain::{StoryBrief, StoryPages, StoryPlan};

/// Brackets within brackets; our schemas need ten.
const DEEPEST: i32 = 32;
/// Characters that a plan may add to those of the brief: each has a reference sheet that is paid for.
const MOST_INVENTED: usize = 3;

/// Reads a JSON object out of an answer: as it is, else without the fences and the words around it, else
/// by the more lenient rules of JSON5 (trailing commas, comments, single quotes).
///
/// # Errors
/// What is wrong, in words that help the model to mend it.
pub(crate) fn read<T: DeserializeOwned>(reply: &TextReply) -> Result<T, String> {
    if reply.finish == FinishReason::Length {
        return Err("the answer was cut off at its length limit; write it shorter".into());
    }
    let text = reply.text.trim();
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

/// Keeps the pages that can be used, each number once, and tells what is wrong with the others.
pub(crate) fn usable_pages(pages: StoryPages, wanted: &BTreeSet<u32>) -> (Vec<WrittenPage>, Vec<String>) {
    let mut kept: Vec<WrittenPage> = Vec::new();
    let mut wrong = Vec::new();
    for page in pages.pages {
        if !wanted.contains(&page.number) {
            wrong.push(format!("page {} was not asked for", page.number));
        } else if kept.iter().any(|other| other.number == page.number) {
            wrong.push(format!("page {} came twice", page.number));
        } else if page.text.trim().is_empty() {
            wrong.push(format!("page {} has no text", page.number));
        } else {
            kept.push(page);
        }
    }
    (kept, wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use talewright_domain::CostUsd;
    use talewright_domain::ports::Usage;

    fn reply(text: &str, finish: FinishReason) -> TextReply {
        TextReply {
            text: text.into(),
            finish,
            usage: Usage::default(),
            cost: CostUsd::ZERO,
            request_id: None,
        }
    }

    #[test]
    fn fences_words_and_trailing_commas_are_forgiven() {
        for text in ["{\"a\": 1}", "Sure!\n```json\n{\"a\": 1,}\n```", "{'a': 1, /* one */}"] {
            let value: Value = read(&reply(text, FinishReason::Stop)).unwrap();
            assert_eq!(value["a"], 1, "{text}");
        }
    }

    #[test]
    fn no_answer_can_exhaust_the_stack_or_smuggle_control_characters() {
        let deep = format!("{{'a':{}1", "[".repeat(1_000_000));
        let error = read::<Value>(&reply(&format!("{deep}}}"), FinishReason::Stop)).unwrap_err();
        assert!(error.contains("too deeply"), "{error}");
        let value: Value = read(&reply("{\"a\": [\"x\\u0000y\\nz\"]}", FinishReason::Stop)).unwrap();
        assert_eq!(value["a"][0], "xy\nz");
    }

    #[test]
    fn a_cut_answer_is_never_taken_for_a_whole_one() {
        assert!(read::<Value>(&reply("{\"a\": 1}", FinishReason::Length)).is_err());
        assert!(read::<Value>(&reply("{\"a\": 1", FinishReason::Stop)).is_err());
    }

    #[test]
    fn only_good_pages_are_kept() {
        let page = |number, text: &str| WrittenPage {
            number,
            text: text.into(),
            image_alt: String::new(),
            scene: talewright_domain::plan::ScenePlan::default(),
        };
        let pages = StoryPages { pages: vec![page(1, "a"), page(1, "b"), page(2, " "), page(9, "c")] };
        let (kept, wrong) = usable_pages(pages, &BTreeSet::from([1, 2, 3]));
        assert_eq!(kept.len(), 1);
        assert_eq!(wrong.len(), 3);
    }
}
