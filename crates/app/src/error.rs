use talewright_auth::{PasswordError, TokenError};
use talewright_domain::Invalid;
use talewright_domain::ports::AssetError;
use talewright_pdf::PdfError;
use talewright_photos::PhotoError;
use talewright_storage::StorageError;

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// It is absent, or somebody else's.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Fields of the input are wrong.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// Name or password is wrong; which of them is not told.
    #[error("the name or the password is wrong")]
    WrongCredentials,
    /// The session has ended, or its token is no good.
    #[error("you are not signed in any more; sign in again")]
    SignedOut,
    /// It cannot be done in the state that things are in.
    #[error("{message}")]
    Conflict {
        /// Stable and machine-readable.
        code: &'static str,
        /// For a person.
        message: String,
    },
    /// Somebody changed it since the client read it.
    #[error("version {found} is stored, and you have read another; read it again and repeat your change")]
    Stale {
        /// What is stored.
        found: i64,
    },
    /// The same `Idempotency-Key` came with another request.
    #[error("this Idempotency-Key was used for another request; use a new key for a new request")]
    KeyReused,
    /// What the user's plan allows is used up.
    #[error("{0}")]
    LimitExceeded(String),
    /// There is not enough credit.
    #[error("{0}")]
    NotEnoughCredit(String),
    /// An administrator has hidden it.
    #[error("an administrator has hidden this: {0}")]
    Hidden(String),
    /// It is not allowed, with a code.
    #[error("{message}")]
    Forbidden {
        /// Stable and machine-readable.
        code: &'static str,
        /// For a person.
        message: String,
    },
    /// A one-time code that is used up, too old or made up; which of them is not told.
    #[error("this link or code does not work (any more); ask for a new one")]
    BadCode,
    /// Too much is asked at this moment.
    #[error("{0}")]
    Busy(String),
    /// Another service did not answer as it should.
    #[error("the service did not answer as it should: {0}")]
    Upstream(String),
    /// The book cannot be printed as it is.
    #[error("{0}")]
    Unprintable(PdfError),
    /// The database is away.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// An uploaded picture is not taken.
    #[error("{0}")]
    Photo(#[from] PhotoError),
    /// A letter could not be sent.
    #[error("{0}")]
    MailNotSent(String),
    /// Something that should not happen.
    #[error("{0}")]
    Internal(String),
}

impl AppError {
    /// A conflict with its code.
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::Conflict { code, message: message.into() }
    }
}

impl From<StorageError> for AppError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::NotFound(what) => Self::NotFound(what),
            StorageError::VersionMismatch { found, .. } => Self::Stale { found },
            StorageError::Unavailable(cause) => Self::Unavailable(cause),
            StorageError::Hidden(reason) => Self::Hidden(reason),
            StorageError::Overtaken => Self::Unavailable(error.to_string()),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<AssetError> for AppError {
    fn from(error: AssetError) -> Self {
        match error {
            AssetError::Missing(_) => Self::NotFound("file"),
            AssetError::Store(cause) => Self::Internal(cause),
        }
    }
}

impl From<PdfError> for AppError {
    fn from(error: PdfError) -> Self {
        match error {
            PdfError::MissingGlyphs(_) | PdfError::Picture { .. } => Self::Unprintable(error),
            PdfError::NoFonts => Self::Unavailable(error.to_string()),
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<PasswordError> for AppError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::Busy(error.to_string()),
            PasswordError::Failed(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<TokenError> for AppError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Malformed | TokenError::Expired => Self::SignedOut,
            TokenError::Signing(_) => Self::Internal(error.to_string()),
        }
    }
}
