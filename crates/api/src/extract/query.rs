use std::future::{Ready, ready};
use std::ops::RangeInclusive;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use talewright_domain::Validator;

use crate::error::ApiError;

/// The query of the address, read field by field so that every wrong one is told at once. What nobody asks
/// for is ignored; of a name that comes twice the last one counts.
#[derive(Debug, Default)]
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
    errors: Validator,
}

impl FromRequest for Query {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::parse(request.query_string()))
    }
}

impl Query {
    pub(crate) fn parse(text: &str) -> Result<Self, ApiError> {
        let pairs = serde_urlencoded::from_str(text)
            .map_err(|_| ApiError::Malformed("the query of the address cannot be read".into()))?;
        Ok(Self { pairs, errors: Validator::new() })
    }

    fn given(&self, name: &str) -> Option<String> {
        let given = self.pairs.iter().rev().find(|(key, _)| key == name);
        given.map(|(_, text)| text.trim().to_owned())
    }

    /// A text as it stands there, at most this long.
    pub(crate) fn raw(&mut self, name: &str, max: usize) -> Option<String> {
        let text = self.given(name)?;
        self.errors.optional_text(name, Some(&text), max)
    }

    /// A text, where it is given and not empty.
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        let text = self.given(name)?;
        self.errors.optional_text(name, Some(&text), 200)
    }

    /// A word out of some; an empty one is none of them.
    pub(crate) fn word(&mut self, name: &str) -> Option<String> {
        let text = self.given(name)?;
        if text.is_empty() {
            self.errors.error(name, "is empty; leave it out or give a value");
            return None;
        }
        self.errors.optional_text(name, Some(&text), 200)
    }

    /// A value that has a parser.
    pub(crate) fn value<T: std::str::FromStr>(&mut self, name: &str, expected: &str) -> Option<T> {
        let text = self.word(name)?;
        self.errors.check(name, text.parse().map_err(|_| format!("is {text:?}; expected {expected}")))
    }

    /// A whole number in a range.
    pub(crate) fn number(&mut self, name: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        let number = self.value(name, &expected)?;
        let checked = if range.contains(&number) {
            Ok(number)
        } else {
            Err(format!("is {number}; expected {expected}"))
        };
        self.errors.check(name, checked)
    }

    /// One more thing that is wrong.
    pub(crate) fn error(&mut self, name: &str, message: &str) {
        self.errors.error(name, message);
    }

    /// Everything was fine, or all that was not.
    pub(crate) fn finish(self) -> Result<(), ApiError> {
        Ok(self.errors.finish()?)
    }
}

#[cfg(test)]
mod tests {
    use talewright_domain::Invalid;

    use super::*;

    #[test]
    fn numbers_and_texts() {
        let mut query = Query::parse("limit=5&q=a+b%C3%A9&empty=&envelope=true&limit=7").unwrap();
        assert_eq!(query.number("limit", 1..=100), Some(7));
        assert_eq!(query.text("q").as_deref(), Some("a bé"));
        assert_eq!((query.text("empty"), query.text("absent")), (None, None));
        assert!(query.finish().is_ok());
    }

    #[test]
    fn all_that_is_wrong_is_told() {
        let mut query = Query::parse("limit=500&skip=x&favorite=perhaps").unwrap();
        assert_eq!(query.number("limit", 1..=100), None);
        assert_eq!(query.number("skip", 0..=1000), None);
        assert_eq!(query.value::<bool>("favorite", "true or false"), None);
        let Err(ApiError::Invalid(Invalid(errors))) = query.finish() else { panic!("expected field errors") };
        let messages: Vec<String> = errors.into_iter().map(|error| error.message).collect();
        assert_eq!(
            messages,
            [
                "is 500; expected a whole number from 1 to 100",
                "is \"x\"; expected a whole number from 0 to 1000",
                "is \"perhaps\"; expected true or false"
            ]
        );
    }
}
