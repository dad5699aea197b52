use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::io::tcp::TcpSettings;
use redis::{Client, IntoConnectionInfo, RedisResult, Script};
use talewright_domain::ports::{Allowance, Quota, RateLimiter};
use tokio::time::{Instant, timeout};

use crate::local::LocalLimiter;
use crate::rate::Rate;

const PREFIX: &str = "talewright:limit:";
/// How long a request waits for Redis before this process counts alone.
const PATIENCE: Duration = Duration::from_millis(200);
/// How often an absent Redis is asked whether it is back. One request in this time waits for it, the others do not.
const ASK_AGAIN: Duration = Duration::from_secs(1);

/// Counts in Redis, for all processes together. While Redis is away, this process counts alone.
#[derive(Debug)]
pub struct RedisLimiter {
    client: Client,
    script: Script,
    patience: Duration,
    link: Mutex<Link>,
    alone: LocalLimiter,
}

/// An address that names no Redis.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not the address of a Redis; expected something like redis://:password@localhost:6379/0 ({0})")]
pub struct NotARedisUrl(String);

#[derive(Debug, Default)]
struct Link {
    connection: Option<ConnectionManager>,
    /// Redis is away, and is not asked before this time.
    away_until: Option<Instant>,
}

impl RedisLimiter {
    /// Connects when it is first used: `redis://`, or `rediss://` for TLS, `:password@host:port/database`.
    ///
    /// # Errors
    /// The address is none. A Redis that is not there is no error.
    pub fn connect(url: &str) -> Result<Self, NotARedisUrl> {
        // Small commands that wait for each other would be slow otherwise.
        let tcp = TcpSettings::default().set_nodelay(true);
        let info = url.into_connection_info().map(|info| info.set_tcp_settings(tcp));
        let client = info.and_then(Client::open).map_err(|error| NotARedisUrl(error.to_string()))?;
        Ok(Self {
            client,
            script: Script::new(include_str!("take.lua")),
            patience: PATIENCE,
            link: Mutex::default(),
            alone: LocalLimiter::default(),
        })
    }

    /// Waits so long for an answer, rather than a fifth of a second.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Takes one in Redis.
    async fn ask(&self, key: &str, rate: Rate) -> RedisResult<Allowance> {
        let Rate { limit, interval } = rate;
        let name = format!("{PREFIX}{limit}/{}/{key}", interval.as_micros());
        let tolerance = interval * (limit.get() - 1);
        let mut take = self.script.key(name);
        take.arg(micros(interval)).arg(micros(tolerance));
        let mut connection = self.connection()?;
        let answer = match take.invoke_async(&mut connection).await {
            // Redis hangs up on connections that were idle for long: that is no outage yet.
            Err(error) if error.is_connection_dropped() => take.invoke_async(&mut connection).await,
            answer => answer,
        };
        let (remaining, wait): (u32, u64) = answer?;
        let is_granted = wait == 0;
        Ok(if is_granted { rate.granted(remaining) } else { rate.refused(Duration::from_micros(wait)) })
    }

    fn connection(&self) -> RedisResult<ConnectionManager> {
        let mut link = self.link();
        if let Some(connection) = &link.connection {
            return Ok(connection.clone());
        }
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(0)
            .set_connection_timeout(Some(self.patience))
            .set_response_timeout(Some(self.patience));
        let connection = self.client.get_connection_manager_lazy(config)?;
        link.connection = Some(connection.clone());
        Ok(connection)
    }

    /// Whether this request should turn to Redis.
    fn may_ask(&self) -> bool {
        let (mut link, now) = (self.link(), Instant::now());
        match link.away_until {
            Some(until) if now < until => false,
            Some(_) => {
                link.away_until = Some(now + ASK_AGAIN);
                true
            }
            None => true,
        }
    }

    fn is_here(&self) {
        if self.link().away_until.take().is_some() {
            tracing::info!("Redis is back: rate limits are counted for all processes together");
        }
    }

    fn is_away(&self, why: &str) {
        let mut link = self.link();
        // A manager mends a connection that broke, but not one that has fallen silent.
        link.connection = None;
        if link.away_until.replace(Instant::now() + ASK_AGAIN).is_none() {
            tracing::warn!(why, "Redis is away: each process counts rate limits alone until it is back");
        }
    }

    fn link(&self) -> MutexGuard<'_, Link> {
        self.link.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl RateLimiter for RedisLimiter {
    async fn take(&self, key: &str, quota: Quota) -> Allowance {
        let rate = match Rate::of(quota) {
            Ok(rate) => rate,
            Err(known) => return known,
        };
        if self.may_ask() {
            match timeout(self.patience, self.ask(key, rate)).await {
                Ok(Ok(allowance)) => {
                    self.is_here();
                    return allowance;
                }
                Ok(Err(error)) => self.is_away(&error.to_string()),
                Err(_) => self.is_away("no answer in time"),
            }
        }
        self.alone.count(key, rate)
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
