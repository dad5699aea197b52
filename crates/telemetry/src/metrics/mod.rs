//! Counters of provider calls, for Prometheus. Labels are names of ours and of models; never anything of a user's.

mod json;

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};
use talewright_domain::ports::{CallRecord, Meter, ProviderErrorKind};

/// What is counted, and how it is written out.
pub struct Metrics {
    registry: Registry,
    calls: Family<CallLabels, Counter>,
    seconds: Family<ModelLabels, Histogram>,
    cost: Family<ModelLabels, Counter>,
    input_tokens: Family<ModelLabels, Counter>,
    output_tokens: Family<ModelLabels, Counter>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ModelLabels {
    capability: &'static str,
    provider: String,
    model: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct CallLabels {
    capability: &'static str,
    provider: String,
    model: String,
    outcome: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("talewright");
        let calls = Family::default();
        let seconds = Family::new_with_constructor(latency as fn() -> Histogram);
        let (cost, input_tokens, output_tokens) = (Family::default(), Family::default(), Family::default());
        registry.register("provider_calls", "Calls of providers by their outcome", calls.clone());
        let took = "How long calls took, waits between tries included";
        registry.register_with_unit("provider_call", took, Unit::Seconds, seconds.clone());
        registry.register(
            "provider_cost_micro_usd",
            "What calls have cost, in millionths of a dollar",
            cost.clone(),
        );
        registry.register("provider_input_tokens", "Tokens read", input_tokens.clone());
        registry.register("provider_output_tokens", "Tokens written", output_tokens.clone());
        Self { registry, calls, seconds, cost, input_tokens, output_tokens }
    }
}

impl Metrics {
    /// Everything in the text form of OpenMetrics.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        match encode(&mut text, &self.registry) {
            Ok(()) => text,
            Err(error) => {
                tracing::error!(%error, "the metrics could not be written");
                String::new()
            }
        }
    }

    /// The same numbers as [`to_text`](Self::to_text), for programs that read no OpenMetrics:
    /// `{"metrics": [{"name", "type", "help", "samples"}]}`. A counter's sample has `labels` and `value`; a
    /// histogram's has `labels`, `count`, `sum` and `buckets` of `le`, the upper bound as text, and the `count` up to it.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        json::from_text(&self.to_text())
    }
}

/// From 50 ms to seven minutes.
fn latency() -> Histogram {
    Histogram::new(exponential_buckets(0.05, 2.0, 14))
}

const fn outcome(kind: &ProviderErrorKind) -> &'static str {
    match kind {
        ProviderErrorKind::RateLimited { .. } => "rate_limited",
        ProviderErrorKind::Unavailable { .. } => "unavailable",
        ProviderErrorKind::Unknown => "unknown",
        ProviderErrorKind::Pending => "pending",
        ProviderErrorKind::Account => "account",
        ProviderErrorKind::ModelGone => "model_gone",
        ProviderErrorKind::InvalidRequest => "invalid_request",
        ProviderErrorKind::Refused => "refused",
        ProviderErrorKind::Malformed => "malformed",
        ProviderErrorKind::Unsupported => "unsupported",
    }
}

impl Meter for Metrics {
    fn record(&self, call: &CallRecord<'_>) {
        let labels = ModelLabels {
            capability: call.capability.as_str(),
            provider: call.info.provider.clone(),
            model: call.info.model.clone(),
        };
        let outcome = call.outcome.map_or_else(|error| outcome(&error.kind), |_| "ok");
        let ModelLabels { capability, provider, model } = labels.clone();
        self.calls.get_or_create(&CallLabels { capability, provider, model, outcome }).inc();
        self.seconds.get_or_create(&labels).observe(Duration::as_secs_f64(&call.took));
        if let Ok(bill) = call.outcome {
            let add = |family: &Family<ModelLabels, Counter>, amount: u64| {
                family.get_or_create(&labels).inc_by(amount);
            };
            add(&self.cost, u64::try_from(bill.cost.micros()).unwrap_or(0));
            add(&self.input_tokens, bill.usage.input_tokens);
            add(&self.output_tokens, bill.usage.output_tokens);
        }
    }
}

#[cfg(test)]
mod tests {
    use talewright_domain::CostUsd;
    use talewright_domain::ports::{Bill, Capability, ProviderError, ProviderInfo, Usage};

    use super::*;

    #[test]
    fn calls_are_counted_by_their_outcome() {
        let (metrics, info) = (Metrics::default(), ProviderInfo::new("openai", "gpt-6-luna"));
        let usage = Usage { input_tokens: 7, output_tokens: 9, ..Usage::default() };
        let bill = Bill { cost: CostUsd::from_micros(1_234), ..Bill::free(&info, usage) };
        let error = ProviderError::new(&info, ProviderErrorKind::Refused, "a secret prompt");
        for outcome in [Ok(&bill), Ok(&bill), Err(&error)] {
            let took = Duration::from_millis(300);
            metrics.record(&CallRecord { capability: Capability::Text, info: &info, outcome, took });
        }
        let text = metrics.to_text();
        let model = r#"capability="text",provider="openai",model="gpt-6-luna""#;
        for line in [
            format!("talewright_provider_calls_total{{{model},outcome=\"ok\"}} 2"),
            format!("talewright_provider_calls_total{{{model},outcome=\"refused\"}} 1"),
            format!("talewright_provider_cost_micro_usd_total{{{model}}} 2468"),
            format!("talewright_provider_output_tokens_total{{{model}}} 18"),
            format!("talewright_provider_call_seconds_count{{{model}}} 3"),
        ] {
            assert!(text.contains(&line), "{line} is missing in\n{text}");
        }
        assert!(text.ends_with("# EOF\n") && !text.contains("secret"));
        assert_eq!(metrics.to_text(), text, "reading changes nothing");
    }

    #[test]
    fn json_has_the_same_numbers() {
        let (metrics, info) = (Metrics::default(), ProviderInfo::new("ollama", "a \"quoted\" \\ model"));
        let bill = Bill { cost: CostUsd::from_micros(7), ..Bill::free(&info, Usage::default()) };
        for millis in [300, 500] {
            let took = Duration::from_millis(millis);
            metrics.record(&CallRecord {
                capability: Capability::Image,
                info: &info,
                outcome: Ok(&bill),
                took,
            });
        }
        let json = metrics.to_json();
        let family = |name: &str| {
            let families = json["metrics"].as_array().unwrap();
            families.iter().find(|family| family["name"] == name).unwrap().clone()
        };
        let calls = family("talewright_provider_calls");
        assert_eq!((&calls["type"], calls["samples"].as_array().unwrap().len()), (&"counter".into(), 1));
        assert_eq!(calls["samples"][0]["value"], 2);
        assert_eq!(calls["samples"][0]["labels"]["outcome"], "ok");
        assert_eq!(calls["samples"][0]["labels"]["model"], "a \"quoted\" \\ model");
        assert_eq!(family("talewright_provider_cost_micro_usd")["samples"][0]["value"], 14);
        let took = family("talewright_provider_call_seconds");
        let sample = &took["samples"][0];
        assert_eq!(
            (&took["type"], &sample["count"], &sample["sum"]),
            (&"histogram".into(), &2.into(), &0.8.into())
        );
        let buckets = sample["buckets"].as_array().unwrap();
        assert_eq!((buckets.len(), &buckets[14]), (15, &serde_json::json!({"le": "+Inf", "count": 2})));
        assert_eq!(buckets[3], serde_json::json!({"le": "0.4", "count": 1}));
        assert!(sample["labels"].get("le").is_none());
    }
}
