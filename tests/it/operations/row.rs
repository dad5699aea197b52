//! How an operation is called, well and badly.

use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use super::stage::Things;
use crate::support::Client;

/// What must be there before an operation can succeed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Needs {
    Nothing,
    /// A stored draft, not started.
    Draft,
    /// A story that waits for a worker.
    Queued,
    /// A story whose job was cancelled.
    Cancelled,
    /// A finished story.
    Done,
    Character,
    /// A second device that is signed in.
    Session,
    ApiKey,
    /// The code of a letter by which a password is set.
    ResetCode,
    /// The code of a letter that shows an address to be one's own.
    VerificationCode,
    /// No administrator, and the code that makes the first.
    ClaimCode,
    Voucher,
    /// Somebody who comes back from Google, once.
    Arrival,
}

/// An operation, and how to call it well and badly. Paths, bodies and forms may name [`Things`]: `{story}`.
pub struct Row {
    pub id: &'static str,
    pub needs: Needs,
    pub success: u16,
    pub method: Method,
    pub path: &'static str,
    pub body: Body,
    pub bad: Bad,
}

pub type Fields = &'static [(&'static str, &'static str)];

pub enum Body {
    None,
    Json(fn() -> Value),
    Form(Fields),
    /// A picture in a form.
    Picture(fn() -> Vec<u8>),
}

/// How the input is spoilt.
pub enum Bad {
    Body(Body),
    Path(&'static str),
    /// It takes nothing that could be bad but who one is.
    Token,
    /// It takes nothing at all.
    Nothing,
}

/// What is documented at the root, not under the API's prefix.
const ROOT: [&str; 2] = ["/health", "/static_content/"];

impl Row {
    fn new(id: &'static str, success: u16, method: Method, path: &'static str) -> Self {
        let (needs, body, bad) = (Needs::Nothing, Body::None, Bad::Token);
        Self { id, needs, success, method, path, body, bad }
    }

    pub fn get(id: &'static str, path: &'static str) -> Self {
        Self::new(id, 200, Method::GET, path)
    }

    pub fn post(id: &'static str, success: u16, path: &'static str) -> Self {
        Self::new(id, success, Method::POST, path)
    }

    pub fn put(id: &'static str, path: &'static str) -> Self {
        Self::new(id, 200, Method::PUT, path)
    }

    pub fn patch(id: &'static str, path: &'static str) -> Self {
        Self::new(id, 200, Method::PATCH, path)
    }

    pub fn delete(id: &'static str, path: &'static str) -> Self {
        Self::new(id, 204, Method::DELETE, path)
    }

    pub fn gives(self, success: u16) -> Self {
        Self { success, ..self }
    }

    pub fn needs(self, needs: Needs) -> Self {
        Self { needs, ..self }
    }

    pub fn json(self, good: fn() -> Value, bad: fn() -> Value) -> Self {
        Self { body: Body::Json(good), bad: Bad::Body(Body::Json(bad)), ..self }
    }

    pub fn form(self, good: Fields, bad: Fields) -> Self {
        Self { body: Body::Form(good), bad: Bad::Body(Body::Form(bad)), ..self }
    }

    pub fn picture(self, good: fn() -> Vec<u8>, bad: fn() -> Vec<u8>) -> Self {
        Self { body: Body::Picture(good), bad: Bad::Body(Body::Picture(bad)), ..self }
    }

    pub fn bad_path(self, path: &'static str) -> Self {
        Self { bad: Bad::Path(path), ..self }
    }

    pub fn takes_nothing(self) -> Self {
        Self { bad: Bad::Nothing, ..self }
    }

    /// Whether it is for administrators.
    pub fn is_administration(&self) -> bool {
        self.path.starts_with("/admin/")
    }

    /// Whether its path names something of somebody.
    pub fn names_things(&self) -> bool {
        self.path.contains('{')
    }

    /// Whether it leaves everything as it was.
    pub fn reads(&self) -> bool {
        self.method == Method::GET && self.needs != Needs::Arrival
    }

    /// Whether it calls this method and path of the document.
    pub fn calls(&self, method: &str, template: &str) -> bool {
        let path = address(self.path);
        let path: Vec<&str> = path.split('?').next().unwrap_or_default().split('/').collect();
        let template: Vec<&str> = template.split('/').collect();
        let fits = |(part, named): (&&str, &&str)| part == named || named.starts_with('{');
        self.method.as_str().eq_ignore_ascii_case(method)
            && path.len() == template.len()
            && path.iter().zip(&template).all(fits)
    }

    /// The good request.
    pub fn request(&self, client: &Client, things: &Things) -> RequestBuilder {
        let request = client.raw(self.method.clone(), &address(&things.fill(self.path)));
        let request = match &things.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        };
        self.body.fill(request, things)
    }

    /// The bad one; `None` where nothing could be bad.
    pub fn bad_request(&self, client: &Client, things: &Things) -> Option<RequestBuilder> {
        let to = |client: &Client, path| client.raw(self.method.clone(), &address(&things.fill(path)));
        match &self.bad {
            Bad::Body(body) => Some(body.fill(to(client, self.path), things)),
            Bad::Path(path) => Some(self.body.fill(to(client, path), things)),
            Bad::Token => Some(self.body.fill(to(&client.with_token("nonsense"), self.path), things)),
            Bad::Nothing => None,
        }
    }
}

fn address(path: &str) -> String {
    let at_root = ROOT.iter().any(|root| path.starts_with(root));
    if at_root { path.to_owned() } else { format!("/api/v1{path}") }
}

impl Body {
    fn fill(&self, request: RequestBuilder, things: &Things) -> RequestBuilder {
        match self {
            Self::None => request,
            Self::Json(body) => {
                let body = things.fill(&body().to_string());
                request.header("content-type", "application/json").body(body)
            }
            Self::Form(fields) => {
                let fields = fields.iter().map(|(name, value)| (*name, things.fill(value)));
                request.form(&fields.collect::<Vec<_>>())
            }
            Self::Picture(bytes) => {
                let file = Part::bytes(bytes()).file_name("photo.png").mime_str("image/png").unwrap();
                request.multipart(Form::new().part("file", file))
            }
        }
    }
}
