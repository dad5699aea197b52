use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};
use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use serde::de::DeserializeOwned;
use serde_json::Value;
use talewright_app::AppError;
use talewright_domain::{FieldError, Invalid};

use crate::error::ApiError;

/// Most bytes of a JSON body.
pub(crate) const MAX_JSON_BYTES: usize = 1024 * 1024;
/// A body that has not come in this time is cut off: slow clients must not hold connections.
pub(crate) const BODY_SECONDS: u64 = 30;

/// A JSON object as it was sent. [`JsonBody::read`] turns it into a request.
#[derive(Debug)]
pub(crate) struct JsonBody {
    /// The bytes, for the idempotency key.
    pub(crate) bytes: Bytes,
    value: Value,
}

/// The same, where a body may also be left out.
#[derive(Debug)]
pub(crate) struct OptionalJsonBody(pub(crate) JsonBody);

/// A request as far as it could be read, with every field that could not.
#[derive(Debug)]
pub(crate) struct Checked<T> {
    request: T,
    errors: Vec<FieldError>,
}

impl FromRequest for JsonBody {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind = check_media_type(request);
        let payload = web::Payload::from_request(request, payload);
        Box::pin(async move {
            kind?;
            parse(in_time(collect(payload.await.map_err(ApiError::internal)?)).await?)
        })
    }
}

impl FromRequest for OptionalJsonBody {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let kind = check_media_type(request);
        let payload = web::Payload::from_request(request, payload);
        Box::pin(async move {
            let bytes = in_time(collect(payload.await.map_err(ApiError::internal)?)).await?;
            if bytes.is_empty() {
                return Ok(Self(JsonBody { bytes, value: Value::Object(serde_json::Map::new()) }));
            }
            kind?;
            parse(bytes).map(Self)
        })
    }
}

fn parse(bytes: Bytes) -> Result<JsonBody, ApiError> {
    let value = serde_json::from_slice(&bytes)
        .map_err(|error| ApiError::Malformed(format!("the body is not JSON: {error}")))?;
    Ok(JsonBody { bytes, value })
}

fn check_media_type(request: &HttpRequest) -> Result<(), ApiError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let essence = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_json =
        essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"));
    if is_json { Ok(()) } else { Err(ApiError::UnsupportedMediaType("application/json")) }
}

/// Waits for a body, but not for ever.
pub(crate) async fn in_time<T>(body: impl Future<Output = Result<T, ApiError>>) -> Result<T, ApiError> {
    let limit = std::time::Duration::from_secs(BODY_SECONDS);
    tokio::time::timeout(limit, body).await.unwrap_or(Err(ApiError::TooSlow(BODY_SECONDS)))
}

async fn collect(mut payload: web::Payload) -> Result<Bytes, ApiError> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| ApiError::Malformed(format!("the body broke off: {error}")))?;
        if bytes.len() + chunk.len() > MAX_JSON_BYTES {
            return Err(ApiError::TooLarge(MAX_JSON_BYTES));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

impl JsonBody {
    /// Reads a request whose fields are all optional to serde. A field that is unknown or of the wrong type is
    /// noted, taken out, and the rest is read again: the client learns of every one at once.
    pub(crate) fn read<T: DeserializeOwned>(mut self) -> Result<Checked<T>, ApiError> {
        if !self.value.is_object() {
            return Err(Invalid::field("", "must be a JSON object").into());
        }
        let mut errors: Vec<FieldError> = Vec::new();
        loop {
            let error = match serde_path_to_error::deserialize(&self.value) {
                Ok(request) => return Ok(Checked { request, errors }),
                Err(error) => error,
            };
            let (path, message) = blame(&error);
            let was_there = take_out(&mut self.value, &path);
            errors.push(FieldError { field: show(&path), message });
            if !was_there || errors.len() >= 100 {
                return Err(Invalid(errors).into());
            }
        }
    }
}

impl<T> Checked<T> {
    /// Parses further, and reports what that finds together with what was found already.
    pub(crate) fn parse<U>(self, parse: impl FnOnce(T) -> Result<U, Invalid>) -> Result<U, ApiError> {
        let parsed = parse(self.request);
        merge(self.errors, parsed.map_err(ApiError::Invalid))
    }

    /// The same, where parsing has to ask the database.
    pub(crate) async fn parse_later<U>(
        self,
        parse: impl AsyncFnOnce(T) -> Result<U, AppError>,
    ) -> Result<U, ApiError> {
        let parsed = parse(self.request).await;
        merge(self.errors, parsed.map_err(ApiError::from))
    }
}

fn merge<U>(mut errors: Vec<FieldError>, parsed: Result<U, ApiError>) -> Result<U, ApiError> {
    match parsed {
        Ok(parsed) if errors.is_empty() => return Ok(parsed),
        Ok(_) => {}
        // A field that could not be read is missing by now; that is no second error.
        Err(ApiError::Invalid(Invalid(more))) => {
            for error in more {
                if !errors.iter().any(|known| known.field == error.field) {
                    errors.push(error);
                }
            }
        }
        Err(other) => return Err(other),
    }
    Err(Invalid(errors).into())
}

/// A step on the way to a value.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
}

/// Where the error is, and what to tell about it.
fn blame(error: &serde_path_to_error::Error<serde_json::Error>) -> (Vec<Step>, String) {
    use serde_path_to_error::Segment;
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(Step::Index(*index)),
        Segment::Map { key } => Some(Step::Key(key.clone())),
        Segment::Enum { variant } => Some(Step::Key(variant.clone())),
        Segment::Unknown => None,
    };
    let mut path: Vec<Step> = error.path().iter().filter_map(step).collect();
    let message = error.inner().to_string();
    let named = |prefix: &str| message.strip_prefix(prefix)?.split('`').next();
    if let Some(name) = named("unknown field `") {
        if path.last() != Some(&Step::Key(name.to_owned())) {
            path.push(Step::Key(name.to_owned()));
        }
        let known = message.split("expected ").nth(1).unwrap_or_default().replace("one of ", "");
        return (path, format!("is unknown; the known fields are {}", known.replace('`', "")));
    }
    if let Some(name) = named("missing field `") {
        path.push(Step::Key(name.to_owned()));
        return (path, "is missing".into());
    }
    (
        path,
        message
            .replace("invalid type: ", "has the wrong type: ")
            .replace("invalid value: ", "has a wrong value: "),
    )
}

/// Removes what the path leads to; whether it was there.
fn take_out(value: &mut Value, path: &[Step]) -> bool {
    match (path, value) {
        ([Step::Key(key)], Value::Object(map)) => map.remove(key).is_some(),
        // The places of the others must not shift: a hole is left.
        ([Step::Index(index)], Value::Array(list)) => {
            list.get_mut(*index).is_some_and(|slot| !std::mem::replace(slot, Value::Null).is_null())
        }
        ([Step::Key(key), rest @ ..], Value::Object(map)) => {
            map.get_mut(key).is_some_and(|inner| take_out(inner, rest))
        }
        ([Step::Index(index), rest @ ..], Value::Array(list)) => {
            list.get_mut(*index).is_some_and(|inner| take_out(inner, rest))
        }
        _ => false,
    }
}

fn show(path: &[Step]) -> String {
    path.iter().fold(String::new(), |text, step| match step {
        Step::Key(key) if text.is_empty() => key.clone(),
        Step::Key(key) => format!("{text}.{key}"),
        Step::Index(index) => format!("{text}[{index}]"),
    })
}

#[cfg(test)]
mod tests {
    use futures::Stream;
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default, deny_unknown_fields)]
    struct Request {
        name: Option<String>,
        pages: Option<i64>,
        people: Option<Vec<Option<Person>>>,
    }

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default, deny_unknown_fields)]
    struct Person {
        age: Option<i64>,
    }

    fn read(value: Value) -> Result<Checked<Request>, ApiError> {
        JsonBody { bytes: Bytes::new(), value }.read()
    }

    #[test]
    fn a_good_body_is_read() {
        let request = read(json!({"name": "Mara", "people": [{"age": 7}]})).unwrap().parse(Ok).unwrap();
        assert_eq!(request.name.as_deref(), Some("Mara"));
    }

    #[test]
    fn every_wrong_field_is_told() {
        let body = json!({
            "name": 5, "pages": "many", "colour": "red", "size": 1,
            "people": [{"age": 7}, {"age": true, "hat": 1}, 4]
        });
        let domain = |_: Request| {
            Err::<(), _>(Invalid(vec![
                FieldError { field: "name".into(), message: "must not be empty".into() },
                FieldError { field: "title".into(), message: "too long".into() },
            ]))
        };
        let ApiError::Invalid(Invalid(errors)) = read(body).unwrap().parse(domain).unwrap_err() else {
            panic!("expected field errors")
        };
        let mut fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        fields.sort_unstable();
        assert_eq!(
            fields,
            ["colour", "name", "pages", "people[1].age", "people[1].hat", "people[2]", "size", "title"]
        );
        let colour = errors.iter().find(|error| error.field == "colour").unwrap();
        assert_eq!(colour.message, "is unknown; the known fields are name, pages, people");
        let name = errors.iter().find(|error| error.field == "name").unwrap();
        assert_eq!(name.message, "has the wrong type: integer `5`, expected a string");
    }

    /// A body that never ends and comes a byte a second.
    fn dripping() -> Payload {
        let drip = async |()| {
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            Some((Ok(Bytes::from_static(b" ")), ()))
        };
        let drops: Pin<Box<dyn Stream<Item = _>>> = Box::pin(futures::stream::unfold((), drip));
        Payload::from(drops)
    }

    async fn assert_cut_off<T: FromRequest<Error = ApiError>>(media_type: &str) {
        let request = actix_web::test::TestRequest::post()
            .insert_header((header::CONTENT_TYPE, media_type))
            .app_data(web::Data::new(crate::extract::UploadLimit(1_000)))
            .to_http_request();
        let started = tokio::time::Instant::now();
        let Err(error) = T::from_request(&request, &mut dripping()).await else { panic!("{media_type}") };
        assert_eq!(started.elapsed().as_secs(), BODY_SECONDS, "{media_type}");
        let answer = actix_web::ResponseError::error_response(&error);
        assert_eq!(answer.status().as_u16(), 408, "{media_type}");
        assert_eq!(answer.headers().get(header::CONNECTION).unwrap(), "close");
    }

    #[tokio::test(start_paused = true)]
    async fn who_sends_a_byte_at_a_time_is_cut_off() {
        use crate::extract::{Form, Upload};
        assert_cut_off::<JsonBody>("application/json").await;
        assert_cut_off::<OptionalJsonBody>("application/json").await;
        assert_cut_off::<Form<Request>>("application/x-www-form-urlencoded").await;
        assert_cut_off::<Upload>("multipart/form-data; boundary=x").await;
    }

    #[test]
    fn only_objects_are_requests() {
        for value in [json!([]), json!("x"), json!(null), json!(1)] {
            assert!(matches!(read(value), Err(ApiError::Invalid(_))));
        }
    }
}
