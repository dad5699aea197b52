//! One line of a log, read again.

use chrono::{DateTime, Utc};
use serde_json::Value;

/// How much a line matters; later ones matter more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogLevel {
    /// Every step.
    Trace,
    /// For those who look for a fault.
    Debug,
    /// What happens.
    Info,
    /// What should not happen, and does no harm.
    Warn,
    /// What somebody must look at.
    Error,
}

impl LogLevel {
    /// All of them, the least first.
    pub const ALL: [Self; 5] = [Self::Trace, Self::Debug, Self::Info, Self::Warn, Self::Error];

    /// Its name, in small letters.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }

    /// The level of a name, in small or large letters.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str().eq_ignore_ascii_case(name))
    }
}

/// One line of a log file.
#[derive(Debug, Clone, PartialEq)]
pub struct LogLine {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// How much it matters.
    pub level: LogLevel,
    /// Which part of the program wrote it.
    pub target: String,
    /// What happened.
    pub message: String,
    /// The other fields, an object.
    pub fields: Value,
    /// The line as it is in the file, where everything that misleads is escaped. It is not in the fields.
    pub raw: String,
}

impl LogLine {
    /// Reads a line; `None` when it is not one of ours, or was cut.
    pub(super) fn parse(raw: String) -> Option<Self> {
        let Value::Object(mut line) = serde_json::from_str(&raw).ok()? else { return None };
        let at = DateTime::parse_from_rfc3339(line.get("timestamp")?.as_str()?).ok()?.to_utc();
        let level = LogLevel::parse(line.get("level")?.as_str()?)?;
        let target = line.get("target")?.as_str()?.to_owned();
        let Value::Object(mut fields) = line.remove("fields")? else { return None };
        let message = match fields.remove("message") {
            Some(Value::String(message)) => message,
            Some(other) => other.to_string(),
            None => String::new(),
        };
        Some(Self { at, level, target, message, fields: Value::Object(fields), raw })
    }

    /// Whether `text`, in small letters, is in the message, the target, or a field.
    pub(super) fn mentions(&self, text: &str) -> bool {
        let holds = |part: &str| part.to_lowercase().contains(text);
        holds(&self.message) || holds(&self.target) || mentions(&self.fields, &holds)
    }
}

fn mentions(value: &Value, holds: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::Object(fields) => fields.iter().any(|(name, value)| holds(name) || mentions(value, holds)),
        Value::Array(values) => values.iter().any(|value| mentions(value, holds)),
        Value::String(text) => holds(text),
        other => holds(&other.to_string()),
    }
}
