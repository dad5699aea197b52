//! Registering, signing in and out, passwords, devices, keys.

use serde_json::json;

use crate::operations::row::{Needs, Row};

pub(super) fn rows() -> Vec<Row> {
    [ways_in(), oauth(), passwords(), profile(), devices()].into_iter().flatten().collect()
}

fn ways_in() -> Vec<Row> {
    vec![
        Row::post("register_user", 201, "/auth/register").json(
            || json!({"email": "{new}@example.org", "password": "seven odd socks 31"}),
            || json!({"email": 1}),
        ),
        Row::post("login", 200, "/auth/login")
            .json(|| json!({"email": "{email}", "password": "{password}"}), || json!({"password": []})),
        Row::post("issue_token", 200, "/token")
            .form(&[("username", "{email}"), ("password", "{password}")], &[("username", "")]),
        Row::post("refresh_session", 200, "/auth/refresh")
            .json(|| json!({"refresh_token": "{refresh}"}), || json!({"refresh_token": 7})),
        Row::post("logout", 204, "/auth/logout"),
    ]
}

fn oauth() -> Vec<Row> {
    vec![
        Row::get("list_oauth_providers", "/auth/oauth").takes_nothing(),
        Row::get("start_oauth", "/auth/oauth/google").gives(302).bad_path("/auth/oauth/nobody"),
        Row::get("finish_oauth", "/auth/oauth/google/callback?{arrival}")
            .needs(Needs::Arrival)
            .gives(303)
            .bad_path("/auth/oauth/google/callback?code=stolen&state=foreign"),
    ]
}

fn passwords() -> Vec<Row> {
    vec![
        Row::post("change_password", 204, "/auth/change-password").json(
            || json!({"current_password": "{password}", "new_password": "seven odd socks 31"}),
            || json!({"current_password": "a guess", "new_password": "seven odd socks 31"}),
        ),
        Row::post("forgot_password", 202, "/auth/forgot-password")
            .json(|| json!({"email": "{email}"}), || json!({"email": "nobody"})),
        Row::post("reset_password", 204, "/auth/reset-password").needs(Needs::ResetCode).json(
            || json!({"token": "{code}", "new_password": "seven odd socks 31"}),
            || json!({"token": "a guess", "new_password": "seven odd socks 31"}),
        ),
        Row::post("send_verification", 202, "/auth/send-verification"),
        Row::post("verify_email", 204, "/auth/verify-email")
            .needs(Needs::VerificationCode)
            .json(|| json!({"token": "{code}"}), || json!({"token": "a guess"})),
    ]
}

fn profile() -> Vec<Row> {
    vec![
        Row::get("get_me", "/auth/me"),
        // What nobody gives themselves is no field of this request.
        Row::patch("update_me", "/auth/me")
            .json(|| json!({"full_name": "Ann"}), || json!({"role": "admin", "plan": "enterprise"})),
        Row::post("claim_admin", 200, "/auth/claim-admin")
            .needs(Needs::ClaimCode)
            .json(|| json!({"code": "{code}"}), || json!({"code": "a guess"})),
    ]
}

fn devices() -> Vec<Row> {
    vec![
        Row::get("list_sessions", "/auth/sessions"),
        Row::delete("end_session", "/auth/sessions/{session}")
            .needs(Needs::Session)
            .bad_path("/auth/sessions/not-an-id"),
        Row::get("list_api_keys", "/auth/api-keys"),
        Row::post("create_api_key", 201, "/auth/api-keys").json(
            || json!({"name": "a program", "scopes": ["read"]}),
            || json!({"name": "a program", "scopes": ["everything"]}),
        ),
        Row::delete("delete_api_key", "/auth/api-keys/{key}")
            .needs(Needs::ApiKey)
            .bad_path("/auth/api-keys/not-an-id"),
    ]
}
