use talewright_domain::Email;
use talewright_domain::ports::{ExternalIdentity, IdentityError};

/// Most characters of a name that we keep.
const MAX_NAME: usize = 100;

/// Puts together who somebody is. The address must have been verified by the service.
pub(crate) fn identity(
    provider: &'static str,
    subject: String,
    email: &str,
    name: Option<&str>,
) -> Result<ExternalIdentity, IdentityError> {
    // Sent to us by a service that we trust, and yet a key of our database: as long as OpenID Connect allows.
    if !(1..=255).contains(&subject.len()) || !subject.is_ascii() {
        return Err(IdentityError::Refused(format!("{provider} has no name of its own for them")));
    }
    let email: Email = email.parse().map_err(|_| {
        IdentityError::Refused(format!("{provider} knows them by something that is not an address"))
    })?;
    Ok(ExternalIdentity { provider, subject, email, full_name: name.and_then(tidy) })
}

/// A name on one line, of a sensible length, or none.
fn tidy(name: &str) -> Option<String> {
    let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let name: String = name.trim().chars().take(MAX_NAME).collect();
    let name = name.trim_end();
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_tidy() {
        assert_eq!(tidy("  Ann\n").as_deref(), Some("Ann"));
        assert_eq!(tidy("Ann\u{7}Lee").as_deref(), Some("Ann Lee"));
        assert_eq!(tidy(" \0 "), None);
        assert_eq!(tidy(&"é".repeat(500)).map(|name| name.chars().count()), Some(MAX_NAME));
    }

    #[test]
    fn nobody_is_nameless() {
        let of = |subject: &str, email| identity("google", subject.to_owned(), email, None);
        assert!(of("1", "ann@example.org").is_ok());
        for (subject, email) in
            [("", "ann@example.org"), (&*"1".repeat(256), "ann@example.org"), ("1", "ann")]
        {
            assert!(matches!(of(subject, email), Err(IdentityError::Refused(_))), "{subject} {email}");
        }
    }
}
