//! Letters to mail servers on this machine that do what servers do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy excuses tests, but not what tests share"
)]

mod faults;
mod letters;
mod server;

use talewright_domain::ports::Mail;
use talewright_mail::SmtpMailer;

const FROM: &str = "Talewright <studio@example.org>";

fn mailer(url: &str) -> SmtpMailer {
    SmtpMailer::new(url, FROM).unwrap()
}

fn a_mail() -> Mail {
    Mail {
        to: "ann@example.com".parse().unwrap(),
        subject: "Your password".into(),
        text: "Hello Ann,\n\nhttp://localhost:8000/reset?token=abc\n".into(),
    }
}
