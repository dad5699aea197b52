//! A program or a browser in which somebody is signed in.

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Client, ServerProcess};

/// The browser's cookie.
pub(super) const SESSION: &str = "talewright_session";

/// What a signing-in gives: three ways to be let in.
#[derive(Clone)]
pub(super) struct Device {
    /// Uses the access token.
    pub(super) client: Client,
    pub(super) cookie: String,
    pub(super) refresh: String,
    /// The user's identifier.
    pub(super) user: String,
}

/// The password of a user whom [`Client::register`] made.
pub(super) fn password(name: &str) -> String {
    format!("{name} likes long walks 7")
}

/// The answer to an attempt to sign in.
pub(super) async fn login(anonymous: &Client, name: &str, password: &str) -> Answer {
    let body = json!({"email": format!("{name}@example.org"), "password": password});
    anonymous.post("/auth/login", &body).await
}

impl Device {
    /// A new user's first.
    pub(super) async fn registered(anonymous: &Client, name: &str) -> Self {
        let body = json!({"email": format!("{name}@example.org"), "password": password(name)});
        Self::of(anonymous, &anonymous.post("/auth/register", &body).await.expect(201))
    }

    /// One more of a user.
    pub(super) async fn signed_in(anonymous: &Client, name: &str) -> Self {
        Self::of(anonymous, &login(anonymous, name, &password(name)).await.expect(200))
    }

    /// What this answer gives.
    pub(super) fn of(anonymous: &Client, answer: &Answer) -> Self {
        let body = answer.json();
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        Self {
            client: anonymous.with_token(&text("access_token")),
            cookie: answer.cookie(SESSION).unwrap().0.to_owned(),
            refresh: text("refresh_token"),
            user: body["user"]["id"].as_str().unwrap().to_owned(),
        }
    }

    /// The same at another process of the studio.
    pub(super) fn at(&self, server: &ServerProcess) -> Self {
        Self { client: self.client.at(server), ..self.clone() }
    }

    /// What the access token and the cookie get.
    pub(super) async fn lets_in(&self) -> [u16; 2] {
        let by_token = self.client.get("/auth/me").await.status;
        [by_token, with_cookie(&self.client, &self.cookie).await.status]
    }

    /// Asks for the next tokens.
    pub(super) async fn refreshed(&self) -> Answer {
        let body = json!({"refresh_token": self.refresh});
        self.client.anonymous_too().post("/auth/refresh", &body).await
    }
}

/// Who the browser with this cookie is.
pub(super) async fn with_cookie(client: &Client, cookie: &str) -> Answer {
    let client = client.anonymous_too();
    let request = client.request(Method::GET, "/auth/me").header("cookie", format!("{SESSION}={cookie}"));
    client.send(request).await
}
