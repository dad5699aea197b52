use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};
use talewright_domain::ports::{Clock, SystemClock};

use crate::address::{Reach, ReceiverAddress};
use crate::answer::Answer;
use crate::guard::{Guard, Names, SystemNames};
use crate::outcome::{DeliveryOutcome, Trouble};
use crate::retry::{RetryPlan, Verdict};
use crate::secret::Keyring;
use crate::signature::MessageId;

/// How messages are brought.
#[derive(Debug, Clone)]
pub struct ClientSettings {
    /// Where they may go.
    pub reach: Reach,
    /// How long a connection may take, with the look at its name and its TLS.
    pub connect_timeout: Duration,
    /// How long an attempt may take, the answer included.
    pub timeout: Duration,
    /// Most bytes that are read of an answer.
    pub max_answer: usize,
    /// When to try again.
    pub plan: RetryPlan,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            reach: Reach::Public,
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(15),
            max_answer: 64 << 10,
            plan: RetryPlan::default(),
        }
    }
}

/// What a courier finds outside of itself.
#[derive(Clone)]
pub struct Surroundings {
    /// Who knows the addresses of names.
    pub names: Arc<dyn Names>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// A random number from 0 to 1.
    pub chance: fn() -> f64,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self { names: Arc::new(SystemNames), clock: Arc::new(SystemClock), chance: rand::random }
    }
}

/// A message and where it goes.
#[derive(Clone)]
pub struct Delivery {
    /// The message's id: the same for every attempt.
    pub id: MessageId,
    /// The receiver's address. It is judged for every attempt.
    pub address: String,
    /// JSON.
    pub body: Bytes,
    /// What it is signed with.
    pub keys: Keyring,
    /// Which attempt this is, the first being 1.
    pub attempt: u32,
}

/// Brings messages to receivers. Clones share one client.
#[derive(Clone)]
pub struct Courier {
    client: Client,
    settings: Arc<ClientSettings>,
    clock: Arc<dyn Clock>,
    chance: fn() -> f64,
}

impl fmt::Debug for Courier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Courier").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Courier {
    /// A courier whose client is made from `builder`, which knows how this product does TLS. Whatever it says, no
    /// redirect is followed, no proxy is used, no connection is kept and names are judged before connecting.
    ///
    /// # Errors
    /// The HTTP library refuses.
    pub fn new(builder: ClientBuilder, settings: ClientSettings) -> Result<Self, reqwest::Error> {
        Self::within(builder, settings, Surroundings::default())
    }

    /// A courier with a clock, chance and names of one's own.
    ///
    /// # Errors
    /// The HTTP library refuses.
    pub fn within(
        builder: ClientBuilder,
        settings: ClientSettings,
        surroundings: Surroundings,
    ) -> Result<Self, reqwest::Error> {
        let allowed: fn(IpAddr) -> bool = match settings.reach {
            Reach::Public => |address| Reach::Public.allows(address),
            Reach::Everywhere => |address| Reach::Everywhere.allows(address),
        };
        Self::guarded(builder, settings, surroundings, allowed)
    }

    fn guarded(
        builder: ClientBuilder,
        settings: ClientSettings,
        surroundings: Surroundings,
        allowed: fn(IpAddr) -> bool,
    ) -> Result<Self, reqwest::Error> {
        let Surroundings { names, clock, chance } = surroundings;
        let client = builder
            .user_agent(concat!("Talewright/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(Guard::new(names, allowed))
            .no_proxy()
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .http1_only()
            // A connection that is kept was judged long ago, and receivers hear from us seldom.
            .pool_max_idle_per_host(0)
            .connect_timeout(settings.connect_timeout)
            .timeout(settings.timeout)
            .build()?;
        Ok(Self { client, settings: Arc::new(settings), clock, chance })
    }

    /// Makes one attempt. Never fails: what went wrong is part of the outcome.
    pub async fn deliver(&self, delivery: &Delivery) -> DeliveryOutcome {
        let begun = Instant::now();
        let answer = self.attempt(delivery, self.clock.now()).await;
        let duration_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (status, retry_after, excerpt, trouble) = match answer {
            Ok(Answer { status, retry_after, excerpt }) => {
                (Some(status.as_u16()), retry_after, excerpt, Trouble::of_status(status))
            }
            Err(trouble) => (None, None, String::new(), Some(trouble)),
        };
        let verdict = match trouble {
            None => Verdict::Delivered,
            Some(Trouble::Gone) => Verdict::Gone,
            Some(Trouble::Forbidden(_)) => Verdict::Hopeless,
            Some(_) => Verdict::Failed { retry_after },
        };
        let next = self.settings.plan.next(verdict, delivery.attempt, self.clock.now(), (self.chance)());
        DeliveryOutcome { status, duration_ms, excerpt, trouble, next }
    }

    async fn attempt(&self, delivery: &Delivery, now: DateTime<Utc>) -> Result<Answer, Trouble> {
        let address = ReceiverAddress::parse(&delivery.address, self.settings.reach)?;
        let signed = delivery.keys.sign(&delivery.id, now, &delivery.body);
        let mut request = self.client.post(address.into_url()).header(CONTENT_TYPE, "application/json");
        for (name, value) in signed.headers() {
            request = request.header(name, value);
        }
        let response = request.body(delivery.body.clone()).send().await;
        let response = response.map_err(|error| Trouble::of(&error))?;
        Ok(Answer::read(response, self.settings.max_answer, now.into()).await)
    }
}

#[cfg(test)]
mod tests;
