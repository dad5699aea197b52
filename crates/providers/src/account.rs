//! What the adapters of one provider share: where it is asked, what it costs, how it is checked.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::Utc;
use serde::Deserialize;
use serde_json::Value;
use talewright_domain::ports::{Capability, Finding, ProviderError, ProviderErrorKind, ProviderInfo};

use crate::http::Endpoint;
use crate::prices::PriceList;

/// An account of a provider.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) endpoint: Endpoint,
    pub(crate) prices: Arc<PriceList>,
    pub(crate) checker: Arc<dyn Checker>,
}

/// Asks a provider, without paying, whether a model can be used.
#[async_trait]
pub(crate) trait Checker: Send + Sync {
    /// What is wrong is the error; what else a person should know are the notes.
    async fn check(
        &self,
        endpoint: &Endpoint,
        capability: Capability,
        info: &ProviderInfo,
    ) -> Result<Vec<String>, ProviderError>;
}

impl Account {
    /// Checks one model of the account.
    pub(crate) async fn check(&self, capability: Capability, info: &ProviderInfo) -> Vec<Finding> {
        let mut finding = match self.checker.check(&self.endpoint, capability, info).await {
            Ok(notes) => Finding { notes, ..Finding::fine(info) },
            Err(error) => Finding::wrong(info, self.with_replacement(error, info)),
        };
        if finding.problem.is_none() {
            finding.notes.extend(self.farewell(info));
        }
        finding.notes.extend(self.prices.remark(&info.provider, capability, &info.model));
        vec![finding]
    }

    /// When the model will be shut down, as far as the price list knows.
    fn farewell(&self, info: &ProviderInfo) -> Option<String> {
        let retired = self.prices.retired(&info.provider, &info.model)?;
        let will = if retired.date > Utc::now().date_naive() { "will be" } else { "was to be" };
        let (model, date) = (&info.model, retired.date);
        Some(format!("{model} {will} shut down on {date}; set {} instead", retired.replacement))
    }

    /// A model that is gone has a successor, where the price list knows one.
    fn with_replacement(&self, mut error: ProviderError, info: &ProviderInfo) -> ProviderError {
        if error.kind == ProviderErrorKind::ModelGone
            && let Some(retired) = self.prices.retired(&info.provider, &info.model)
        {
            error.message = format!(
                "does not have the model {} any more (shut down on {}); set {} instead",
                info.model, retired.date, retired.replacement
            );
        }
        error
    }
}

/// The models that an account may use.
pub(crate) struct Catalog(Vec<Model>);

/// A model of a catalog.
#[derive(Debug, Deserialize)]
pub(crate) struct Model {
    #[serde(default)]
    id: String,
    #[serde(default)]
    shutdown_date: Option<Value>,
}

impl Catalog {
    /// Asks for it: `GET /models`.
    pub(crate) async fn of(
        endpoint: &Endpoint,
        path: &str,
        info: &ProviderInfo,
    ) -> Result<Self, ProviderError> {
        let reply = endpoint.get(path).send(info).await?;
        let value = reply.value()?;
        let models = value.get("data").or_else(|| value.get("models")).and_then(Value::as_array);
        let models = models.ok_or_else(|| {
            reply.exchange.malformed("answered with something that is not a list of models")
        })?;
        Ok(Self(models.iter().filter_map(|model| Model::deserialize(model).ok()).collect()))
    }

    /// The model of this name.
    pub(crate) fn find(&self, is_meant: impl Fn(&str) -> bool) -> Option<&Model> {
        self.0.iter().find(|model| is_meant(&model.id))
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl Model {
    /// What it says of its end.
    pub(crate) fn farewell(&self) -> Option<String> {
        let date = self.shutdown_date.as_ref()?.as_str()?;
        let date: chrono::NaiveDate = date.get(..10).unwrap_or(date).parse().ok()?;
        Some(format!("the provider shuts {} down on {date}", self.id))
    }
}

/// The model is not in the catalog.
pub(crate) fn gone(info: &ProviderInfo) -> ProviderError {
    let message = format!("does not have the model {}; set another one", info.model);
    ProviderError::new(info, ProviderErrorKind::ModelGone, message)
}
