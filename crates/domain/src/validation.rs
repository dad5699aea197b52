//! Bad input is reported whole: every field that is wrong, at once, with what to do about it.

use std::fmt;

/// One thing wrong with one field of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Path of the field, e.g. `characters[1].name`.
    pub field: String,
    /// What is wrong and what is expected, for a person.
    pub message: String,
}

/// Input that cannot be accepted. Never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Invalid(pub Vec<FieldError>);

impl Invalid {
    /// Exactly one field is wrong.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self(vec![FieldError { field: field.into(), message: message.into() }])
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{}: {}", error.field, error.message)?;
        }
        Ok(())
    }
}

/// Collects the errors of one input while its fields are parsed.
#[derive(Debug, Default)]
pub struct Validator {
    errors: Vec<FieldError>,
}

impl Validator {
    /// A collector with no error yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Records one error.
    pub fn error(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.errors.push(FieldError { field: field.into(), message: message.into() });
    }

    /// Keeps the value of a parse, or records its error under `field`.
    pub fn check<T, E: fmt::Display>(&mut self, field: &str, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|error| self.error(field, error.to_string())).ok()
    }

    /// A required text: trimmed, between 1 and `max` characters, free of control characters.
    pub fn text(&mut self, field: &str, text: &str, max: usize) -> String {
        let clean = self.optional_text(field, Some(text), max);
        clean.unwrap_or_else(|| {
            if !self.errors.iter().any(|error| error.field == field) {
                self.error(field, "must not be empty");
            }
            String::new()
        })
    }

    /// An optional text under the same rules; blank counts as absent.
    pub fn optional_text(&mut self, field: &str, text: Option<&str>, max: usize) -> Option<String> {
        let text = text.map(str::trim).filter(|text| !text.is_empty())?;
        let length = text.chars().count();
        if length > max {
            self.error(field, format!("has {length} characters, at most {max} are allowed"));
            return None;
        }
        if let Some(position) = text.chars().position(is_forbidden) {
            self.error(
                field,
                format!("contains a control character at position {}; remove it", position + 1),
            );
            return None;
        }
        Some(text.to_owned())
    }

    /// The errors so far, or nothing to complain about.
    pub fn finish(self) -> Result<(), Invalid> {
        if self.errors.is_empty() { Ok(()) } else { Err(Invalid(self.errors)) }
    }
}

/// Control characters other than line breaks and tabs, and the bidirectional overrides that can make a
/// text read differently from what it is.
fn is_forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_reported_at_once() {
        let mut validator = Validator::new();
        validator.text("idea", "  ", 10);
        validator.text("title", "a\0b", 10);
        validator.text("moral", "abcdef", 5);
        let Invalid(errors) = validator.finish().unwrap_err();
        let fields: Vec<_> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["idea", "title", "moral"]);
        assert!(errors[1].message.contains("position 2"));
    }

    #[test]
    fn line_breaks_are_welcome() {
        let mut validator = Validator::new();
        assert_eq!(validator.text("idea", " a\nb ", 10), "a\nb");
        assert!(validator.finish().is_ok());
    }
}
