//! What the played models write: whole stories in four languages, descriptions of pictures, and for any other schema
//! something that fits it.

mod fit;
mod material;
mod story;
mod tongues;

use serde_json::{Value, json};

pub(crate) use material::Material;

use super::call::hash_of;

/// What a model is asked to write.
#[derive(Debug)]
pub(crate) struct Question<'a> {
    /// The name of the schema, if there is one.
    pub(crate) name: Option<&'a str>,
    /// The schema, if there is one.
    pub(crate) schema: Option<&'a Value>,
    /// JSON is wanted, whatever its form.
    pub(crate) json: bool,
    /// Every word of the conversation.
    pub(crate) words: &'a str,
    /// What was found in it.
    pub(crate) material: Material,
    /// How many pictures came along.
    pub(crate) pictures: usize,
}

/// The answer's text.
pub(crate) fn write(question: &Question<'_>) -> String {
    document(question).map_or_else(|| prose(question), |document| document.to_string())
}

/// The answer as JSON, where JSON is wanted.
fn document(question: &Question<'_>) -> Option<Value> {
    let name = question.name.or_else(|| kind_of(question.schema?));
    match name {
        Some("story_plan") => Some(story::plan(&question.material)),
        Some("story_pages") => Some(story::pages(&question.material)),
        Some("image_description") => Some(description(question)),
        Some("likeness") => Some(likeness(question)),
        _ => match question.schema {
            Some(schema) => Some(fit::instance(schema)),
            None => question.json.then(|| asked_in_words(question)),
        },
    }
}

/// What a schema is for, by what it has: a server without schemas is told in words.
fn kind_of(schema: &Value) -> Option<&'static str> {
    let has = |name: &str| schema.get("properties").is_some_and(|properties| properties.get(name).is_some());
    if has("beats") && has("cast") {
        Some("story_plan")
    } else if has("pages") {
        Some("story_pages")
    } else if has("description") && has("subjects") {
        Some("image_description")
    } else if has("score") && has("remarks") {
        Some("likeness")
    } else {
        None
    }
}

/// JSON without a schema beside it: the schema may be among the words, else the material tells.
fn asked_in_words(question: &Question<'_>) -> Value {
    let material = &question.material;
    if let Some(schema) = &material.schema {
        let asked = Question {
            name: kind_of(schema),
            schema: Some(schema),
            material: Material { schema: None, ..material.clone() },
            ..*question
        };
        return document(&asked).unwrap_or_default();
    }
    if material.plan.is_some() {
        story::pages(material)
    } else if material.brief.is_some() {
        story::plan(material)
    } else if question.pictures > 0 {
        description(question)
    } else {
        json!({ "answer": prose(question) })
    }
}

fn prose(question: &Question<'_>) -> String {
    let hash = hash_of(&question.words);
    let things = ["a quiet meadow", "a small harbour", "a warm kitchen", "a garden in the morning"];
    let thing = things.get((hash % 4) as usize).unwrap_or(&"a quiet meadow");
    format!("A calm and friendly picture of {thing}, with soft light and nobody in danger.")
}

fn description(question: &Question<'_>) -> Value {
    json!({
        "description": "A round shape rests in the middle of a calm field of colour.",
        "subjects": ["a round shape"],
        "mood": "calm",
        "setting": format!("a plain ground, seen in {} picture(s)", question.pictures),
    })
}

fn likeness(question: &Question<'_>) -> Value {
    let score = 80 + hash_of(&question.words) % 20;
    json!({ "score": score, "remarks": "Colours and shape agree with the reference." })
}
