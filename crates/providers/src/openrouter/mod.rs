//! OpenRouter: the models of many vendors behind one account. It names the exact cost of each call, charges nothing
//! for what failed, and tells errors in its own ways, also inside of successes.

mod check;
mod images;

use serde_json::{Map, json};
use talewright_domain::ports::ProviderErrorKind;

pub(crate) use self::check::ByCredit;
pub(crate) use self::images::Painter;
use crate::chat::{Budget, Dialect, SchemaForm};
use crate::http::{Failure, Loss, classify};

/// Where OpenRouter is.
pub(crate) const ADDRESS: &str = "https://openrouter.ai/api/v1";

/// How its models chat.
pub(crate) fn dialect() -> Dialect {
    // Without `require_parameters` a vendor that does not know schemas would drop ours without a word. The others
    // keep children's stories away from vendors that keep them.
    let provider = json!({"require_parameters": true, "data_collection": "deny", "zdr": true});
    Dialect {
        path: "/chat/completions",
        budget: Budget::MaxTokens,
        forms: vec![SchemaForm::JsonSchema],
        stream: true,
        obfuscates: false,
        seed: false,
        user: Some("user"),
        extra: Map::from_iter([("provider".to_owned(), provider)]),
        names_cost: true,
        empty_is_free: true,
        may_cut_prompts: false,
    }
}

/// What it says about a failure of a vendor, it does not charge: such a call may be sent again.
pub(crate) fn kind_of(failure: &Failure, loss: Loss) -> ProviderErrorKind {
    let spoke = failure.value.is_some();
    match classify(failure, loss) {
        ProviderErrorKind::Unknown if spoke => {
            ProviderErrorKind::Unavailable { retry_after: failure.retry_after }
        }
        kind => kind,
    }
}
