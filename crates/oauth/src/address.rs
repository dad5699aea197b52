use reqwest::Url;

/// An address in the settings that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not an http or https address of a service that people sign in with")]
pub struct NotAnAddress(String);

impl NotAnAddress {
    pub(crate) fn new(text: &str) -> Self {
        // What stands before an @ may be a password.
        let shown = text.rsplit('@').next().unwrap_or_default();
        Self(shown.chars().filter(|c| !c.is_control()).take(200).collect())
    }
}

/// Checks an address of the settings; gives it back without the slashes at its end.
pub(crate) fn checked(text: &str) -> Result<&str, NotAnAddress> {
    let text = text.trim();
    let is_fine = Url::parse(text).is_ok_and(|url| {
        let plain = url.username().is_empty() && url.password().is_none();
        let bare = url.query().is_none() && url.fragment().is_none();
        matches!(url.scheme(), "http" | "https") && url.has_host() && plain && bare
    });
    if is_fine {
        return Ok(text.trim_end_matches('/'));
    }
    Err(NotAnAddress::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_services() {
        assert_eq!(checked(" https://github.example.org/ "), Ok("https://github.example.org"));
        assert_eq!(checked("http://127.0.0.1:9/realm"), Ok("http://127.0.0.1:9/realm"));
        for wrong in
            ["", "github.com", "ftp://github.com", "https://", "https://a.org/?x=1", "https://a.org/#x"]
        {
            assert!(checked(wrong).is_err(), "{wrong}");
        }
        let error = checked("https://me:hunter2@a.org").unwrap_err().to_string();
        assert!(error.starts_with("a.org is not") && !error.contains("hunter2"), "{error}");
    }
}
