use std::time::Duration;

use talewright_domain::ports::{MailError, Mailer};
use talewright_mail::{SmtpMailer, SmtpSettingsError};
use tokio::net::TcpListener;

use crate::server::{MailServer, Manner};
use crate::{FROM, a_mail, mailer};

/// Why this address takes no letter.
async fn refusal(url: &str) -> String {
    match mailer(url).send(a_mail()).await {
        Err(MailError::Failed(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_servers_reason_is_told_on_one_line() {
    let server = MailServer::start(Manner::RefusesRecipients).await;
    let reason = refusal(&server.url("")).await;
    assert!(reason.contains("550") && reason.contains("no such") && reason.contains("user here"), "{reason}");
    assert!(!reason.chars().any(char::is_control), "{reason:?}");
    assert!(server.heard().letters.is_empty());
}

#[tokio::test]
async fn a_wrong_password_is_not_told() {
    let server = MailServer::start(Manner::RefusesPasswords).await;
    let mailer = mailer(&server.url("ann:secret@"));
    let error = mailer.send(a_mail()).await.unwrap_err();
    let told = format!("{error} {error:?} {mailer:?}");
    assert!(told.contains("535") && !told.contains("secret") && !told.contains("c2VjcmV0"), "{told}");
}

#[tokio::test]
async fn a_server_that_hangs_up() {
    let server = MailServer::start(Manner::HangsUp).await;
    assert!(!refusal(&server.url("")).await.is_empty());
    assert!(server.heard().commands.contains(&"DATA".to_owned()));
}

#[tokio::test]
async fn a_server_that_is_not_there() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    assert!(!refusal(&format!("smtp://ann:secret@{address}")).await.contains("secret"));
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_is_not_waited_for_for_ever() {
    let server = MailServer::start(Manner::IsSilent).await;
    let start = tokio::time::Instant::now();
    refusal(&server.url("")).await;
    assert!(start.elapsed() <= Duration::from_secs(21), "{:?}", start.elapsed());
}

#[tokio::test]
async fn where_tls_is_required_nothing_is_said_without() {
    let server = MailServer::start(Manner::Takes).await;
    refusal(&format!("{}?tls=required", server.url("ann:secret@"))).await;
    let heard = server.heard();
    assert!(!heard.commands.iter().any(|c| c.starts_with("AUTH") || c.starts_with("MAIL")), "{heard:?}");
    refusal(&server.url("ann:secret@").replace("smtp://", "smtps://")).await;
    assert!(server.heard().letters.is_empty());
}

#[test]
fn settings_that_are_none_are_told_without_the_password() {
    for url in [
        "",
        "mail.example.org",
        "http://ann:secret@host",
        "smtp://ann:secret@",
        "smtp://ann:secret@host?tls=no",
    ] {
        let error = SmtpMailer::new(url, FROM).unwrap_err();
        let told = format!("{error} {error:?}");
        assert!(told.contains("SMTP_URL") && !told.contains("secret"), "{told}");
    }
    for from in ["", "studio", "Talewright <studio>", "a@example.org\r\nBcc: eve@example.net"] {
        let error = SmtpMailer::new("smtp://localhost", from).unwrap_err();
        assert!(matches!(error, SmtpSettingsError::Sender(_)), "{error}");
    }
}
