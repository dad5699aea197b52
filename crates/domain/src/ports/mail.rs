use async_trait::async_trait;

use crate::account::Email;

/// A letter of plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: Email,
    /// One line.
    pub subject: String,
    /// Lines of text.
    pub text: String,
}

/// Sends mail.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Whether there is any way to send mail at all.
    fn is_configured(&self) -> bool;

    /// Hands a letter over to the mail server.
    async fn send(&self, mail: Mail) -> Result<(), MailError>;
}

/// Why a letter was not sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Nobody has said how.
    #[error("mail cannot be sent: set SMTP_URL and MAIL_FROM")]
    NotConfigured,
    /// The server did not take it.
    #[error("mail could not be sent: {0}")]
    Failed(String),
}
