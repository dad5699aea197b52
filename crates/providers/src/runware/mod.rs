//! Runware: pictures. A call is a task with an id of ours, the call's key, which is written down before it is sent:
//! whatever gets lost on the way, the result is asked for by that id and never paid again.

mod check;
mod task;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;
use talewright_domain::ports::{
    Bill, Capability, Finding, ImageModel, ImageReply, ImageRequest, Provider, ProviderError,
    ProviderErrorKind, ProviderInfo, Usage,
};
use tokio::time::Instant;

use crate::account::Account;
use crate::http::{Exchange, Loss, Reply};
use crate::layers::Sleeper;
use crate::media::{decode_base64, picture_type};
use wire::{File, Painted, Standing};

pub(crate) use check::ByPing;
pub(crate) use wire::kind_of;

/// Where Runware is.
pub(crate) const ADDRESS: &str = "https://api.runware.ai/v1";

/// Before the first question after a task.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// Before the second; each further wait is half as long again, …
const SECOND_WAIT: Duration = Duration::from_millis(500);
/// … up to this.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// Tasks of one call, where one after the other ends in an error of the provider's.
const GENERATIONS: u8 = 3;
/// Tries to get a finished picture from its address.
const DOWNLOADS: u32 = 3;

/// An image model of Runware.
pub(crate) struct Painter {
    account: Account,
    info: ProviderInfo,
    /// How long a picture may take; then its result is asked for later.
    patience: Duration,
    sleeper: Arc<dyn Sleeper>,
}

/// What asking for a task's results led to.
enum Asked {
    Stands(Box<(Standing, Exchange)>),
    /// Nothing is known of it.
    Unknown,
}

impl Painter {
    /// A model of an account. The account's endpoint must have [`kind_of`] as its classifier.
    pub(crate) fn new(
        account: Account,
        info: ProviderInfo,
        patience: Duration,
        sleeper: Arc<dyn Sleeper>,
    ) -> Self {
        let info = ProviderInfo { repeatable: true, ..info };
        Self { account, info, patience, sleeper }
    }

    fn error(&self, kind: ProviderErrorKind, message: impl Into<String>) -> ProviderError {
        ProviderError::new(&self.info, kind, message)
    }

    /// What is not over yet, however it looks: asked again with the same key, it is not paid again.
    fn pending(&self, why: &str) -> ProviderError {
        self.error(
            ProviderErrorKind::Pending,
            format!("has not delivered the picture yet ({why}); it will be asked for"),
        )
    }

    async fn send(&self, task: &Value, loss: Loss) -> Result<Reply, ProviderError> {
        self.account.endpoint.post("").json(&[task]).loss(loss).send(&self.info).await
    }

    /// Asks how a task stands.
    async fn ask(&self, id: &str) -> Result<Asked, ProviderError> {
        let reply = match self.send(&task::get_response(id), Loss::Harmless).await {
            Ok(reply) => reply,
            // Runware's codes for a task that it does not know differ; what it means is that none is under way.
            Err(error) if is_about_the_request(&error) => return Ok(Asked::Unknown),
            Err(error) => return Err(error),
        };
        let answer = body(&reply)?;
        match Standing::of(&answer, id) {
            Standing::Working if !Standing::is_told(&answer, id) => Ok(Asked::Unknown),
            Standing::Failed(failure) if !Standing::is_told(&answer, id) => {
                let error = reply.exchange.failed(&failure);
                if is_about_the_request(&error) { Ok(Asked::Unknown) } else { Err(error) }
            }
            standing => Ok(Asked::Stands(Box::new((standing, reply.exchange)))),
        }
    }

    /// Submits a task, and says how it stands. When the submission got lost, or failed in the provider's house, the
    /// task is asked for: it may have been taken on all the same. A lost one is then submitted again, with the same id.
    async fn submit(&self, id: &str, request: &ImageRequest) -> Result<(Standing, Exchange), ProviderError> {
        let task = task::paint(id, request, &self.info);
        let mut asked = false;
        loop {
            let answered = self.send(&task, Loss::Pending).await;
            let error =
                match answered.and_then(|reply| Ok((Standing::of(&body(&reply)?, id), reply.exchange))) {
                    Ok(stands) => return Ok(stands),
                    Err(error) => error,
                };
            let is_lost = error.kind == ProviderErrorKind::Pending;
            let is_doubtful = is_lost || matches!(error.kind, ProviderErrorKind::Unavailable { .. });
            if asked || !is_doubtful {
                return Err(error);
            }
            asked = true;
            self.sleeper.sleep(FIRST_WAIT).await;
            match self.ask(id).await {
                Ok(Asked::Stands(stands)) => return Ok(*stands),
                Ok(Asked::Unknown) if is_lost => {}
                _ => return Err(error),
            }
        }
    }

    /// Waits until a task has ended.
    async fn follow(
        &self,
        id: &str,
        begun: (Standing, Exchange),
        deadline: Instant,
    ) -> Result<(Standing, Exchange), ProviderError> {
        let mut stands = begun;
        let mut wait = FIRST_WAIT;
        let mut next_wait = SECOND_WAIT;
        while matches!(stands.0, Standing::Working | Standing::Known) {
            if self.sleeper.now() + wait > deadline {
                return Err(self.pending("it is still painting"));
            }
            self.sleeper.sleep(wait).await;
            wait = next_wait;
            next_wait = next_wait.mul_f64(1.5).min(LONGEST_WAIT);
            match self.ask(id).await {
                Ok(Asked::Stands(now)) => stands = *now,
                // It was taken on a moment ago: it is not yet where one asks for it.
                Ok(Asked::Unknown) => {}
                Err(error) => wait = self.after_trouble(&error, wait)?,
            }
        }
        Ok(stands)
    }

    /// A question that failed changes nothing about the task: it is asked again, later where that is wanted.
    fn after_trouble(&self, error: &ProviderError, wait: Duration) -> Result<Duration, ProviderError> {
        match error.kind {
            ProviderErrorKind::RateLimited { retry_after }
            | ProviderErrorKind::Unavailable { retry_after } => Ok(wait.max(retry_after.unwrap_or_default())),
            ProviderErrorKind::Malformed => Ok(wait),
            _ => Err(self.pending(&error.message)),
        }
    }

    /// The picture of a call: that of an earlier try, if there was one, else a new one.
    async fn painted(&self, request: &ImageRequest) -> Result<(Painted, Exchange), ProviderError> {
        let deadline = self.sleeper.now() + self.patience;
        let mut failure = None;
        for generation in 0..GENERATIONS {
            let id = task::id_of(&request.call.key, generation);
            let asked = if request.call.attempt > 1 { self.ask(&id).await? } else { Asked::Unknown };
            let begun = match asked {
                Asked::Stands(stands) => *stands,
                Asked::Unknown => self.submit(&id, request).await?,
            };
            let (standing, exchange) = self.follow(&id, begun, deadline).await?;
            match standing {
                Standing::Painted(painted) => return Ok((painted, exchange)),
                Standing::Unsafe => {
                    let message = "painted something that may not be shown (NSFWContent)";
                    return Err(exchange.error(ProviderErrorKind::Refused, message));
                }
                Standing::Failed(reason) => failure = Some(self.final_word(exchange.failed(&reason))?),
                Standing::Working | Standing::Known => {}
            }
        }
        Err(failure.unwrap_or_else(|| self.pending("it gave no reason")))
    }

    /// The error in which a task ended: whether another task may end better. A task without a result is not paid.
    fn final_word(&self, error: ProviderError) -> Result<ProviderError, ProviderError> {
        match error.kind {
            ProviderErrorKind::Unavailable { .. } => Ok(error),
            ProviderErrorKind::Pending => {
                Ok(ProviderError { kind: ProviderErrorKind::Unavailable { retry_after: None }, ..error })
            }
            _ => Err(error),
        }
    }

    /// Gets the file of a finished picture, as long as its address is good.
    async fn file(&self, file: &File, exchange: &Exchange) -> Result<bytes::Bytes, ProviderError> {
        let address = match file {
            File::Here(data) => {
                return decode_base64(data)
                    .ok_or_else(|| exchange.malformed("sent a picture that is not base64"));
            }
            File::At(address) => address,
        };
        let endpoint = &self.account.endpoint;
        let mut tries = 1;
        loop {
            let fetched =
                endpoint.http().fetch(address, &endpoint.address_policy(), &self.info, Loss::Pending).await;
            let error = match fetched {
                Ok(reply) => return Ok(reply.bytes),
                Err(error) => error,
            };
            match error.kind {
                ProviderErrorKind::Malformed => return Err(error),
                ProviderErrorKind::Pending
                | ProviderErrorKind::RateLimited { .. }
                | ProviderErrorKind::Unavailable { .. }
                    if tries < DOWNLOADS =>
                {
                    self.sleeper.sleep(FIRST_WAIT * tries).await
                }
                ProviderErrorKind::Pending
                | ProviderErrorKind::RateLimited { .. }
                | ProviderErrorKind::Unavailable { .. } => {
                    return Err(self.pending("its address does not answer"));
                }
                _ => {
                    return Err(exchange
                        .malformed("painted a picture that is not at its address any more; it was paid"));
                }
            }
            tries += 1;
        }
    }

    fn bill(&self, painted: &Painted, exchange: &Exchange) -> Bill {
        let usage = Usage { images: 1, raw: Some(painted.raw.clone()), ..Usage::default() };
        let request_id = exchange.request_id().map(ToOwned::to_owned);
        match painted.cost {
            Some(cost) => Bill::named(&self.info, usage, request_id, cost),
            None => Bill::by_prices(&self.info, Usage { estimated: true, ..usage }, request_id),
        }
    }
}

/// Errors that say that what was asked for is not there.
const fn is_about_the_request(error: &ProviderError) -> bool {
    matches!(
        error.kind,
        ProviderErrorKind::InvalidRequest | ProviderErrorKind::Unsupported | ProviderErrorKind::ModelGone
    )
}

/// The body of an answer, whatever its shape: an error under `error` is for [`Standing`] to read.
fn body(reply: &Reply) -> Result<Value, ProviderError> {
    serde_json::from_slice(&reply.bytes)
        .map_err(|_| reply.exchange.lost("answered with something that is not JSON"))
}

#[async_trait]
impl Provider for Painter {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }

    async fn check(&self) -> Vec<Finding> {
        self.account.check(Capability::Image, &self.info).await
    }
}

#[async_trait]
impl ImageModel for Painter {
    async fn paint(&self, request: ImageRequest) -> Result<ImageReply, ProviderError> {
        let (painted, exchange) = self.painted(&request).await?;
        let bytes = self.file(&painted.file, &exchange).await?;
        let media_type = picture_type(&bytes)
            .ok_or_else(|| exchange.malformed("sent a file that is neither PNG, JPEG nor WebP"))?;
        let bill = self.bill(&painted, &exchange);
        Ok(ImageReply { bytes, media_type: media_type.to_owned(), bill })
    }
}
