use async_trait::async_trait;
use talewright_domain::ports::{Capability, ProviderError, ProviderInfo};

use super::wire::Standing;
use super::{body, task};
use crate::account::Checker;
use crate::http::{Endpoint, Loss};

/// Asks whether anybody is there who takes the key. Runware has no list of models to ask.
pub(crate) struct ByPing;

#[async_trait]
impl Checker for ByPing {
    async fn check(
        &self,
        endpoint: &Endpoint,
        _: Capability,
        info: &ProviderInfo,
    ) -> Result<Vec<String>, ProviderError> {
        let reply = endpoint.post("").json(&[task::ping()]).loss(Loss::Harmless).send(info).await?;
        match Standing::of(&body(&reply)?, "") {
            Standing::Failed(failure) => Err(reply.exchange.failed(&failure)),
            _ => Ok(vec![format!(
                "the key is good; whether it has {} shows with the first picture",
                info.model
            )]),
        }
    }
}
