use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use talewright_domain::ports::{
    Bill, Capability, Finding, ModerationRequest, Moderator, Provider, ProviderError, ProviderInfo, Subject,
    Usage, Verdict,
};

use crate::account::Account;
use crate::media::data_url;

/// What is so likely is not shown to children, whatever the vendor's own threshold.
const LIKELY_FOR_CHILDREN: f64 = 0.5;
/// The categories that are judged more strictly for children. Dragons fight, so violence as such is not among them.
const STRICT_FOR_CHILDREN: [&str; 8] = [
    "sexual",
    "sexual/minors",
    "violence/graphic",
    "self-harm",
    "self-harm/intent",
    "self-harm/instructions",
    "hate",
    "hate/threatening",
];

/// A model that judges by `/moderations`.
pub(crate) struct Judge {
    account: Account,
    info: ProviderInfo,
}

#[derive(Deserialize)]
struct Answer {
    results: Vec<Judgement>,
}

#[derive(Deserialize)]
struct Judgement {
    #[serde(default)]
    flagged: Option<bool>,
    #[serde(default)]
    categories: Map<String, Value>,
    #[serde(default)]
    category_scores: Map<String, Value>,
}

impl Judge {
    pub(crate) const fn new(account: Account, info: ProviderInfo) -> Self {
        Self { account, info }
    }
}

impl Judgement {
    /// Why it must not be shown; none when the judgement says nothing at all.
    fn categories(&self, for_children: bool) -> Option<Vec<String>> {
        let flagged = self.flagged?;
        let named =
            self.categories.iter().filter(|(_, is)| is.as_bool() == Some(true)).map(|(name, _)| name.clone());
        let mut names: Vec<String> = named.collect();
        if for_children {
            let score = |name: &str| self.category_scores.get(name).and_then(Value::as_f64).unwrap_or(0.0);
            let likely = STRICT_FOR_CHILDREN.into_iter().filter(|name| score(name) >= LIKELY_FOR_CHILDREN);
            names.extend(likely.map(ToOwned::to_owned));
        }
        if flagged && names.is_empty() {
            names.push("flagged".into());
        }
        names.sort_unstable();
        names.dedup();
        Some(names)
    }
}

fn body(subject: &Subject, model: &str) -> Value {
    let input = match subject {
        Subject::Text(text) => json!([{"type": "text", "text": text}]),
        Subject::Image(image) => {
            let url = data_url(&image.media_type, &image.bytes);
            json!([{"type": "image_url", "image_url": {"url": url}}])
        }
    };
    json!({"model": model, "input": input})
}

#[async_trait]
impl Provider for Judge {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }

    async fn check(&self) -> Vec<Finding> {
        self.account.check(Capability::Moderation, &self.info).await
    }
}

#[async_trait]
impl Moderator for Judge {
    fn sees_images(&self) -> bool {
        true
    }

    async fn judge(&self, request: ModerationRequest) -> Result<Verdict, ProviderError> {
        let body = body(&request.subject, &self.info.model);
        // It costs nothing, so a lost answer is no loss.
        let loss = crate::http::Loss::Harmless;
        let reply =
            self.account.endpoint.post("/moderations").json(&body).loss(loss).send(&self.info).await?;
        let answer: Answer = reply.json()?;
        let judged = answer.results.iter().map(|result| result.categories(request.for_children));
        let judged: Option<Vec<Vec<String>>> = judged.collect();
        let categories = judged
            .filter(|results| !results.is_empty())
            .ok_or_else(|| reply.exchange.malformed("gave no judgement"))?;
        let mut bill = Bill::by_prices(&self.info, Usage::default(), reply.request_id());
        bill.usage.estimated = !self.info.prices.are_free();
        Ok(Verdict { categories: categories.concat(), bill })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn categories(judgement: Value, for_children: bool) -> Option<Vec<String>> {
        serde_json::from_value::<Judgement>(judgement).unwrap().categories(for_children)
    }

    #[test]
    fn what_is_flagged_is_named() {
        let violent =
            json!({"flagged": true, "categories": {"violence": true, "sexual": false, "illicit": null}});
        assert_eq!(categories(violent, true).unwrap(), ["violence"]);
        assert_eq!(categories(json!({"flagged": true}), false).unwrap(), ["flagged"]);
        assert!(
            categories(json!({"flagged": false, "categories": {"violence": false}}), true)
                .unwrap()
                .is_empty()
        );
        assert_eq!(categories(json!({"categories": {}}), true), None, "no judgement is no pardon");
    }

    #[test]
    fn children_are_judged_for_more_strictly() {
        let likely =
            json!({"flagged": false, "category_scores": {"sexual": 0.6, "violence": 0.9, "hate": 0.1}});
        assert_eq!(categories(likely.clone(), true).unwrap(), ["sexual"]);
        assert!(categories(likely, false).unwrap().is_empty());
    }
}
