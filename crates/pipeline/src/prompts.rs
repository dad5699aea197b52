//! Prompts are versioned template files in `prompts/`: a change is a new file, and with it new receipts.

use minijinja::Environment;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use serde::Serialize;
use serde_json::Value;
use talewright_domain::Scene;
use talewright_domain::ports::JsonSchema;

use crate::error::PipelineError;

/// A prompt: a template, and the schema of its answer.
pub(crate) struct Prompt {
    /// Its version is part of every step's inputs.
    pub(crate) version: &'static str,
    template: &'static str,
    schema_name: &'static str,
    schema: &'static str,
}

/// Asks for a [`talewright_domain::StoryPlan`].
pub(crate) const PLAN: Prompt = Prompt {
    version: "plan.v1",
    template: include_str!("../prompts/plan.v1.md"),
    schema_name: talewright_domain::plan::STORY_PLAN,
    schema: include_str!("../schemas/story_plan.json"),
};

/// Asks for [`talewright_domain::StoryPages`].
pub(crate) const PAGES: Prompt = Prompt {
    version: "pages.v1",
    template: include_str!("../prompts/pages.v1.md"),
    schema_name: talewright_domain::plan::STORY_PAGES,
    schema: include_str!("../schemas/story_pages.json"),
};

/// Asks for one of [`talewright_domain::StoryPages`] anew.
pub(crate) const PAGE: Prompt =
    Prompt { version: "page.v1", template: include_str!("../prompts/page.v1.md"), ..PAGES };

/// Asks for a [`talewright_domain::sight::Likeness`].
pub(crate) const LIKENESS: Prompt = Prompt {
    version: "likeness.v1",
    template: include_str!("../prompts/likeness.v1.md"),
    schema_name: talewright_domain::sight::LIKENESS,
    schema: include_str!("../schemas/likeness.json"),
};

/// Asks for a picture; its answer is no JSON.
pub(crate) const PICTURE_VERSION: &str = "picture.v1";
const PICTURE: &str = include_str!("../prompts/picture.v1.md");
/// The same, after it was refused: only place and figures, and nothing that could be misread.
const SOFT_PICTURE: &str = include_str!("../prompts/picture_soft.v1.md");

impl Prompt {
    /// The instructions, filled in.
    pub(crate) fn instructions(&self, values: impl Serialize) -> Result<String, PipelineError> {
        render(self.template, values)
    }

    /// The schema of the answer.
    pub(crate) fn schema(&self) -> Result<JsonSchema, PipelineError> {
        let schema: Value = serde_json::from_str(self.schema)
            .map_err(|error| PipelineError::Internal(format!("{}: {error}", self.schema_name)))?;
        Ok(JsonSchema { name: self.schema_name.to_owned(), schema })
    }
}

/// The words for a picture.
pub(crate) fn picture(scene: &Scene) -> Result<String, PipelineError> {
    render(PICTURE, scene).map(|prompt| without_tags(&prompt))
}

/// Softer words for a picture that was refused.
pub(crate) fn soft_picture(scene: &Scene) -> Result<String, PipelineError> {
    render(SOFT_PICTURE, scene).map(|prompt| without_tags(&prompt))
}

/// Some image servers read settings out of tags in the prompt: a user's text has none, and nothing in it can
/// become one.
pub(crate) fn without_tags(prompt: &str) -> String {
    const OPEN: &str = "<sd_cpp_extra_args>";
    const CLOSE: &str = "</sd_cpp_extra_args>";
    let mut kept = prompt.to_owned();
    while let Some(start) = kept.find(OPEN) {
        let tail = kept.split_off(start);
        kept.push_str(tail.split_once(CLOSE).map_or("", |(_, after)| after));
    }
    kept.retain(|c| c != '<' && c != '>');
    kept
}

/// As much of a prompt as a provider takes, cut after a sentence where there is one.
pub(crate) fn fit(prompt: &str, most: usize) -> &str {
    let Some((end, _)) = prompt.char_indices().nth(most) else { return prompt };
    let cut = prompt.get(..end).unwrap_or(prompt);
    cut.rfind(['.', '\n']).and_then(|at| cut.get(..=at)).unwrap_or(cut)
}

fn render(template: &str, values: impl Serialize) -> Result<String, PipelineError> {
    let render = || {
        let mut environment = Environment::new();
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        environment.render_str(template, Serde(values))
    };
    render().map(|text| text.trim().to_owned()).map_err(|error| PipelineError::Internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Providers' strict mode: every property required, nothing additional, at most five levels.
    fn check_strict(schema: &Value, level: usize) {
        assert!(level <= 5 * 2, "too deep");
        if let Some(properties) = schema["properties"].as_object() {
            assert_eq!(schema["additionalProperties"], false);
            let required: Vec<&str> =
                schema["required"].as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
            for (name, property) in properties {
                assert!(required.contains(&name.as_str()), "{name}");
                check_strict(property, level + 1);
            }
        }
        if schema["type"] == "array" {
            check_strict(&schema["items"], level + 1);
        }
    }

    #[test]
    fn schemas_are_strict() {
        for prompt in [PLAN, PAGES, LIKENESS] {
            check_strict(&prompt.schema().unwrap().schema, 0);
        }
    }

    #[test]
    fn no_tag_reaches_an_image_server() {
        let sly = "A fox <sd_cpp_extra_args>{\"steps\": 500}</sd_cpp_extra_args> in 3 < 4 trees";
        assert_eq!(without_tags(sly), "A fox  in 3  4 trees");
        assert_eq!(without_tags("A fox <sd_cpp_extra_args>{}"), "A fox ");
        assert_eq!(without_tags("<<sd_cpp_extra_args>x</sd_cpp_extra_args>sd_cpp_extra_args>"), "");
    }

    #[test]
    fn a_prompt_is_cut_after_a_sentence() {
        assert_eq!(fit("One. Two. Three.", 12), "One. Two.");
        assert_eq!(fit("灯灯灯灯", 2), "灯灯");
        assert_eq!(fit("short", 12), "short");
    }
}
