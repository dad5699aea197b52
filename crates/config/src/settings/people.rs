//! Settings about people: what they may do, how they sign in, how they get mail.

use secrecy::SecretString;
use serde::Deserialize;

/// What is counted.
#[derive(Debug, Clone, Deserialize)]
pub struct Limits {
    /// Whether requests are counted.
    pub rates: bool,
    /// Whether plans and credit are.
    pub plans: bool,
    /// Requests of one address that is not signed in.
    pub anonymous_requests_per_hour: u32,
    /// Attempts to sign in to one account.
    pub logins_per_minute: u32,
    /// Credit that comes with a new account.
    pub welcome_credit_usd: f64,
}

/// What the plans allow.
#[derive(Debug, Clone, Deserialize)]
pub struct Plans {
    /// Of who pays nothing.
    pub free: PlanSettings,
    /// Of subscribers.
    pub pro: PlanSettings,
    /// Of who has a contract.
    pub enterprise: PlanSettings,
}

/// What a plan allows.
#[derive(Debug, Clone, Deserialize)]
pub struct PlanSettings {
    /// Books begun in a month; 0 is any number.
    pub generations: u32,
    /// Dollars spent in a month; 0 is any sum.
    pub cost_usd: f64,
    /// Higher is sooner.
    pub priority: i32,
    /// Requests in an hour.
    pub requests_per_hour: u32,
    /// Jobs begun in a minute.
    pub generations_per_minute: u32,
    /// What is spent must be there as credit first.
    pub prepaid: bool,
}

/// How this studio is known to a service that people sign in with.
#[derive(Debug, Clone, Deserialize)]
pub struct SignInClient {
    /// Empty: not with this service.
    pub client_id: String,
    /// Proves that it is us.
    pub client_secret: SecretString,
    /// Where the service is.
    #[serde(alias = "issuer_url")]
    pub base_url: String,
}

/// How people get mail.
#[derive(Debug, Clone, Deserialize)]
pub struct Mail {
    /// The server, with name and password.
    pub smtp_url: SecretString,
    /// The sender.
    pub from: String,
}
