//! Who answers for each capability, and what is wrong where nobody does.

use serde_json::json;
use talewright_domain::Language;
use talewright_domain::ports::{
    Bill, Billed, Call, Capability, Finding, JsonSchema, Message, ModerationRequest, Part, Prices, Provider,
    ProviderError, Speaker, Subject, TextRequest,
};

use crate::StoryPipeline;

/// What was found out about one provider of one capability.
#[derive(Debug, Clone)]
pub struct Probe {
    /// What it is for.
    pub capability: Capability,
    /// Who was asked about which model; its problem, when there is one.
    pub finding: Finding,
    /// What its model asks for a call. Of a list of providers, the first one's.
    pub prices: Prices,
    /// The bill of a smallest real call, when one was made.
    pub bill: Option<Bill>,
}

impl StoryPipeline {
    /// Asks every provider whether key, account and model are good, which is free. With `spend`, text and
    /// moderation also make the smallest real call, worth a fraction of a cent.
    pub async fn probe(&self, spend: bool) -> Vec<Probe> {
        let providers = self.providers();
        let mut probes = Vec::new();
        let slots: [(Capability, Option<&dyn Provider>); 6] = [
            (Capability::Text, Some(&providers.text)),
            (Capability::Image, Some(&providers.image)),
            (Capability::Vision, providers.vision.as_ref().map(|port| port as &dyn Provider)),
            (Capability::Speech, providers.speech.as_ref().map(|port| port as &dyn Provider)),
            (Capability::Music, providers.music.as_ref().map(|port| port as &dyn Provider)),
            (Capability::Moderation, providers.moderation.as_ref().map(|port| port as &dyn Provider)),
        ];
        for (capability, port) in slots {
            let Some(port) = port else { continue };
            let findings = port.check().await;
            let call = if spend { self.smallest_call(capability).await } else { None };
            let prices = &port.info().prices;
            probes.extend(findings.into_iter().map(|finding| Probe {
                capability,
                finding,
                prices: prices.clone(),
                bill: None,
            }));
            settle(&mut probes, capability, port, call);
        }
        probes
    }

    async fn smallest_call(&self, capability: Capability) -> Option<Result<Bill, ProviderError>> {
        let call = Call { key: uuid_like(), attempt: 1, user: None };
        match capability {
            Capability::Text => {
                let answer = self.providers().text.write(smallest_text(call)).await;
                Some(answer.map(|reply| reply.bill().clone()))
            }
            Capability::Moderation => {
                let moderator = self.providers().moderation.as_ref()?;
                let request = ModerationRequest {
                    subject: Subject::Text("A fox sleeps.".into()),
                    language: Language::english(),
                    for_children: true,
                    call,
                };
                Some(moderator.judge(request).await.map(|verdict| verdict.bill().clone()))
            }
            _ => None,
        }
    }
}

/// Writes what came of a real call to who answered it, or to who failed.
fn settle(
    probes: &mut [Probe],
    capability: Capability,
    port: &dyn Provider,
    call: Option<Result<Bill, ProviderError>>,
) {
    let (provider, outcome) = match call {
        None => return,
        Some(Ok(bill)) => (bill.provider.clone(), Ok(bill)),
        // The storyteller without a network knows stories and nothing else: that is no fault.
        Some(Err(_)) if port.info().provider == "offline" => return,
        Some(Err(error)) => (error.provider.clone(), Err(error)),
    };
    let found = probes.iter_mut().find(|p| p.capability == capability && p.finding.provider == provider);
    match (found, outcome) {
        (Some(probe), Ok(bill)) => probe.bill = Some(bill),
        (Some(probe), Err(error)) => probe.finding.problem = probe.finding.problem.take().or(Some(error)),
        (None, _) => {}
    }
}

fn smallest_text(call: Call) -> TextRequest {
    let say = |speaker, text: &str| Message { speaker, parts: vec![Part::Text(text.into())] };
    let schema = json!({
        "type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"],
        "additionalProperties": false
    });
    TextRequest {
        messages: vec![say(Speaker::User, "Answer with the word fox, as JSON by the schema.")],
        schema: Some(JsonSchema { name: "word".into(), schema }),
        language: Language::english(),
        max_tokens: 1_000,
        seed: 0,
        call,
    }
}

/// A key of a call that nobody will ask about again.
fn uuid_like() -> String {
    talewright_domain::Id::<()>::generate().to_string()
}
