//! Are the providers well?

use actix_web::{HttpResponse, post, web};
use serde::{Deserialize, Serialize};
use talewright_app::stories::{Offer, Probe};
use talewright_domain::ports::Capability;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::error::ApiError;
use crate::extract::{Admin, JsonBody};

pub(super) fn configure(config: &mut ServiceConfig<'_>) {
    config.service(test_providers);
}

/// How thoroughly to test.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProviderTest)]
struct TestProvidersRequest {
    /// Make the smallest real call of text and moderation too, worth a fraction of a cent. Without it nothing is
    /// paid.
    spend: Option<bool>,
}

/// Who answers for what.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProviderReport)]
struct ProviderReportView {
    /// Whether every provider could do its work.
    ok: bool,
    providers: Vec<ProbeView>,
    /// Capabilities that nobody is configured for.
    not_configured: Vec<&'static str>,
}

/// One provider of one capability.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProviderProbe)]
struct ProbeView {
    /// `text`, `image`, `vision`, `speech`, `music` or `moderation`.
    capability: &'static str,
    provider: String,
    model: String,
    ok: bool,
    /// What is wrong and what to do about it.
    problem: Option<String>,
    /// What else is worth knowing, e.g. that the model is going to be shut down.
    notes: Vec<String>,
    /// What its calls cost, in words.
    #[schema(example = "$0.20 a million tokens read, $1.20 a million tokens written")]
    price: String,
    /// What the smallest real call has cost just now, in dollars, when one was made.
    spent_usd: Option<f64>,
}

/// Test the providers
///
/// Says for each capability which provider and model answer and what a call costs, or precisely what is wrong: a bad
/// key, no credit, a model that is gone, an address that cannot be reached.
#[utoipa::path(tag = "administration", request_body = TestProvidersRequest, responses(
    (status = 200, description = "What was found", body = ProviderReportView)))]
#[post("/admin/providers/test")]
async fn test_providers(
    _admin: Admin,
    offer: web::Data<Offer>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let request = body.read::<TestProvidersRequest>()?.parse(Ok)?;
    let probes = offer.probe(request.spend.unwrap_or(false)).await;
    let missing = Capability::ALL.into_iter().filter(|capability| offer.provider_of(*capability).is_none());
    Ok(HttpResponse::Ok().json(ProviderReportView {
        ok: probes.iter().all(|probe| probe.finding.problem.is_none()),
        providers: probes.iter().map(ProbeView::from).collect(),
        not_configured: missing.map(Capability::as_str).collect(),
    }))
}

impl From<&Probe> for ProbeView {
    fn from(probe: &Probe) -> Self {
        let finding = &probe.finding;
        Self {
            capability: probe.capability.as_str(),
            provider: finding.provider.clone(),
            model: finding.model.clone(),
            ok: finding.problem.is_none(),
            problem: finding.problem.as_ref().map(|problem| problem.message.clone()),
            notes: finding.notes.clone(),
            price: probe.prices.to_string(),
            spent_usd: probe.bill.as_ref().map(|bill| bill.cost.dollars()),
        }
    }
}
