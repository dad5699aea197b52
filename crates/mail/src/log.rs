use async_trait::async_trait;
use talewright_domain::ports::{Mail, MailError, Mailer};

use crate::plain::{lines, one_line};

/// Writes letters to the log, at `info` under the target `talewright_mail::letter`, for whoever develops: the link in
/// them can be copied from there. Whoever reads the log can use it too: not for production.
#[derive(Debug, Clone, Copy, Default)]
pub struct LogMailer;

#[async_trait]
impl Mailer for LogMailer {
    fn is_configured(&self) -> bool {
        true
    }

    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let Mail { to, subject, text } = mail;
        let (to, subject) = (one_line(to.as_str()), one_line(&subject));
        tracing::info!(target: "talewright_mail::letter", "a letter to {to} was not sent but is here: {subject}");
        for line in lines(&text, "").lines().filter(|line| !line.trim().is_empty()) {
            tracing::info!(target: "talewright_mail::letter", "    {line}");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn the_link_can_be_copied_and_nothing_steers_the_terminal() {
        let written = Written::default();
        let writer = written.clone();
        let subscriber =
            tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        let mail = Mail {
            to: "ann@example.org".parse().unwrap(),
            subject: "Your\r\npassword".into(),
            text: "Hello \u{1b}[31mAnn,\n\nhttp://localhost:8000/reset?token=abc\r\nERROR forged".into(),
        };
        LogMailer.send(mail).await.unwrap();
        let log = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        assert!(log.contains("INFO talewright_mail::letter: a letter to ann@example.org"), "{log}");
        assert!(log.contains("letter:     http://localhost:8000/reset?token=abc\n"), "{log}");
        assert!(log.contains("INFO talewright_mail::letter:     ERROR forged\n"), "{log}");
        assert!(!log.chars().any(|c| c.is_control() && c != '\n'), "{log:?}");
    }
}
