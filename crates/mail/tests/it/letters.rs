use talewright_domain::ports::{Mail, Mailer};

use crate::server::{MailServer, Manner};
use crate::{a_mail, mailer};

#[tokio::test]
async fn a_letter_arrives() {
    let server = MailServer::start(Manner::Takes).await;
    let mailer = mailer(&server.url(""));
    assert!(mailer.is_configured());
    mailer.send(a_mail()).await.unwrap();
    mailer.send(a_mail()).await.unwrap();
    let heard = server.heard();
    assert_eq!(heard.letters.len(), 2);
    let (head, text) = heard.letters[0].split_once("\r\n\r\n").unwrap();
    for line in [
        "From: Talewright <studio@example.org>",
        "To: ann@example.com",
        "Subject: Your password",
        "Auto-Submitted: auto-generated",
        "Content-Type: text/plain; charset=utf-8",
    ] {
        assert!(head.lines().any(|l| l == line), "{line} is missing in {head}");
    }
    assert!(head.contains("\r\nDate: ") && head.contains("@example.org>"), "{head}");
    assert_eq!(text, "Hello Ann,\r\n\r\nhttp://localhost:8000/reset?token=abc\r\n\r\n.\r\n");
    assert!(heard.commands.iter().any(|c| c.starts_with("MAIL FROM:<studio@example.org>")), "{heard:?}");
    assert!(heard.commands.iter().any(|c| c == "RCPT TO:<ann@example.com>"), "{heard:?}");
    assert!(!heard.commands.iter().any(|c| c.starts_with("AUTH")), "{heard:?}");
}

#[tokio::test]
async fn credentials_may_have_any_characters() {
    let server = MailServer::start(Manner::Takes).await;
    mailer(&server.url("ann:p%40ss%2Fw%3Ard@")).send(a_mail()).await.unwrap();
    // PLAIN: NUL, user, NUL, password, in base64.
    assert!(
        server.heard().commands.contains(&"AUTH PLAIN AGFubgBwQHNzL3c6cmQ=".to_owned()),
        "{:?}",
        server.heard()
    );
}

#[tokio::test]
async fn letters_in_every_language() {
    let server = MailServer::start(Manner::Takes).await;
    let mail =
        Mail {
            subject: "パスワードの再設定 für Zoë".into(), text: "こんにちは、Zoë\n".into(), ..a_mail()
        };
    mailer(&server.url("")).send(mail).await.unwrap();
    let letter = &server.heard().letters[0];
    let (head, _) = letter.split_once("\r\n\r\n").unwrap();
    assert!(head.is_ascii() && head.contains("Subject: =?utf-8?b?"), "{letter}");
    assert!(head.contains("Content-Transfer-Encoding: "), "{letter}");
}

#[tokio::test]
async fn nothing_that_is_written_becomes_a_header_or_an_end() {
    let server = MailServer::start(Manner::Takes).await;
    for subject in ["Hi\r\nBcc: eve@example.net", "Hi\nBcc: eve@example.net", "Ü\r\n\r\nBcc: eve@example.net"]
    {
        let text = "one\r\n.\r\nMAIL FROM:<eve@example.net>\r\nBcc: eve@example.net".to_owned();
        mailer(&server.url("")).send(Mail { subject: subject.into(), text, ..a_mail() }).await.unwrap();
    }
    let heard = server.heard();
    assert_eq!(heard.letters.len(), 3);
    for letter in &heard.letters {
        let (head, text) = letter.split_once("\r\n\r\n").unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{letter}");
        assert!(text.contains("\r\n..\r\nMAIL FROM"), "{letter}");
    }
    assert!(!heard.commands.iter().any(|c| c.contains("eve")), "{heard:?}");
}
