/// Somebody who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What the services call them for ever: a number, as GitHub wants it.
    pub subject: u64,
    /// Their address.
    pub email: String,
    /// Whether the services have verified it.
    pub verified: bool,
    /// How they call themselves, if they told.
    pub name: Option<String>,
}

impl Person {
    /// Somebody whose address is verified.
    #[must_use]
    pub fn new(subject: u64, email: &str) -> Self {
        Self { subject, email: email.to_owned(), verified: true, name: None }
    }

    /// The same, with a name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    /// The same, who has never opened the mail with the link.
    #[must_use]
    pub fn unverified(mut self) -> Self {
        self.verified = false;
        self
    }

    /// Their name among GitHub's users.
    pub(super) fn login(&self) -> &str {
        self.email.split('@').next().unwrap_or_default()
    }
}
