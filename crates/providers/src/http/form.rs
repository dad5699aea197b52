use bytes::Bytes;
use reqwest::multipart;

/// A `multipart/form-data` body.
#[derive(Debug, Clone, Default)]
pub struct Form {
    pub(super) parts: Vec<Part>,
}

#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) content: Content,
}

#[derive(Debug, Clone)]
pub(super) enum Content {
    Text(String),
    File { file_name: String, media_type: String, bytes: Bytes },
}

impl Form {
    /// An empty form.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field.
    #[must_use]
    pub fn text(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parts.push(Part { name: name.into(), content: Content::Text(value.into()) });
        self
    }

    /// Adds a file. The media type is one that the caller found in the bytes.
    #[must_use]
    pub fn file(
        mut self,
        name: impl Into<String>,
        file_name: impl Into<String>,
        media_type: impl Into<String>,
        bytes: Bytes,
    ) -> Self {
        let content = Content::File { file_name: file_name.into(), media_type: media_type.into(), bytes };
        self.parts.push(Part { name: name.into(), content });
        self
    }

    /// The names of its parts, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|part| part.name.as_str())
    }

    /// The value of a text field.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.texts().find(|(field, _)| *field == name).map(|(_, value)| value)
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parts.iter().filter_map(|part| match &part.content {
            Content::Text(text) => Some((part.name.as_str(), text.as_str())),
            Content::File { .. } => None,
        })
    }

    pub(super) fn into_multipart(self) -> multipart::Form {
        self.parts.into_iter().fold(multipart::Form::new(), |form, part| {
            let content = match part.content {
                Content::Text(text) => multipart::Part::text(text),
                Content::File { file_name, media_type, bytes } => {
                    let length = bytes.len() as u64;
                    let file = |bytes: Bytes| {
                        multipart::Part::stream_with_length(bytes, length).file_name(file_name.clone())
                    };
                    file(bytes.clone()).mime_str(&media_type).unwrap_or_else(|_| file(bytes))
                }
            };
            form.part(part.name, content)
        })
    }
}
