/// Something wrong, or unusual, in what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twist {
    /// ID tokens are for somebody else.
    WrongAudience,
    /// ID tokens are for us too, but were given to somebody else.
    TwoAudiences,
    /// ID tokens belong to another departure.
    WrongNonce,
    /// ID tokens belong to no departure.
    NoNonce,
    /// ID tokens are somebody else's.
    WrongIssuer,
    /// ID tokens were good an hour ago.
    Expired,
    /// ID tokens are not signed: `alg` is `none`.
    Unsigned,
    /// ID tokens are signed with another key than the one that they name.
    ForeignKey,
    /// ID tokens are signed by HS256 with the public key, which everybody has.
    Symmetric,
    /// There is no ID token.
    NoIdToken,
    /// `email_verified` is a text.
    VerifiedAsText,
    /// The discovery document is somebody else's.
    ForeignDiscovery,
    /// The client's secret is read in the body only, and discovery says so.
    SecretInBody,
}

/// Something wrong in how an endpoint answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// With this status and a page of HTML.
    Status(u16),
    /// With 200 and a page of HTML.
    Html,
    /// With an answer that never ends.
    Flood,
    /// Never.
    Hang,
    /// By pointing to another address of this server, [`super::Endpoint::Elsewhere`].
    Redirect,
}
