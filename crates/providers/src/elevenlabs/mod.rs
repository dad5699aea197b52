//! ElevenLabs: speech with the times of its characters, and music. It counts in credits, and how many calls an
//! account may have at once it says in the headers of each answer.

mod check;
mod music;
mod speech;
mod timing;
mod voices;

use serde_json::{Value, json};
use talewright_domain::CostUsd;
use talewright_domain::ports::{Bill, Capability, Prices, ProviderErrorKind, ProviderInfo, Usage};

pub(crate) use self::check::BySubscription;
pub(crate) use self::music::Composer;
pub(crate) use self::speech::Narrator;
use crate::account::Account;
use crate::http::{Failure, Headers, Loss, classify};

/// Where ElevenLabs is.
pub(crate) const ADDRESS: &str = "https://api.elevenlabs.io";
/// The header that holds the key.
pub(crate) const KEY_HEADER: &str = "xi-api-key";
/// The model one of whose characters costs one credit: by its price the credits of all others are known.
const BY_CREDIT: &str = "eleven_multilingual_v2";

/// Codes that say that the voice, not the address or the account, is wrong.
const VOICE: [&str; 5] = [
    "voice_not_found",
    "voice_access_denied",
    "voice_does_not_exist",
    "invalid_voice",
    "voice_not_fine_tuned",
];
/// Parts of the codes for content that it refuses, whose names are not settled.
const REFUSED: [&str; 4] = ["policy", "moderat", "safety", "prohibited"];

/// The kind of a failure.
pub(crate) fn kind_of(failure: &Failure, loss: Loss) -> ProviderErrorKind {
    let refused = |code: &String| REFUSED.iter().any(|part| code.to_ascii_lowercase().contains(part));
    if failure.has_any(&VOICE) {
        ProviderErrorKind::InvalidRequest
    } else if failure.codes.iter().any(refused) {
        ProviderErrorKind::Refused
    } else {
        classify(failure, loss)
    }
}

/// The error in an answer that came as a success; none when there is none.
fn failure_inside(answer: &Value) -> Option<Failure> {
    match answer.get("detail") {
        Some(detail) => Some(Failure::inside(&json!({ "error": detail })).unwrap_or_default()),
        None => Failure::inside(answer),
    }
}

/// What a thousand credits cost.
fn price_of_credits(account: &Account, info: &ProviderInfo) -> CostUsd {
    account.prices.info(&info.provider, Capability::Speech, BY_CREDIT).prices.characters
}

/// The bill by the credits that an answer names, or by the price list.
fn bill(info: &ProviderInfo, usage: Usage, headers: &Headers, a_thousand_credits: CostUsd) -> Bill {
    let request_id = headers.request_id();
    let Some(credits) = headers.credits() else {
        return Bill::by_prices(info, Usage { estimated: true, ..usage }, request_id);
    };
    let prices = Prices { characters: a_thousand_credits, ..Prices::default() };
    let cost = prices.cost_of(&Usage { characters: credits, ..Usage::default() });
    let price_version = Some(info.prices.version.clone()).filter(|version| !version.is_empty());
    let usage = Usage { raw: Some(json!({ "character-cost": credits })), price_version, ..usage };
    Bill::named(info, usage, request_id, cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(status: u16, codes: &[&str]) -> ProviderErrorKind {
        let codes = codes.iter().map(|code| (*code).to_owned()).collect();
        kind_of(&Failure { status: Some(status), codes, ..Failure::default() }, Loss::Unknown)
    }

    #[test]
    fn failures_have_the_kinds_that_they_are() {
        use ProviderErrorKind as Kind;
        assert_eq!(kind(401, &["invalid_api_key"]), Kind::Account);
        assert_eq!(kind(401, &["quota_exceeded"]), Kind::Account);
        assert_eq!(kind(401, &["detected_unusual_activity"]), Kind::Account);
        assert_eq!(kind(402, &["insufficient_credits"]), Kind::Account);
        assert_eq!(kind(403, &["subscription_required"]), Kind::Account);
        assert_eq!(kind(404, &["voice_not_found"]), Kind::InvalidRequest);
        assert_eq!(kind(403, &["voice_access_denied"]), Kind::InvalidRequest);
        assert_eq!(kind(404, &["model_not_found"]), Kind::ModelGone);
        assert_eq!(kind(400, &["max_character_limit_exceeded"]), Kind::InvalidRequest);
        assert_eq!(kind(400, &["content_against_policy"]), Kind::Refused);
        let limited = Kind::RateLimited { retry_after: None };
        assert_eq!(kind(429, &["too_many_concurrent_requests"]), limited);
        assert_eq!(kind(429, &["system_busy"]), limited);
        assert_eq!(kind(500, &["internal_error"]), Kind::Unknown);
    }
}
