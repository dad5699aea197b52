//! `talewright create-admin`: for whoever has the machine has the studio.

use std::io::{BufRead, Write};

use anyhow::Context;
use clap::Args;
use talewright_app::auth::create_admin;
use talewright_auth::{OneTimeCode, Passwords};
use talewright_config::Settings;
use talewright_domain::Email;
use talewright_storage::Db;

/// Make an administrator.
#[derive(Args)]
pub struct CreateAdminArgs {
    /// The address to sign in with. When there is an account, it keeps its password.
    #[arg(long)]
    email: String,
    /// Read the password of a new account from the standard input; without it one is made and printed.
    #[arg(long)]
    password_stdin: bool,
}

pub(super) async fn run(args: CreateAdminArgs, settings: &Settings) -> anyhow::Result<()> {
    let email: Email = args.email.parse().context("--email")?;
    let db = Db::connect(&settings.database.url, settings.database.pool_size).await?;
    db.migrate().await?;
    let made = (!args.password_stdin).then(|| OneTimeCode::generate().text().to_owned());
    let password = match &made {
        Some(made) => made.clone(),
        None => first_line()?,
    };
    let passwords = Passwords::new(settings.security.bcrypt_cost);
    let is_new = create_admin(&db, &passwords, email.clone(), Some(password)).await?;
    let mut out = std::io::stdout();
    match made.filter(|_| is_new) {
        Some(password) => writeln!(out, "{email} is an administrator now; the password is {password}")?,
        None => writeln!(out, "{email} is an administrator now")?,
    }
    Ok(())
}

fn first_line() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("the password cannot be read")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
