use async_trait::async_trait;
use talewright_domain::ports::{Capability, ProviderError, ProviderInfo};

use crate::account::{Catalog, Checker, gone};
use crate::http::Endpoint;

/// Looks the model up in the list of models that the account may use.
pub(crate) struct ByCatalog;

#[async_trait]
impl Checker for ByCatalog {
    async fn check(
        &self,
        endpoint: &Endpoint,
        _: Capability,
        info: &ProviderInfo,
    ) -> Result<Vec<String>, ProviderError> {
        let catalog = Catalog::of(endpoint, "/models", info).await?;
        let model = catalog.find(|id| id == info.model).ok_or_else(|| gone(info))?;
        Ok(model.farewell().into_iter().collect())
    }
}
