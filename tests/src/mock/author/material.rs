//! What the conversation holds: a brief, a plan, the pages that are wanted, found by what they look like, whatever
//! fences are around them.

use serde_json::Value;

use crate::mock::call::hash_of;

/// Documents found in the words of a conversation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Material {
    pub(crate) brief: Option<Value>,
    pub(crate) plan: Option<Value>,
    /// The numbers of the pages that are wanted.
    pub(crate) pages: Option<Vec<u64>>,
    /// A JSON schema among the words.
    pub(crate) schema: Option<Value>,
    /// Fewest and most words of a page.
    pub(crate) words: Option<(usize, usize)>,
    /// Another conversation, another text.
    pub(crate) variation: u64,
}

impl Material {
    /// Looks through the words of our side of a conversation.
    pub(crate) fn find(texts: &[String]) -> Self {
        let mut material = Self { variation: hash_of(&texts) >> 32, ..Self::default() };
        for text in texts {
            for value in values(text) {
                material.keep(value);
            }
            material.words = material.words.or_else(|| word_limits(text));
        }
        material
    }

    /// Keeps a document for what it is; a document of documents is opened.
    fn keep(&mut self, value: Value) {
        let has = |name: &str| value.get(name).is_some();
        if has("num_pages") {
            self.brief = Some(value);
        } else if has("beats") && has("cast") {
            self.plan = Some(value);
        } else if has("properties") && has("type") {
            self.schema = Some(value);
        } else if let Some(numbers) = numbers(&value) {
            self.pages = Some(numbers);
        } else if let Value::Object(fields) = value {
            for (_, inner) in fields {
                self.keep(inner);
            }
        }
    }

    /// A text of the brief.
    pub(crate) fn brief_text(&self, name: &str) -> Option<&str> {
        self.brief.as_ref()?.get(name)?.as_str()
    }

    pub(crate) fn num_pages(&self) -> u64 {
        let asked = self.brief.as_ref().and_then(|brief| brief.get("num_pages")?.as_u64());
        let planned = || Some(self.plan.as_ref()?.get("beats")?.as_array()?.len() as u64);
        asked.or_else(planned).unwrap_or(8)
    }

    /// The language alone, e.g. `pt` of `pt-BR`.
    pub(crate) fn language(&self) -> &str {
        self.brief_text("language").and_then(|tag| tag.split('-').next()).unwrap_or("en")
    }

    /// Fewest and most words of a page, as asked, else by the brief's density.
    pub(crate) fn word_limits(&self) -> (usize, usize) {
        self.words.unwrap_or_else(|| match self.brief_text("text_density") {
            Some("light") => (8, 35),
            Some("rich") => (60, 150),
            _ => (25, 75),
        })
    }
}

/// Every JSON object and array in a text that is not within another one.
fn values(text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['{', '[']) {
        let tail = rest.get(start..).unwrap_or_default();
        let mut stream = serde_json::Deserializer::from_str(tail).into_iter::<Value>();
        let used = match stream.next() {
            Some(Ok(value)) => {
                found.push(value);
                stream.byte_offset()
            }
            _ => 1,
        };
        rest = tail.get(used.max(1)..).unwrap_or_default();
    }
    found
}

fn numbers(value: &Value) -> Option<Vec<u64>> {
    let list = value.as_array().filter(|list| !list.is_empty())?;
    list.iter().map(Value::as_u64).collect()
}

/// The two numbers before `words`, as in `25 to 75 words`.
fn word_limits(text: &str) -> Option<(usize, usize)> {
    let before = text.get(..text.find(" words")?)?;
    let mut numbers = before.rsplit(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
    let (most, least) = (numbers.next()?, numbers.next()?);
    (least <= most && most <= 1000).then_some((least, most))
}
