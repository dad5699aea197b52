//! What concerns people rather than stories: how often they may ask, what mail they get, how they sign in, and how
//! processes tell each other about it.

use std::sync::Arc;

use anyhow::Context;
use secrecy::ExposeSecret;
use talewright_auth::IdTokenVerifier;
use talewright_config::{PlanSettings, RunEnv, Settings};
use talewright_domain::ports::{EventBus, IdentityProvider, Mailer, RateLimiter, Revocations};
use talewright_domain::{CostUsd, PlanTerms, Terms};
use talewright_events::{LocalEventBus, LocalRevocations, RedisHub};
use talewright_limits::{LocalLimiter, RedisLimiter};
use talewright_mail::{LogMailer, NoMailer, SmtpMailer};
use talewright_oauth::{GitHub, Google, Http};
use tokio::sync::watch;

use crate::compose;

/// What concerns people.
pub(crate) struct People {
    /// Counts what they ask for.
    pub(crate) limiter: Option<Arc<dyn RateLimiter>>,
    /// Sends them letters.
    pub(crate) mailer: Arc<dyn Mailer>,
    /// Tells that their sessions have ended.
    pub(crate) revocations: Arc<dyn Revocations>,
    /// How Redis is.
    pub(crate) cache: Arc<dyn Fn() -> &'static str + Send + Sync>,
    /// Who else knows them.
    pub(crate) identity_providers: Vec<Arc<dyn IdentityProvider>>,
}

/// How processes tell each other what has happened: through Redis where there is one.
pub(crate) struct Exchange {
    /// Events of jobs.
    pub(crate) events: Arc<dyn EventBus>,
    /// Ends of sessions.
    pub(crate) revocations: Arc<dyn Revocations>,
    /// Whether Redis is there; `None` where there is none to be there.
    pub(crate) listening: Option<watch::Receiver<bool>>,
}

impl Exchange {
    /// As the settings have it.
    pub(crate) fn new(settings: &Settings) -> anyhow::Result<Self> {
        let redis = settings.server.redis_url.expose_secret();
        if redis.is_empty() {
            let revocations = Arc::new(LocalRevocations::default());
            return Ok(Self { events: Arc::new(LocalEventBus::default()), revocations, listening: None });
        }
        let hub = RedisHub::connect(redis).context("REDIS_URL")?;
        let (events, revocations) = (Arc::new(hub.event_bus()), Arc::new(hub.revocations()));
        Ok(Self { events, revocations, listening: Some(hub.listening()) })
    }

    /// How Redis is, for the health report.
    pub(crate) fn health(&self) -> Arc<dyn Fn() -> &'static str + Send + Sync> {
        let listening = self.listening.clone();
        Arc::new(move || match &listening {
            None => "not_configured",
            Some(listening) if *listening.borrow() => "ok",
            Some(_) => "down",
        })
    }
}

impl People {
    /// As the settings have it.
    pub(crate) fn new(settings: &Settings, exchange: &Exchange) -> anyhow::Result<Self> {
        Ok(Self {
            limiter: Some(limiter(settings)?),
            mailer: mailer(settings)?,
            revocations: Arc::clone(&exchange.revocations),
            cache: exchange.health(),
            identity_providers: identity_providers(settings)?,
        })
    }
}

fn limiter(settings: &Settings) -> anyhow::Result<Arc<dyn RateLimiter>> {
    let redis = settings.server.redis_url.expose_secret();
    if redis.is_empty() {
        return Ok(Arc::new(LocalLimiter::default()));
    }
    Ok(Arc::new(RedisLimiter::connect(redis).context("REDIS_URL")?))
}

fn mailer(settings: &Settings) -> anyhow::Result<Arc<dyn Mailer>> {
    let url = settings.mail.smtp_url.expose_secret();
    if !url.is_empty() {
        return Ok(Arc::new(SmtpMailer::new(url, &settings.mail.from).context("SMTP_URL, MAIL_FROM")?));
    }
    // Links in a log are for whoever develops on their own machine; never for a server of others.
    Ok(if settings.server.run_env == RunEnv::Prod { Arc::new(NoMailer) } else { Arc::new(LogMailer) })
}

fn identity_providers(settings: &Settings) -> anyhow::Result<Vec<Arc<dyn IdentityProvider>>> {
    let mut all: Vec<Arc<dyn IdentityProvider>> = Vec::new();
    let http = Http::new(talewright_providers::http::client_builder()?)?;
    let google = &settings.google;
    if !google.client_id.is_empty() {
        let (id, secret) = (&google.client_id, google.client_secret.expose_secret());
        let tokens = Arc::new(IdTokenVerifier);
        let made = Google::new(http.clone(), id, secret, &google.base_url, tokens, compose::clock());
        all.push(Arc::new(made.context("GOOGLE_ISSUER_URL")?));
    }
    let github = &settings.github;
    if !github.client_id.is_empty() {
        let (id, secret) = (&github.client_id, github.client_secret.expose_secret());
        all.push(Arc::new(GitHub::new(http, id, secret, &github.base_url).context("GITHUB_BASE_URL")?));
    }
    Ok(all)
}

/// On what terms people use the studio.
pub(crate) fn terms(settings: &Settings) -> Terms {
    let plan = |plan: &PlanSettings| PlanTerms {
        generations: Some(plan.generations).filter(|generations| *generations > 0),
        cost: CostUsd::from_dollars(plan.cost_usd).filter(|cost| *cost > CostUsd::ZERO),
        priority: plan.priority,
        requests_per_hour: plan.requests_per_hour,
        generations_per_minute: plan.generations_per_minute,
        prepaid: plan.prepaid,
    };
    let welcome = CostUsd::from_dollars(settings.limits.welcome_credit_usd).unwrap_or_default();
    Terms {
        counted: settings.limits.plans,
        welcome,
        free: plan(&settings.plans.free),
        pro: plan(&settings.plans.pro),
        enterprise: plan(&settings.plans.enterprise),
    }
}
