//! Forms with files, as far as uploads of pictures need them.

use bytes::Bytes;

/// One field of a form.
#[derive(Debug, Clone)]
pub struct Part {
    /// The field's name, e.g. `image[]`.
    pub name: String,
    /// The name of the file, where it is one.
    pub filename: Option<String>,
    /// What it says that it is.
    pub content_type: Option<String>,
    /// The content.
    pub bytes: Bytes,
}

impl Part {
    /// The content of a field that is no file.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if self.filename.is_some() { None } else { std::str::from_utf8(&self.bytes).ok() }
    }
}

/// Reads a form.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn parse(content_type: &str, body: &Bytes) -> Result<Vec<Part>, String> {
    let boundary = parameter(content_type, "boundary").ok_or("the content type names no boundary")?;
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut rest = find(body, delimiter.as_bytes()).map(|at| at + delimiter.len()).ok_or("no boundary")?;
    loop {
        let tail = body.get(rest..).unwrap_or_default();
        if tail.starts_with(b"--") {
            return Ok(parts);
        }
        let next = format!("\r\n{delimiter}");
        let end = find(tail, next.as_bytes()).ok_or("the form ends without its last boundary")?;
        let section = body.slice(rest + 2..(rest + end).max(rest + 2));
        parts.push(part(&section)?);
        rest += end + next.len();
    }
}

fn part(section: &Bytes) -> Result<Part, String> {
    let end = find(section, b"\r\n\r\n").ok_or("a part has no end of its headers")?;
    let headers = std::str::from_utf8(section.get(..end).unwrap_or_default()).map_err(|e| e.to_string())?;
    let header = |name: &str| {
        let line = headers.split("\r\n").find(|line| line.to_ascii_lowercase().starts_with(name))?;
        line.split_once(':').map(|(_, value)| value.trim())
    };
    let disposition = header("content-disposition:").ok_or("a part has no Content-Disposition")?;
    Ok(Part {
        name: parameter(disposition, "name").ok_or("a part has no name")?,
        filename: parameter(disposition, "filename"),
        content_type: header("content-type:").map(str::to_owned),
        bytes: section.slice(end + 4..),
    })
}

/// A parameter of a header, e.g. `name` of `form-data; name="image[]"`.
fn parameter(header: &str, name: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim_matches('"').to_owned())
    })
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
