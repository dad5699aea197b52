use bytes::Bytes;
use serde_json::Value;

/// What goes back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Bytes,
}

impl Answer {
    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self::of(status, "application/json; charset=utf-8", body.to_string())
    }

    pub(super) fn form(pairs: &[(&str, &str)]) -> Self {
        let body = serde_urlencoded::to_string(pairs).unwrap_or_default();
        Self::of(200, "application/x-www-form-urlencoded; charset=utf-8", body)
    }

    pub(super) fn html(status: u16, words: &str) -> Self {
        Self::of(status, "text/html; charset=utf-8", format!("<!doctype html><p>{words}</p>"))
    }

    pub(super) fn redirect(status: u16, location: String) -> Self {
        let mut answer = Self::html(status, "This way, please.");
        answer.headers.push(("location", location));
        answer
    }

    fn of(status: u16, media_type: &'static str, body: String) -> Self {
        Self { status, headers: vec![("content-type", media_type.to_owned())], body: body.into() }
    }
}
