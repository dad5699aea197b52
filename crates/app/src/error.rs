use talewright_auth::{PasswordError, TokenError};
use talewright_domain::Invalid;
use talewright_domain::ports::AssetError;
use talewright_pdf::PdfError;
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
    /// The book cannot be printed as it is.
    #[error("{0}")]
    Unprintable(PdfError),
    /// The database is away.
    #[error("the database is not available: {0}")]
    Unavailable(String),
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
        Self::Internal(error.to_string())
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
