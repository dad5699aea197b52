//! What Runware answers: `{"data": […], "errors": […]}`, either, both or neither, and sometimes another shape.

use serde_json::{Value, json};

use crate::http::{Failure, Loss};
use talewright_domain::CostUsd;
use talewright_domain::ports::ProviderErrorKind;

/// How a task stands, by an answer's word.
#[derive(Debug)]
pub(super) enum Standing {
    /// At least one picture is there.
    Painted(Painted),
    /// There are results, but none may be shown.
    Unsafe,
    /// It ended in this error, or was not taken on because of it.
    Failed(Failure),
    /// It is in use already: its results can be asked for.
    Known,
    /// It is being worked on, as far as anything was said.
    Working,
}

/// A picture and what all results of the task cost.
#[derive(Debug, PartialEq)]
pub(super) struct Painted {
    pub(super) file: File,
    pub(super) cost: Option<CostUsd>,
    /// The provider's own words about it.
    pub(super) raw: Value,
}

/// Where a picture is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum File {
    /// At an address, for a while.
    At(String),
    /// In the answer, in base64.
    Here(String),
}

/// One entry of `data`. Nothing in it is certain to be there.
#[derive(Clone, Copy)]
struct Item<'a>(&'a Value);

impl<'a> Item<'a> {
    fn text(self, name: &str) -> Option<&'a str> {
        self.0.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    fn is_of(self, id: &str) -> bool {
        self.text("taskUUID").is_none_or(|of| of.eq_ignore_ascii_case(id))
    }

    fn file(self) -> Option<File> {
        let address = self.text("imageURL").map(|address| File::At(address.to_owned()));
        let here = || self.text("imageBase64Data").or_else(|| self.text("imageDataURI"));
        address.or_else(|| here().map(|data| File::Here(data.to_owned())))
    }

    fn is_unsafe(self) -> bool {
        self.0.get("NSFWContent").and_then(Value::as_bool) == Some(true)
    }

    fn cost(self) -> Option<CostUsd> {
        CostUsd::from_dollars(self.0.get("cost")?.as_f64()?)
    }
}

impl Standing {
    /// What an answer says about a task. A success is kept, whatever else went wrong.
    pub(super) fn of(answer: &Value, id: &str) -> Self {
        let results = results(answer, id);
        let pictures: Vec<&Item<'_>> = results.iter().filter(|item| item.file().is_some()).collect();
        if let Some(file) = pictures.iter().find(|item| !item.is_unsafe()).and_then(|item| item.file()) {
            let costs: Vec<CostUsd> = results.iter().filter_map(|item| item.cost()).collect();
            let cost = (!costs.is_empty()).then(|| costs.into_iter().sum::<CostUsd>());
            let raw = json!({ "taskUUID": id, "results": results.len(), "cost": cost.map(CostUsd::dollars) });
            return Self::Painted(Painted { file, cost, raw });
        }
        if results.iter().any(|item| item.is_unsafe()) {
            return Self::Unsafe;
        }
        match failures(answer, id).into_iter().next() {
            Some(failure) if is_conflict(&failure) => Self::Known,
            Some(failure) => Self::Failed(failure),
            None => Self::Working,
        }
    }

    /// Whether the answer says anything at all about the task.
    pub(super) fn is_told(answer: &Value, id: &str) -> bool {
        !results(answer, id).is_empty()
    }
}

/// The entries about a task, each picture once: answers are cumulative.
fn results<'a>(answer: &'a Value, id: &str) -> Vec<Item<'a>> {
    let mut results: Vec<Item<'a>> = Vec::new();
    for item in answer.get("data").and_then(Value::as_array).into_iter().flatten().map(Item) {
        let image = item.text("imageUUID");
        let known = image.is_some() && results.iter().any(|result| result.text("imageUUID") == image);
        if item.is_of(id) && item.0.is_object() && !known {
            results.push(item);
        }
    }
    results
}

/// What went wrong: `errors`, `error`, a bare list, and entries of `data` with an error.
fn failures(answer: &Value, id: &str) -> Vec<Failure> {
    let listed = answer.get("errors").and_then(Value::as_array).or_else(|| answer.as_array());
    let listed = listed.into_iter().flatten().filter(|error| Item(error).is_of(id));
    let failed = results(answer, id).into_iter().filter(|item| item.text("status") == Some("error"));
    let failed = failed.map(|item| item.0.get("error").unwrap_or(item.0));
    let alone = answer.get("error").filter(|error| !error.is_null());
    // An error is told apart from a message about one by its code: the core reads what is under `error`.
    alone
        .into_iter()
        .chain(failed)
        .chain(listed)
        .filter_map(|error| Failure::inside(&json!({ "error": error })))
        .collect()
}

fn is_conflict(failure: &Failure) -> bool {
    says(failure, &["conflicttaskuuid"])
}

/// Whether one of its codes holds one of these words, whatever the letters' case.
fn says(failure: &Failure, words: &[&str]) -> bool {
    let codes = failure.codes.iter().map(|code| code.to_ascii_lowercase());
    codes.into_iter().any(|code| words.iter().any(|word| code.contains(word)))
}

const UNSAFE: [&str; 9] = [
    "contentpolicy",
    "sensitivecontent",
    "unsafecontent",
    "nsfw",
    "promptblocked",
    "imageblocked",
    "moderationfailed",
    "invalidprovidercontent",
    "contentmoderation",
];
const CREDIT: [&str; 4] = ["credit", "quota", "balance", "paymentrequired"];
const KEY: [&str; 5] = ["apikey", "unauthorized", "authentication", "forbidden", "permission"];
const MODEL: [&str; 4] = ["invalidmodel", "modelnotfound", "unsupportedmodel", "missingmodel"];
const THERE: [&str; 7] = [
    "inferenceerror",
    "provider",
    "noavailableserver",
    "modelnotready",
    "servererror",
    "overload",
    "serviceunavailable",
];
const REQUEST: [&str; 5] = ["invalid", "missing", "unsupported", "validation", "toolarge"];

/// The kind of a failure. Runware has hundreds of codes, and they change: what is stable is how they are made.
pub(crate) fn kind_of(failure: &Failure, loss: Loss) -> ProviderErrorKind {
    let retry_after = failure.retry_after;
    if is_conflict(failure) {
        ProviderErrorKind::Pending
    } else if says(failure, &UNSAFE) {
        ProviderErrorKind::Refused
    } else if says(failure, &CREDIT) || says(failure, &KEY) {
        ProviderErrorKind::Account
    } else if says(failure, &["ratelimit", "toomanyrequests"]) {
        ProviderErrorKind::RateLimited { retry_after }
    } else if says(failure, &["timeout"]) {
        loss.kind()
    } else if says(failure, &MODEL) {
        ProviderErrorKind::ModelGone
    } else if says(failure, &THERE) {
        ProviderErrorKind::Unavailable { retry_after }
    } else if says(failure, &REQUEST) {
        ProviderErrorKind::InvalidRequest
    } else {
        crate::http::classify(failure, loss)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0b6f1f2e-6c0e-4a52-9a4e-1f6f7b8c9d0e";

    fn item(fields: Value) -> Value {
        let mut item = json!({ "taskType": "imageInference", "taskUUID": ID });
        item.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        item
    }

    fn painted(answer: &Value) -> Painted {
        match Standing::of(answer, ID) {
            Standing::Painted(painted) => painted,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_picture_is_found_wherever_it_is() {
        let at = json!({"data": [item(json!({"imageUUID": "a", "imageURL": "https://im.runware.ai/a.jpg", "cost": 0.0042}))]});
        let found = painted(&at);
        assert_eq!(found.file, File::At("https://im.runware.ai/a.jpg".into()));
        assert_eq!(found.cost, CostUsd::from_dollars(0.0042));
        for name in ["imageBase64Data", "imageDataURI"] {
            let here = json!({"data": [item(json!({"imageUUID": "a", name: "abc"}))]});
            assert_eq!(
                painted(&here),
                Painted { file: File::Here("abc".into()), cost: None, raw: painted(&here).raw }
            );
        }
    }

    #[test]
    fn what_succeeded_is_kept_and_counted_once() {
        let one =
            item(json!({"imageUUID": "a", "imageURL": "https://x.test/a", "cost": 0.5, "status": "success"}));
        let nsfw =
            item(json!({"imageUUID": "b", "imageURL": "https://x.test/b", "cost": 0.5, "NSFWContent": true}));
        let other =
            json!({"taskUUID": "another", "imageUUID": "c", "imageURL": "https://x.test/c", "cost": 9.0});
        let error = json!({"code": "providerContentPolicyViolation", "message": "no", "taskUUID": ID});
        let answer = json!({"data": [nsfw, one, one, other], "errors": [error]});
        let found = painted(&answer);
        assert_eq!(found.file, File::At("https://x.test/a".into()));
        assert_eq!(found.cost, CostUsd::from_dollars(1.0));
        assert!(matches!(Standing::of(&json!({"data": [nsfw]}), ID), Standing::Unsafe));
    }

    #[test]
    fn errors_are_read_in_every_shape() {
        let error = json!({"code": "inferenceError", "message": "no", "parameter": ["width", "height"], "taskUUID": ID});
        let shapes = [
            json!({"errors": [error]}),
            json!({"error": error, "taskUUID": ID, "taskType": "imageInference"}),
            json!([error]),
            json!({"data": [item(json!({"status": "error", "error": error}))]}),
        ];
        for shape in shapes {
            match Standing::of(&shape, ID) {
                Standing::Failed(failure) => assert_eq!(failure.codes, ["inferenceError"], "{shape}"),
                other => panic!("{other:?} of {shape}"),
            }
        }
        let of_another = json!({"errors": [{"code": "inferenceError", "taskUUID": "another"}]});
        assert!(matches!(Standing::of(&of_another, ID), Standing::Working));
    }

    #[test]
    fn silence_is_work() {
        for answer in [
            json!({}),
            json!({"data": []}),
            json!({"data": [item(json!({}))]}),
            json!({"data": null}),
            json!("?"),
        ] {
            assert!(matches!(Standing::of(&answer, ID), Standing::Working), "{answer}");
        }
        assert!(Standing::is_told(&json!({"data": [item(json!({"status": "processing"}))]}), ID));
        assert!(!Standing::is_told(&json!({"data": []}), ID));
        let conflict = json!({"errors": [{"code": "conflictTaskUUID", "taskUUID": ID}]});
        assert!(matches!(Standing::of(&conflict, ID), Standing::Known));
    }

    #[test]
    fn codes_are_told_by_how_they_are_made() {
        use ProviderErrorKind as Kind;
        let cases = [
            ("conflictTaskUUID", Kind::Pending),
            ("timeoutProvider", Kind::Pending),
            ("inferenceTimeout", Kind::Pending),
            ("insufficientCredits", Kind::Account),
            ("apiKeyQuotaExceeded", Kind::Account),
            ("paymentRequired", Kind::Account),
            ("invalidApiKey", Kind::Account),
            ("rateLimitExceeded", Kind::RateLimited { retry_after: None }),
            ("providerRateLimitExceeded", Kind::RateLimited { retry_after: None }),
            ("providerContentPolicyViolation", Kind::Refused),
            ("invalidProviderContent", Kind::Refused),
            ("NSFWContentDetected", Kind::Refused),
            ("inferenceError", Kind::Unavailable { retry_after: None }),
            ("providerError", Kind::Unavailable { retry_after: None }),
            ("modelNotReady", Kind::Unavailable { retry_after: None }),
            ("invalidModel", Kind::ModelGone),
            ("invalidPositivePromptLength", Kind::InvalidRequest),
            ("missingWidth", Kind::InvalidRequest),
        ];
        for (code, kind) in cases {
            let failure = Failure { codes: vec![code.into()], ..Failure::default() };
            assert_eq!(kind_of(&failure, Loss::Pending), kind, "{code}");
        }
        let strange = Failure { status: Some(402), codes: vec!["xyz".into()], ..Failure::default() };
        assert_eq!(kind_of(&strange, Loss::Pending), Kind::Account);
    }
}
