use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use talewright_domain::ports::{Mail, MailError, Mailer};
use tokio::time::timeout;
use uuid::Uuid;

use crate::plain::one_line;

/// How long a letter may take, from the connection to the server's word that it has it.
const PATIENCE: Duration = Duration::from_secs(20);
/// How much of a server's explanation is worth telling, in characters.
const LONGEST_REASON: usize = 300;

/// Hands letters over to a mail server, each on a connection of its own: they are few.
#[derive(Clone)]
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why no mail can be sent with these settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SmtpSettingsError {
    /// The server.
    #[error(
        "SMTP_URL is not the address of a mail server; expected smtps://user:password@host or \
         smtp://user:password@host?tls=required ({0})"
    )]
    Server(String),
    /// The sender.
    #[error("MAIL_FROM is not a sender; expected something like Talewright <studio@example.org> ({0})")]
    Sender(String),
}

impl SmtpMailer {
    /// Connects with each letter, never now. The address of the server is one of
    ///
    /// - `smtps://user:password@host` (TLS, port 465),
    /// - `smtp://user:password@host?tls=required` (STARTTLS or nothing, port 587),
    /// - `smtp://host` (no TLS, port 25: for a server on the same machine),
    ///
    /// with what has a meaning in addresses percent-encoded. `from` is an address, with or without a name.
    ///
    /// # Errors
    /// One of them is none, or the machine's certificates cannot be read.
    pub fn new(url: &str, from: &str) -> Result<Self, SmtpSettingsError> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url);
        let builder = builder.map_err(|error| SmtpSettingsError::Server(error.to_string()))?;
        let from = from.parse().map_err(|error| SmtpSettingsError::Sender(format!("{error}")))?;
        Ok(Self { transport: builder.timeout(Some(PATIENCE)).build(), from })
    }

    fn letter(&self, mail: Mail) -> Result<Message, MailError> {
        let to: Address = mail.to.as_str().parse().map_err(failed)?;
        let id = format!("<{}@{}>", Uuid::new_v4(), self.from.email.domain());
        // Nobody's holiday notice should answer (RFC 3834).
        let by_machine = HeaderName::new_from_ascii_str("Auto-Submitted");
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(one_line(&mail.subject))
            .message_id(Some(id))
            .raw_header(HeaderValue::new(by_machine, "auto-generated".into()))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text)
            .map_err(failed)
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    fn is_configured(&self) -> bool {
        true
    }

    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let letter = self.letter(mail)?;
        // The transport's own time-out is for each line of the dialogue.
        match timeout(PATIENCE, self.transport.send(letter)).await {
            Ok(sent) => sent.map(|_| ()).map_err(failed),
            Err(_) => Err(MailError::Failed("the mail server took too long".into())),
        }
    }
}

impl fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The transport would show its password.
        f.debug_struct("SmtpMailer").field("from", &self.from).finish_non_exhaustive()
    }
}

/// In the server's words, on one line.
fn failed(error: impl fmt::Display) -> MailError {
    MailError::Failed(one_line(&error.to_string()).chars().take(LONGEST_REASON).collect())
}
