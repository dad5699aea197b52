use async_trait::async_trait;
use serde_json::Value;
use talewright_domain::CostUsd;
use talewright_domain::ports::{Capability, ProviderError, ProviderErrorKind, ProviderInfo};

use crate::account::{Catalog, Checker, gone};
use crate::http::Endpoint;

/// Asks what the key may still spend, and whether the model is there.
pub(crate) struct ByCredit;

#[async_trait]
impl Checker for ByCredit {
    async fn check(
        &self,
        endpoint: &Endpoint,
        capability: Capability,
        info: &ProviderInfo,
    ) -> Result<Vec<String>, ProviderError> {
        // The list of models is public; only this tells whether the key is good.
        let key = endpoint.get("/key").send(info).await?.value()?;
        let mut notes: Vec<String> = credit(&key, info)?.into_iter().collect();
        let catalog = Catalog::of(endpoint, "/models", info).await?;
        // `vendor/model:nitro` is the model with a wish how to choose among its vendors.
        let bare = info.model.split_once(':').map_or(info.model.as_str(), |(name, _)| name);
        match catalog.find(|id| id == info.model || id == bare) {
            Some(model) => notes.extend(model.farewell()),
            // The list may leave out what does not write.
            None if capability == Capability::Image => {
                notes.push(format!("the list of models does not have {}", info.model))
            }
            None => return Err(gone(info)),
        }
        Ok(notes)
    }
}

/// What a key's description says about its credit.
fn credit(key: &Value, info: &ProviderInfo) -> Result<Option<String>, ProviderError> {
    let data = key.get("data").unwrap_or(key);
    let Some(left) = data.get("limit_remaining").and_then(Value::as_f64) else { return Ok(None) };
    if left <= 0.0 {
        let message = "the key has used up its limit; raise it there, or add credit";
        return Err(ProviderError::new(info, ProviderErrorKind::Account, message));
    }
    Ok(CostUsd::from_dollars(left).map(|left| format!("the key may still spend {left}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_key_says_what_it_may_spend() {
        let info = ProviderInfo::new("openrouter", "x/y");
        let found = |left: Value| credit(&json!({"data": {"limit_remaining": left}}), &info);
        assert_eq!(found(json!(74.5)).unwrap().unwrap(), "the key may still spend $74.500000");
        assert_eq!(found(Value::Null).unwrap(), None, "a key without a limit");
        assert_eq!(found(json!(0)).unwrap_err().kind, ProviderErrorKind::Account);
        assert_eq!(found(json!(-1.5)).unwrap_err().kind, ProviderErrorKind::Account);
    }
}
