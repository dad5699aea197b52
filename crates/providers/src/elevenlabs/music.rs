use async_trait::async_trait;
use serde_json::json;
use talewright_domain::CostUsd;
use talewright_domain::ports::{
    AudioFormat, Capability, Finding, MusicModel, MusicReply, MusicRequest, Provider, ProviderError,
    ProviderInfo, Usage,
};

use super::{bill, failure_inside, price_of_credits};
use crate::account::Account;
use crate::media::mp3_duration;

/// How long a piece may be, in seconds.
const SECONDS: (u32, u32) = (3, 600);
/// Most characters of a prompt.
const PROMPT: usize = 4_100;

/// A model that plays.
pub(crate) struct Composer {
    account: Account,
    info: ProviderInfo,
    a_thousand_credits: CostUsd,
}

impl Composer {
    pub(crate) fn new(account: Account, info: ProviderInfo) -> Self {
        let a_thousand_credits = price_of_credits(&account, &info);
        Self { account, info, a_thousand_credits }
    }
}

#[async_trait]
impl Provider for Composer {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }

    async fn check(&self) -> Vec<Finding> {
        self.account.check(Capability::Music, &self.info).await
    }
}

#[async_trait]
impl MusicModel for Composer {
    async fn play(&self, request: MusicRequest) -> Result<MusicReply, ProviderError> {
        let prompt: String = request.prompt.chars().take(PROMPT.min(self.info.max_prompt)).collect();
        // A seed is not taken together with a prompt.
        let body = json!({
            "prompt": prompt,
            "music_length_ms": u64::from(request.seconds.clamp(SECONDS.0, SECONDS.1)) * 1_000,
            "model_id": self.info.model,
            "force_instrumental": true,
        });
        let post = self.account.endpoint.post("/v1/music").query("output_format", "mp3_44100_128");
        let reply = post.json(&body).send(&self.info).await?;
        let Some(duration) = mp3_duration(&reply.bytes) else {
            // Perhaps an error in spite of its status and its media type.
            let failure = serde_json::from_slice(&reply.bytes).ok().as_ref().and_then(failure_inside);
            let strange = || reply.exchange.malformed("sent something that is not audio/mpeg");
            return Err(failure.map_or_else(strange, |failure| reply.exchange.failed(&failure)));
        };
        let usage = Usage { milliseconds: duration.as_millis() as u64, ..Usage::default() };
        let bill = bill(&self.info, usage, &reply.headers, self.a_thousand_credits);
        Ok(MusicReply { audio: reply.bytes, format: AudioFormat::Mp3, bill })
    }
}
