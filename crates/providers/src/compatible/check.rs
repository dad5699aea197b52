use async_trait::async_trait;
use serde_json::json;
use talewright_domain::ports::{Capability, ProviderError, ProviderErrorKind, ProviderInfo};

use crate::account::{Catalog, Checker, gone};
use crate::http::{Endpoint, Loss};

/// Asks a server what it has: its models, where it lists them, and whether there is something at the address of the
/// capability. A request without content is refused by every server, for nothing, but one that has no such address
/// says so differently.
pub(crate) struct ByProbe;

#[async_trait]
impl Checker for ByProbe {
    async fn check(
        &self,
        endpoint: &Endpoint,
        capability: Capability,
        info: &ProviderInfo,
    ) -> Result<Vec<String>, ProviderError> {
        let note = match Catalog::of(endpoint, "/models", info).await {
            Ok(catalog) => model_in(&catalog, info)?,
            Err(error) if is_no_list(&error) => Some("the server has no list of models".to_owned()),
            Err(error) => return Err(error),
        };
        probe(endpoint, capability, info).await?;
        Ok(note.into_iter().collect())
    }
}

fn is_no_list(error: &ProviderError) -> bool {
    matches!(error.kind, ProviderErrorKind::Unsupported | ProviderErrorKind::Malformed)
}

fn model_in(catalog: &Catalog, info: &ProviderInfo) -> Result<Option<String>, ProviderError> {
    // Ollama's `qwen3` is `qwen3:latest`.
    let is_meant = |id: &str| id == info.model || id.strip_suffix(":latest") == Some(&info.model);
    if catalog.find(is_meant).is_some() {
        return Ok(None);
    }
    // llama.cpp and stable-diffusion.cpp serve one model, whatever they are asked for.
    if catalog.len() <= 1 {
        let note =
            format!("the server does not list {}; it may serve its one model under any name", info.model);
        return Ok(Some(note));
    }
    Err(gone(info))
}

async fn probe(
    endpoint: &Endpoint,
    capability: Capability,
    info: &ProviderInfo,
) -> Result<(), ProviderError> {
    let path = match capability {
        Capability::Text | Capability::Vision => "/chat/completions",
        Capability::Image => "/images/generations",
        Capability::Speech => "/audio/speech",
        Capability::Moderation => "/moderations",
        Capability::Music => return Ok(()),
    };
    match endpoint.post(path).json(&json!({})).loss(Loss::Harmless).send(info).await {
        Err(error) if matches!(error.kind, ProviderErrorKind::Unsupported | ProviderErrorKind::Account) => {
            Err(error)
        }
        _ => Ok(()),
    }
}
