//! An OpenAPI document as a judge.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::mock::call::{Call, Payload};
use crate::mock::house::lock;

/// Longest complaint: a validator's words may repeat the whole body.
const LONGEST: usize = 400;

/// An OpenAPI document, read and compiled when it is first asked.
#[derive(Debug)]
pub(crate) struct Document {
    text: std::borrow::Cow<'static, str>,
    relax: fn(&mut Value),
    read: OnceLock<Value>,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Document {
    /// The document's text, and what is to be relaxed in it.
    pub(crate) fn new(text: impl Into<std::borrow::Cow<'static, str>>, relax: fn(&mut Value)) -> Self {
        Self { text: text.into(), relax, read: OnceLock::new(), validators: Mutex::default() }
    }

    fn value(&self) -> &Value {
        self.read.get_or_init(|| {
            let mut value = serde_json::from_str(&self.text).unwrap_or_default();
            (self.relax)(&mut value);
            value
        })
    }

    fn schema(&self, name: &str) -> Option<&Value> {
        self.value().get("components")?.get("schemas")?.get(name)
    }

    fn validator(&self, name: &str) -> Result<Arc<Validator>, String> {
        if let Some(validator) = lock(&self.validators).get(name) {
            return Ok(Arc::clone(validator));
        }
        self.schema(name).ok_or_else(|| format!("the document has no schema {name}"))?;
        let root = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$ref": format!("#/components/schemas/{name}"),
            "components": self.value().get("components"),
        });
        let validator = Arc::new(jsonschema::validator_for(&root).map_err(|error| error.to_string())?);
        lock(&self.validators).insert(name.to_owned(), Arc::clone(&validator));
        Ok(validator)
    }

    /// What is wrong with a value by the schema of this name.
    pub(crate) fn wrongs(&self, schema: &str, value: &Value) -> Result<Vec<String>, String> {
        let validator = self.validator(schema)?;
        let say = |error: jsonschema::ValidationError<'_>| {
            let text: String = error.to_string().chars().take(LONGEST).collect();
            format!("{}: {text}", error.instance_path())
        };
        Ok(validator.iter_errors(value).map(say).collect())
    }

    /// The same for a JSON body.
    pub(crate) fn json(&self, schema: &str, call: &Call) -> Vec<String> {
        let Payload::Json(body) = &call.payload else {
            return vec!["the body is not `application/json`".into()];
        };
        // A document that cannot be used must never pass for a silent judge.
        self.wrongs(schema, body).unwrap_or_else(|error| vec![error])
    }

    /// The same, and no field besides those of the schema and these.
    pub(crate) fn request(&self, schema: &str, call: &Call, newer: &[&str]) -> Vec<String> {
        let mut wrongs = self.json(schema, call);
        let known = self.fields(schema);
        let fields = call.json().as_object().into_iter().flatten().map(|(name, _)| name.as_str());
        let strange = fields.filter(|name| !known.contains(*name) && !newer.contains(name));
        wrongs.extend(strange.map(|name| format!("/{name}: this field is not known")));
        wrongs
    }

    /// The properties of a schema and of all that it is composed of.
    pub(crate) fn fields(&self, schema: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&Value> = self.schema(schema).into_iter().collect();
        while let Some(schema) = open.pop() {
            let properties = schema.get("properties").and_then(Value::as_object);
            found.extend(properties.into_iter().flatten().map(|(name, _)| name.clone()));
            open.extend(schema.get("allOf").and_then(Value::as_array).into_iter().flatten());
            let target = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.rsplit('/').next());
            open.extend(target.and_then(|name| self.schema(name)));
        }
        found
    }
}
