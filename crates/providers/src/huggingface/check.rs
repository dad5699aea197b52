use async_trait::async_trait;
use talewright_domain::ports::{Capability, ProviderError, ProviderInfo};

use super::CAPTION;
use crate::account::{Catalog, Checker, gone};
use crate::http::Endpoint;

/// Looks the model up in the router's list, which a bad key may not read.
pub(crate) struct ByRouter;

#[async_trait]
impl Checker for ByRouter {
    async fn check(
        &self,
        endpoint: &Endpoint,
        _: Capability,
        info: &ProviderInfo,
    ) -> Result<Vec<String>, ProviderError> {
        let catalog = Catalog::of(endpoint, "/v1/models", info).await?;
        if info.model.ends_with(CAPTION) {
            return Ok(vec!["the list of models does not hold models that caption; whether it is served is seen when it is asked".into()]);
        }
        // `owner/name:provider` is the model at one of its vendors.
        let bare = info.model.split_once(':').map_or(info.model.as_str(), |(name, _)| name);
        let model = catalog.find(|id| id == bare || id == info.model).ok_or_else(|| gone(info))?;
        Ok(model.farewell().into_iter().collect())
    }
}
