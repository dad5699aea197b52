//! What a story will cost, before anything is spent.

use actix_web::{HttpResponse, post, web};
use serde::Serialize;
use talewright_app::Studio;
use talewright_app::stories::{Estimate, Offer, StepEstimate, prepare_story};
use talewright_domain::ports::CostRange;
use utoipa::ToSchema;

use super::request::CreateStoryRequest;
use crate::error::ApiError;
use crate::extract::{JsonBody, Reader};

/// What a story is expected to cost.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StoryEstimate)]
struct EstimateView {
    /// When all goes well, in dollars.
    low_usd: f64,
    /// With every answer as long as it may be and repaired as often as is done, in dollars.
    high_usd: f64,
    /// Step by step, in their order.
    steps: Vec<StepEstimateView>,
    /// The version of the price list; absent where everything is free.
    price_version: Option<String>,
    /// Models whose price nobody knows; they count as nothing here.
    unknown_prices: Vec<String>,
}

/// One kind of step.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StepEstimate)]
struct StepEstimateView {
    /// e.g. `plan`, `cast`, `text`, `page/image`, `page/speech`.
    #[schema(example = "page/image")]
    step: &'static str,
    /// e.g. `text`, `image`.
    capability: &'static str,
    provider: String,
    model: String,
    /// Calls when all goes well.
    low_calls: u32,
    /// Calls at most.
    high_calls: u32,
    low_usd: f64,
    high_usd: f64,
}

impl From<&StepEstimate> for StepEstimateView {
    fn from(step: &StepEstimate) -> Self {
        let CostRange { low, high } = step.cost;
        Self {
            step: step.step,
            capability: step.capability.as_str(),
            provider: step.provider.clone(),
            model: step.model.clone(),
            low_calls: step.calls.0,
            high_calls: step.calls.1,
            low_usd: low.dollars(),
            high_usd: high.dollars(),
        }
    }
}

impl From<Estimate> for EstimateView {
    fn from(estimate: Estimate) -> Self {
        let mut unknown: Vec<String> = Vec::new();
        for step in estimate.steps.iter().filter(|step| step.price_is_unknown) {
            let name = format!("{}: {}", step.provider, step.model);
            if !unknown.contains(&name) {
                unknown.push(name);
            }
        }
        Self {
            low_usd: estimate.total.low.dollars(),
            high_usd: estimate.total.high.dollars(),
            steps: estimate.steps.iter().map(StepEstimateView::from).collect(),
            price_version: estimate.price_version,
            unknown_prices: unknown,
        }
    }
}

/// What would this story cost?
///
/// Nothing is stored, nobody is asked, nothing is spent.
#[utoipa::path(tag = "stories", request_body = CreateStoryRequest, responses(
    (status = 200, description = "Low and high, step by step", body = EstimateView)))]
#[post("/stories/estimate")]
pub(super) async fn estimate_story(
    caller: Reader,
    studio: web::Data<Studio>,
    offer: web::Data<Offer>,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let prepared = body
        .read::<CreateStoryRequest>()?
        .parse_later(async |request| prepare_story(&studio, &offer, caller.user.id, request.into()).await)
        .await?;
    Ok(HttpResponse::Ok().json(EstimateView::from(offer.estimate(prepared.brief()))))
}
