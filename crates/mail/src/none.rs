use async_trait::async_trait;
use talewright_domain::ports::{Mail, MailError, Mailer};

/// No way to send mail: nobody has said how.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoMailer;

#[async_trait]
impl Mailer for NoMailer {
    fn is_configured(&self) -> bool {
        false
    }

    async fn send(&self, _: Mail) -> Result<(), MailError> {
        Err(MailError::NotConfigured)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_sends_nothing() {
        let mail =
            Mail { to: "ann@example.org".parse().unwrap(), subject: "Hi".into(), text: "Hello".into() };
        assert!(!NoMailer.is_configured());
        assert_eq!(NoMailer.send(mail).await, Err(MailError::NotConfigured));
    }
}
