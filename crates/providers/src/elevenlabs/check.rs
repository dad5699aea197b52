use async_trait::async_trait;
use chrono::DateTime;
use serde_json::Value;
use talewright_domain::ports::{Capability, ProviderError, ProviderErrorKind, ProviderInfo};

use crate::account::{Checker, gone};
use crate::http::Endpoint;

/// Looks the model up in the list of models, and how many credits are left.
pub(crate) struct BySubscription;

#[async_trait]
impl Checker for BySubscription {
    async fn check(
        &self,
        endpoint: &Endpoint,
        capability: Capability,
        info: &ProviderInfo,
    ) -> Result<Vec<String>, ProviderError> {
        let models = endpoint.get("/v1/models").send(info).await?.value()?;
        let mut notes = Vec::new();
        // The list is one of models that speak.
        if capability == Capability::Speech {
            notes.extend(about(&models, info)?);
        }
        match endpoint.get("/v1/user/subscription").send(info).await {
            Ok(reply) => notes.push(credit(&reply.value()?, info)?),
            // The list of models took the key: it is one that may not read the account.
            Err(error) if error.kind == ProviderErrorKind::Account => {
                notes.push(
                    "the key may not read the subscription: how much credit is left is not known".into(),
                );
            }
            Err(error) => return Err(error),
        }
        Ok(notes)
    }
}

/// What the list says about the model.
fn about(models: &Value, info: &ProviderInfo) -> Result<Option<String>, ProviderError> {
    let list = models.as_array().or_else(|| models.get("models")?.as_array());
    let is_meant =
        |model: &&Value| model.get("model_id").and_then(Value::as_str) == Some(info.model.as_str());
    let model = list.and_then(|list| list.iter().find(is_meant)).ok_or_else(|| gone(info))?;
    if model.get("can_do_text_to_speech").and_then(Value::as_bool) == Some(false) {
        let message = format!("cannot speak with {}; set another model", info.model);
        return Err(ProviderError::new(info, ProviderErrorKind::Unsupported, message));
    }
    let most = model.get("maximum_text_length_per_request").and_then(Value::as_u64);
    let shorter = most.filter(|most| usize::try_from(*most).is_ok_and(|most| most < info.max_prompt));
    Ok(shorter
        .map(|most| format!("it takes at most {most} characters at once, fewer than the price list says")))
}

/// What is left of the credits; nothing left is an error.
fn credit(subscription: &Value, info: &ProviderInfo) -> Result<String, ProviderError> {
    let number = |name: &str| subscription.get(name).and_then(Value::as_i64);
    let (Some(used), Some(limit)) = (number("character_count"), number("character_limit")) else {
        return Ok("how much credit is left is not known".into());
    };
    let left = (limit - used).max(0);
    let reset = number("next_character_count_reset_unix").and_then(|at| DateTime::from_timestamp(at, 0));
    let until = reset.map(|at| format!(", until {}", at.date_naive())).unwrap_or_default();
    let extends = subscription.get("can_extend_character_limit").and_then(Value::as_bool) == Some(true);
    if left == 0 && !extends {
        let message = format!("has no credit left for this account (0 of {limit}{until}); add credit there");
        return Err(ProviderError::new(info, ProviderErrorKind::Account, message));
    }
    Ok(format!("{left} of {limit} credits are left{until}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn info() -> ProviderInfo {
        ProviderInfo { max_prompt: 10_000, ..ProviderInfo::new("elevenlabs", "eleven_v3") }
    }

    #[test]
    fn models_are_looked_up() {
        let list = |model: Value| json!([{"model_id": "eleven_flash_v2_5"}, model]);
        let fine = list(json!({"model_id": "eleven_v3", "can_do_text_to_speech": true}));
        assert_eq!(about(&fine, &info()).unwrap(), None);
        let short = list(json!({"model_id": "eleven_v3", "maximum_text_length_per_request": 5_000}));
        assert!(about(&short, &info()).unwrap().unwrap().contains("5000 characters"));
        let dumb = list(json!({"model_id": "eleven_v3", "can_do_text_to_speech": false}));
        assert_eq!(about(&dumb, &info()).unwrap_err().kind, ProviderErrorKind::Unsupported);
        let gone = list(json!({"model_id": "other"}));
        assert_eq!(about(&gone, &info()).unwrap_err().kind, ProviderErrorKind::ModelGone);
    }

    #[test]
    fn credit_is_told_and_its_end_is_an_error() {
        let account = |used: i64, extends: bool| {
            json!({
                "character_count": used, "character_limit": 600_000, "can_extend_character_limit": extends,
                "next_character_count_reset_unix": 1_795_000_000,
            })
        };
        let told = credit(&account(1_000, false), &info()).unwrap();
        assert_eq!(told, "599000 of 600000 credits are left, until 2026-11-18");
        assert_eq!(credit(&account(600_000, false), &info()).unwrap_err().kind, ProviderErrorKind::Account);
        assert!(credit(&account(700_000, true), &info()).is_ok());
        assert!(credit(&json!({}), &info()).unwrap().contains("not known"));
    }
}
