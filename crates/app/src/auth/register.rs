use talewright_auth::check_password;
use talewright_domain::account::{Email, Plan, Role};
use talewright_domain::{Id, Invalid, User, Validator};
use talewright_storage::StorageError;
use talewright_storage::users::{find_user_by_id, insert_user};

use super::{Accounts, Device, SignedIn, mails};
use crate::error::AppError;

/// Most characters of a name.
pub(super) const MAX_NAME: usize = 100;

/// What somebody gives to get an account.
#[derive(Clone, Default)]
pub struct Registration {
    /// The address to sign in with.
    pub email: String,
    /// The password, as typed.
    pub password: String,
    /// A second name to sign in with: 3 to 32 letters, digits, `_`, `-` or `.`.
    pub username: Option<String>,
    /// How to be called.
    pub full_name: Option<String>,
}

impl Registration {
    /// Checks every field and reports all that is wrong at once. The password comes back as it was.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn parse(self) -> Result<CheckedRegistration, Invalid> {
        let mut v = Validator::new();
        let email: Option<Email> = v.check("email", self.email.parse());
        let username = v.optional_text("username", self.username.as_deref(), 32);
        check_username(&mut v, username.as_deref());
        let full_name = v.optional_text("full_name", self.full_name.as_deref(), MAX_NAME);
        let known = [email.as_ref().map(Email::as_str), username.as_deref(), full_name.as_deref()];
        let known: Vec<&str> = known.into_iter().flatten().collect();
        v.check("password", check_password(&self.password, &known));
        let checked =
            email.map(|email| CheckedRegistration { email, password: self.password, username, full_name });
        v.finish()?;
        checked.ok_or_else(|| Invalid::field("email", "is missing"))
    }
}

pub(super) fn check_username(v: &mut Validator, name: Option<&str>) {
    if name.is_some_and(|name| !is_username(name)) {
        v.error("username", "must have 3 to 32 letters, digits, underscores, hyphens or dots");
    }
}

fn is_username(name: &str) -> bool {
    (3..=32).contains(&name.chars().count())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// A [`Registration`] that is fine as far as one can tell without the database.
pub struct CheckedRegistration {
    email: Email,
    password: String,
    username: Option<String>,
    full_name: Option<String>,
}

/// Makes an account and signs in with it.
///
/// # Errors
/// [`AppError::Conflict`] when the address or the name is taken.
pub async fn register_user(
    accounts: &Accounts,
    registration: CheckedRegistration,
    device: Device,
) -> Result<SignedIn, AppError> {
    let hash = accounts.passwords.hash(registration.password).await?;
    let user = User {
        id: Id::generate(),
        email: registration.email,
        username: registration.username,
        full_name: registration.full_name,
        role: Role::User,
        plan: Plan::Free,
        is_active: true,
        email_verified: false,
        created_at: accounts.clock.now(),
        version: 1,
    };
    let welcome = accounts.welcome();
    let stored = accounts.db.write(move |conn| {
        insert_user(conn, &user, &hash)?;
        welcome(conn, &user)?;
        find_user_by_id(conn, user.id)
    });
    let user = stored.await.map_err(taken)?;
    ask_for_verification(accounts, user.clone());
    accounts.sign_in(user, device).await
}

/// Sends the letter in the background: an account is there whether or not mail goes.
fn ask_for_verification(accounts: &Accounts, user: User) {
    if !accounts.mailer.is_configured() {
        return;
    }
    let accounts = accounts.clone();
    tokio::spawn(async move {
        if let Err(error) = mails::send_verification(&accounts, &user).await {
            tracing::warn!(%error, "a letter to confirm an address was not sent");
        }
    });
}

pub(super) fn taken(error: StorageError) -> AppError {
    if error.is_conflict_on("users_email") {
        AppError::conflict("email_taken", "there is an account with this e-mail address; sign in instead")
    } else if error.is_conflict_on("users_username") {
        AppError::conflict("username_taken", "this user name is taken; choose another one")
    } else {
        error.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_is_told() {
        let bad = Registration {
            email: "ann".into(),
            password: "short".into(),
            username: Some("a b".into()),
            full_name: Some("\0".into()),
        };
        let Err(Invalid(errors)) = bad.parse() else { panic!("expected errors") };
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["email", "username", "full_name", "password"]);
    }
}
