//! Passwords: changed, forgotten, set anew; and addresses that are shown to be one's own.

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use talewright_app::auth::{self, Accounts, PasswordChange};
use talewright_domain::{Email, Validator};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::Entry;
use crate::error::ApiError;
use crate::extract::{JsonBody, Person};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(change_password)
        .service(forgot_password)
        .service(reset_password)
        .service(send_verification)
        .service(verify_email);
}

/// A new password, and the one before it.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangePassword, example = json!({
    "current_password": "three odd words", "new_password": "four rather odd words"
}))]
struct ChangePasswordRequest {
    /// What it is now.
    #[schema(required, value_type = String, format = "password", min_length = 1)]
    current_password: Option<String>,
    /// At least 10 characters; neither common nor your address.
    #[schema(required, value_type = String, format = "password", min_length = 10, max_length = 71)]
    new_password: Option<String>,
}

/// Whose password is forgotten.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ForgotPassword, example = json!({"email": "ann@example.org"}))]
struct ForgotPasswordRequest {
    /// The address of the account.
    #[schema(required, value_type = String, format = "email", max_length = 254)]
    email: Option<String>,
}

/// A new password, and the code of the link.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ResetPassword)]
struct ResetPasswordRequest {
    /// What stands after `#` in the link.
    #[schema(required, value_type = String, min_length = 1, max_length = 100)]
    token: Option<String>,
    /// At least 10 characters; neither common nor your address.
    #[schema(required, value_type = String, format = "password", min_length = 10, max_length = 71)]
    new_password: Option<String>,
}

/// The code of a link.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VerifyEmail)]
struct VerifyEmailRequest {
    /// What stands after `#` in the link.
    #[schema(required, value_type = String, min_length = 1, max_length = 100)]
    token: Option<String>,
}

/// Change my password
///
/// Ends every other session, on every node.
#[utoipa::path(tag = "accounts", security(("bearer" = []), ("oauth2" = []), ("session_cookie" = [])),
    request_body = ChangePasswordRequest, responses((status = 204, description = "Changed")))]
#[post("/auth/change-password")]
async fn change_password(
    person: Person,
    entry: Entry,
    accounts: web::Data<Accounts>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let change = body.read::<ChangePasswordRequest>()?.parse(|given| {
        let mut v = Validator::new();
        let current = required(&mut v, "current_password", given.current_password);
        let new = required(&mut v, "new_password", given.new_password);
        v.finish().map(|()| PasswordChange { current, new })
    })?;
    // With a stolen token nobody may guess the password.
    entry.count(Some(person.user.email.as_str())).await?;
    auth::change_password(&accounts, &person.actor, person.session, change).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ask for a link to a new password
///
/// The answer is the same whether or not there is an account of this address.
#[utoipa::path(tag = "accounts", security(()), request_body = ForgotPasswordRequest, responses(
    (status = 202, description = "If there is such an account, a letter is on its way")))]
#[post("/auth/forgot-password")]
async fn forgot_password(
    entry: Entry,
    accounts: web::Data<Accounts>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let email: Email = body.read::<ForgotPasswordRequest>()?.parse(|given| {
        let mut v = Validator::new();
        let email = v.check("email", given.email.unwrap_or_default().parse::<Email>());
        v.finish()?;
        email.ok_or_else(|| talewright_domain::Invalid::field("email", "is missing"))
    })?;
    entry.count(Some(email.as_str())).await?;
    auth::forgot_password(&accounts, email)?;
    Ok(HttpResponse::Accepted().finish())
}

/// Set a new password by the code of a link
///
/// The code works once. Every session of the account ends.
#[utoipa::path(tag = "accounts", security(()), request_body = ResetPasswordRequest, responses(
    (status = 204, description = "Set; sign in with it")))]
#[post("/auth/reset-password")]
async fn reset_password(
    entry: Entry,
    accounts: web::Data<Accounts>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    entry.count(None).await?;
    let (token, new) = body.read::<ResetPasswordRequest>()?.parse(|given| {
        let mut v = Validator::new();
        let token = v.text("token", &given.token.unwrap_or_default(), 100);
        let new = required(&mut v, "new_password", given.new_password);
        v.finish().map(|()| (token, new))
    })?;
    auth::reset_password(&accounts, &token, new, entry.device("").address).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ask for a letter that shows my address to be mine
#[utoipa::path(tag = "accounts", security(("bearer" = []), ("oauth2" = []), ("session_cookie" = [])),
    responses((status = 202, description = "A letter is on its way, unless that is known already")))]
#[post("/auth/send-verification")]
async fn send_verification(
    person: Person,
    entry: Entry,
    accounts: web::Data<Accounts>,
) -> Result<HttpResponse, ApiError> {
    entry.count(Some(person.user.email.as_str())).await?;
    auth::send_verification(&accounts, &person.user).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Show that an address is mine, by the code of a letter
#[utoipa::path(tag = "accounts", security(()), request_body = VerifyEmailRequest, responses(
    (status = 204, description = "It is known now")))]
#[post("/auth/verify-email")]
async fn verify_email(
    entry: Entry,
    accounts: web::Data<Accounts>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    entry.count(None).await?;
    let token = body.read::<VerifyEmailRequest>()?.parse(|given| {
        let mut v = Validator::new();
        let token = v.text("token", &given.token.unwrap_or_default(), 100);
        v.finish().map(|()| token)
    })?;
    auth::verify_email(&accounts, &token).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn required(v: &mut Validator, field: &str, text: Option<String>) -> String {
    let text = text.unwrap_or_default();
    if text.is_empty() {
        v.error(field, "is missing");
    }
    text
}
