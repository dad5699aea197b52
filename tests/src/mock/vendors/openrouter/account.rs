//! Models, key, credits, and what generations cost.

use chrono::Utc;
use serde_json::{Value, json};

use crate::mock::call::Call;
use crate::mock::house::{House, lock};
use crate::mock::refusal::{Reason, Refusal};
use crate::mock::reply::Reply;
use crate::mock::set;

/// Models that are listed, what they make, and dollars for a token read and written.
const MODELS: [(&str, &str, &str, &str); 7] = [
    ("openai/gpt-6-luna", "text", "0.0000001", "0.0000005"),
    ("openai/gpt-6.1-sol", "text", "0.000002", "0.00001"),
    ("openai/gpt-5.6-luna", "text", "0.0000002", "0.0000012"),
    ("anthropic/claude-sonnet-5", "text", "0.000003", "0.000015"),
    ("moonshotai/kimi-k3", "text", "0.0000006", "0.0000025"),
    ("openai/gpt-image-2", "image", "0.000005", "0.00003"),
    ("openai/gpt-4o-mini-tts", "audio", "0.0000006", "0.000012"),
];
/// What is told of a generation, and not known here.
const UNKNOWN: [&str; 34] = [
    "upstream_id",
    "cache_discount",
    "upstream_inference_cost",
    "app_id",
    "streamed",
    "cancelled",
    "provider_name",
    "latency",
    "moderation_latency",
    "generation_time",
    "finish_reason",
    "service_tier",
    "tokens_prompt",
    "tokens_completion",
    "native_tokens_prompt",
    "native_tokens_completion",
    "native_tokens_completion_images",
    "native_tokens_reasoning",
    "native_tokens_cached",
    "num_media_prompt",
    "num_input_audio_prompt",
    "num_media_completion",
    "num_search_results",
    "num_fetches",
    "web_search_engine",
    "native_finish_reason",
    "external_user",
    "api_type",
    "preset_id",
    "router",
    "provider_responses",
    "user_agent",
    "http_referer",
    "workspace_id",
];

/// What a generation cost.
pub(super) fn audit(house: &House, call: &Call) -> Reply {
    let id = call.query.get("id").map(String::as_str).unwrap_or_default();
    let Some((model, usd)) = lock(&house.memory).generations.get(id).cloned() else {
        return Refusal::new(Reason::NotFound).reply(call);
    };
    let mut data = json!({
        "id": id,
        "model": model,
        "total_cost": usd,
        "usage": usd,
        "is_byok": false,
        "created_at": Utc::now().to_rfc3339(),
        "origin": "mock",
        "data_region": "global",
    });
    for name in UNKNOWN {
        set(&mut data, name, Value::Null);
    }
    Reply::json(200, &json!({ "data": data }))
}

pub(super) fn models() -> Reply {
    let links = json!({ "next": null });
    Reply::json(200, &json!({ "data": MODELS.map(entry), "total_count": MODELS.len(), "links": links }))
}

/// The key's limits.
pub(super) fn key() -> Reply {
    let mut data = json!({
        "label": "sk-or-v1-moc...key",
        "limit": 50.0,
        "limit_remaining": 41.5,
        "limit_reset": null,
        "usage": 8.5,
        "usage_daily": 0.5,
        "usage_weekly": 2.5,
        "usage_monthly": 8.5,
        "is_free_tier": false,
        "is_management_key": false,
        "is_provisioning_key": false,
        "include_byok_in_limit": false,
        "creator_user_id": null,
        "rate_limit": { "requests": -1, "interval": "10s", "note": "This field is deprecated." },
    });
    for name in ["byok_usage", "byok_usage_daily", "byok_usage_weekly", "byok_usage_monthly"] {
        set(&mut data, name, json!(0.0));
    }
    Reply::json(200, &json!({ "data": data }))
}

/// The account's credits.
pub(super) fn credits() -> Reply {
    Reply::json(200, &json!({ "data": { "total_credits": 50.0, "total_usage": 8.5 } }))
}

fn entry((id, makes, read, written): (&str, &str, &str, &str)) -> Value {
    json!({
        "id": id,
        "canonical_slug": id,
        "name": id,
        "created": 1_780_000_000,
        "context_length": 272_000,
        "description": "Played for tests.",
        "expiration_date": null,
        "pricing": { "prompt": read, "completion": written },
        "architecture": {
            "modality": format!("text+image->{makes}"),
            "input_modalities": ["text", "image"],
            "output_modalities": [makes],
            "tokenizer": "GPT",
            "instruct_type": null,
        },
        "top_provider": { "context_length": 272_000, "max_completion_tokens": 64_000, "is_moderated": false },
        "per_request_limits": null,
        "supported_parameters": ["max_tokens", "response_format", "seed", "structured_outputs", "temperature"],
        "default_parameters": null,
        "supported_voices": null,
        "links": { "details": format!("/api/v1/models/{id}/endpoints") },
    })
}
