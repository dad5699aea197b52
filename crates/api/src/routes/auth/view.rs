//! Accounts on the wire.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use talewright_app::auth::SignedIn;
use talewright_domain::{Terms, User};
use utoipa::ToSchema;
use uuid::Uuid;

/// What somebody gives to get an account.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Register, example = json!({
    "email": "ann@example.org", "password": "three odd words", "full_name": "Ann"
}))]
pub(super) struct RegisterRequest {
    /// The address to sign in with.
    #[schema(required, value_type = String, format = "email", max_length = 254)]
    pub(super) email: Option<String>,
    /// At least 10 characters; neither common nor your address.
    #[schema(required, value_type = String, format = "password", min_length = 10, max_length = 71)]
    pub(super) password: Option<String>,
    /// A second name to sign in with: letters, digits, `_`, `-`, `.`.
    #[schema(min_length = 3, max_length = 32, pattern = "^[A-Za-z0-9_.-]{3,32}$")]
    pub(super) username: Option<String>,
    /// How to be called.
    #[schema(max_length = 100)]
    pub(super) full_name: Option<String>,
}

/// What somebody gives to sign in: one of the names, and the password.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Login, example = json!({"email": "ann@example.org", "password": "three odd words"}))]
pub(super) struct LoginRequest {
    /// The e-mail address; or give `username`.
    #[schema(max_length = 254)]
    pub(super) email: Option<String>,
    /// The user name; or give `email`.
    #[schema(max_length = 254)]
    pub(super) username: Option<String>,
    /// The password.
    #[schema(required, value_type = String, format = "password", min_length = 1)]
    pub(super) password: Option<String>,
}

/// The OAuth 2 password grant.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = TokenForm, example = json!({"username": "ann@example.org", "password": "three odd words"}))]
pub(super) struct TokenForm {
    /// The e-mail address or the user name.
    #[schema(required, value_type = String, min_length = 1)]
    pub(super) username: Option<String>,
    /// The password.
    #[schema(required, value_type = String, format = "password", min_length = 1)]
    pub(super) password: Option<String>,
    /// `password`, when given.
    #[schema(pattern = "^password$")]
    pub(super) grant_type: Option<String>,
    /// Ignored: a token may do what its user may.
    #[allow(dead_code, reason = "clients of OAuth 2 send it")]
    pub(super) scope: Option<String>,
}

/// A refresh token, good once.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Refresh)]
pub(super) struct RefreshRequest {
    /// The latest one.
    #[schema(required, value_type = String, min_length = 1)]
    pub(super) refresh_token: Option<String>,
}

/// What is to be different about oneself; what is left out stays, `""` takes it away.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UpdateMe, example = json!({"full_name": "Ann"}))]
pub(super) struct UpdateMeRequest {
    /// A second name to sign in with: letters, digits, `_`, `-`, `.`.
    #[schema(max_length = 32)]
    pub(super) username: Option<String>,
    /// How to be called.
    #[schema(max_length = 100)]
    pub(super) full_name: Option<String>,
}

/// The code that the server printed at its start.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ClaimAdmin, example = json!({"code": "K7QF-3MXR-9TWB"}))]
pub(super) struct ClaimAdminRequest {
    /// As printed; case and hyphens do not matter.
    #[schema(required, value_type = String, min_length = 1, max_length = 40)]
    pub(super) code: Option<String>,
}

/// Somebody who has just signed in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Auth)]
pub(super) struct AuthView {
    /// Send it as `Authorization: Bearer …`.
    pub(super) access_token: String,
    /// Send it to `/auth/refresh`, once, to get the next tokens.
    pub(super) refresh_token: String,
    /// Always `bearer`.
    #[schema(example = "bearer")]
    pub(super) token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(example = 1800)]
    pub(super) expires_in: i64,
    /// Who.
    pub(super) user: UserView,
}

/// Tokens alone, as OAuth 2 has them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tokens)]
pub(super) struct TokensView {
    /// Send it as `Authorization: Bearer …`.
    pub(super) access_token: String,
    /// Send it to `/auth/refresh`, once.
    pub(super) refresh_token: String,
    /// Always `bearer`.
    #[schema(example = "bearer")]
    pub(super) token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(example = 1800)]
    pub(super) expires_in: i64,
}

/// Somebody with an account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub(crate) struct UserView {
    /// Its identifier.
    id: Uuid,
    /// The address that it signs in with.
    #[schema(example = "ann@example.org")]
    email: String,
    /// A second name to sign in with.
    username: Option<String>,
    /// How it wants to be called.
    #[schema(example = "Ann")]
    full_name: Option<String>,
    /// `user` or `admin`.
    #[schema(example = "user")]
    role: &'static str,
    /// `free`, `pro` or `enterprise`.
    #[schema(example = "free")]
    plan: &'static str,
    /// The same as `plan`.
    #[schema(example = "free")]
    subscription_tier: &'static str,
    /// Stories that may be begun in a month; absent where there may be any number.
    monthly_generation_limit: Option<u32>,
    /// Whether it has shown that the address is its own.
    email_verified: bool,
    /// When it registered.
    created_at: DateTime<Utc>,
    /// Counts the changes.
    version: i64,
}

impl UserView {
    pub(crate) fn new(user: &User, terms: &Terms) -> Self {
        let limit = terms.of(user.plan).generations.filter(|_| terms.counted);
        Self {
            monthly_generation_limit: limit,
            email_verified: user.email_verified,
            version: user.version,
            id: user.id.uuid(),
            email: user.email.as_str().to_owned(),
            username: user.username.clone(),
            full_name: user.full_name.clone(),
            role: user.role.as_str(),
            plan: user.plan.as_str(),
            subscription_tier: user.plan.as_str(),
            created_at: user.created_at,
        }
    }
}

impl AuthView {
    pub(super) fn new(signed_in: SignedIn, terms: &Terms) -> Self {
        Self {
            user: UserView::new(&signed_in.user, terms),
            access_token: signed_in.access.text,
            refresh_token: signed_in.refresh.text,
            token_type: "bearer",
            expires_in: signed_in.access.lifetime.num_seconds(),
        }
    }
}
