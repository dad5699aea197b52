//! Who is asked for what: from the settings to a set of models within their layers, in one readable place.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use talewright_config::{Account, Providers, Settings};
use talewright_domain::ports::{
    Capability, ImageModel, Meter, Moderator, MusicModel, Provider, SpeechModel, TextModel, VisionModel,
};
use talewright_pipeline::ProviderSet;
use talewright_providers::compatible::Abilities;
use talewright_providers::http::{HttpSettings, Timeouts};
use talewright_providers::layers::{
    BreakerPolicy, Fallback, Gate, Layers, RetryPolicy, Sleeper, TokioSleeper,
};
use talewright_providers::offline::OfflineSettings;
use talewright_providers::offline::painter::Painter;
use talewright_providers::prices::PriceList;
use talewright_providers::registry::{OFFLINE, ProviderAccount, Registry, RegistryError, RegistrySettings};

/// The offline provider limits itself to the cores there are.
const WITHOUT_LIMIT: usize = 10_000;

/// The models that the settings name.
///
/// # Errors
/// A price list or a log that cannot be read, a model or an address that is missing.
pub(crate) fn provider_set(settings: &Settings, meter: Arc<dyn Meter>) -> anyhow::Result<ProviderSet> {
    let shop = Shop::open(settings, meter)?;
    let names = |capability| chosen(settings, capability);
    let providers = &settings.providers;
    let text = shop.list(&names(Capability::Text), &providers.text_model, |name, model, layers| {
        Ok(Arc::new(layers.around(shop.registry.text(name, model)?)) as Arc<dyn TextModel>)
    })?;
    let image = shop.list(&names(Capability::Image), &providers.image_model, |name, model, layers| {
        Ok(Arc::new(layers.around(shop.registry.image(name, model)?)) as Arc<dyn ImageModel>)
    })?;
    let vision = shop.list(&names(Capability::Vision), &providers.vision_model, |name, model, layers| {
        Ok(Arc::new(layers.around(shop.registry.vision(name, model)?)) as Arc<dyn VisionModel>)
    })?;
    let speech = shop.list(&names(Capability::Speech), &providers.speech_model, |name, model, layers| {
        Ok(Arc::new(layers.around(shop.registry.speech(name, model)?)) as Arc<dyn SpeechModel>)
    })?;
    let music = shop.list(&names(Capability::Music), &providers.music_model, |name, model, layers| {
        Ok(Arc::new(layers.around(shop.registry.music(name, model)?)) as Arc<dyn MusicModel>)
    })?;
    let judges = names(Capability::Moderation);
    let moderation = shop.list(&judges, &providers.moderation_model, |name, model, layers| {
        Ok(Arc::new(layers.around(shop.registry.moderation(name, model)?)) as Arc<dyn Moderator>)
    })?;
    Ok(ProviderSet {
        text: text.context("TEXT_PROVIDER names nobody")?,
        image: image.context("IMAGE_PROVIDER names nobody")?,
        vision: vision.map(|list| list as _),
        speech: speech.map(|list| list as _),
        music: music.map(|list| list as _),
        moderation: moderation.map(|list| list as _),
        placeholder: Some(Arc::new(Painter::default())),
    })
}

/// The providers of a capability: those that the settings name, else the first that has a key, else the offline one.
fn chosen(settings: &Settings, capability: Capability) -> Vec<String> {
    let providers = &settings.providers;
    let named = match capability {
        Capability::Text => &providers.text,
        Capability::Image => &providers.image,
        Capability::Vision => &providers.vision,
        Capability::Speech => &providers.speech,
        Capability::Music => &providers.music,
        Capability::Moderation => &providers.moderation,
    };
    if named.iter().any(|name| name == "none") {
        return Vec::new();
    }
    if !named.is_empty() {
        return named.clone();
    }
    let by_key: &[&str] = match capability {
        Capability::Text => &["openai", "openrouter", "compatible"],
        Capability::Image => &["openai", "runware"],
        Capability::Vision => &["openai", "openrouter", "huggingface"],
        Capability::Speech => &["elevenlabs", "openai"],
        Capability::Music => &["elevenlabs"],
        Capability::Moderation => &["openai"],
    };
    let has_key = |name: &&&str| settings.key_of(name).is_some_and(|(_, is_set)| is_set);
    let offline = Registry::able(capability).contains(&OFFLINE).then_some(OFFLINE);
    by_key.iter().find(has_key).copied().or(offline).map(String::from).into_iter().collect()
}

/// Where models come from, and what is put around them.
struct Shop {
    registry: Registry,
    layers: BTreeMap<String, Layers>,
}

impl Shop {
    fn open(settings: &Settings, meter: Arc<dyn Meter>) -> anyhow::Result<Self> {
        let sleeper: Arc<dyn Sleeper> = Arc::new(TokioSleeper);
        let most = usize::try_from(settings.providers.concurrency)?;
        let layers: BTreeMap<String, Layers> = talewright_config::PROVIDERS
            .into_iter()
            .map(|name| {
                let most = if name == OFFLINE { WITHOUT_LIMIT } else { most };
                let layers = Layers {
                    gate: Arc::new(Gate::new(most, Arc::clone(&sleeper))),
                    retry: retry(&settings.providers),
                    breaker: breaker(&settings.providers, name),
                    meter: Arc::clone(&meter),
                    sleeper: Arc::clone(&sleeper),
                };
                (name.to_owned(), layers)
            })
            .collect();
        let gate = |name: &str| layers.get(name).map(|layers| Arc::clone(&layers.gate) as _);
        let account = |(name, account): (&str, &Account)| {
            let base_url = Some(account.base_url.clone()).filter(|address| !address.is_empty());
            let organization = Some(account.org.clone()).filter(|org| !org.is_empty());
            let key = Some(account.api_key.clone());
            (
                name.to_owned(),
                ProviderAccount {
                    base_url,
                    key,
                    organization,
                    watch: gate(name),
                    ..ProviderAccount::default()
                },
            )
        };
        let accounts = [
            ("openai", &settings.openai),
            ("openrouter", &settings.openrouter),
            ("runware", &settings.runware),
            ("elevenlabs", &settings.elevenlabs),
            ("huggingface", &settings.huggingface),
            ("compatible", &settings.compatible),
        ];
        let registry = Registry::new(RegistrySettings {
            http: http(&settings.providers),
            accounts: accounts.into_iter().map(account).collect(),
            abilities: abilities(&settings.compatible),
            prices: prices(&settings.providers)?,
            offline: offline(settings),
        })?;
        Ok(Self { registry, layers })
    }

    /// The models of a list of providers, each within its layers. Whoever has others after it is not waited for long.
    fn list<M: Provider + ?Sized>(
        &self,
        names: &[String],
        models: &[String],
        make: impl Fn(&str, Option<&str>, &Layers) -> Result<Arc<M>, RegistryError>,
    ) -> anyhow::Result<Option<Arc<Fallback<M>>>> {
        let mut made = Vec::with_capacity(names.len());
        for (place, name) in names.iter().enumerate() {
            let mut layers =
                self.layers.get(name).cloned().with_context(|| format!("{name} is no provider"))?;
            if place + 1 < names.len() {
                layers.retry = layers.retry.with_others_to_ask();
            }
            let model = models.get(place).map(|model| model.trim()).filter(|model| !model.is_empty());
            made.push(make(name, model, &layers)?);
        }
        let mut made = made.into_iter();
        Ok(made.next().map(|first| Arc::new(Fallback::new(first, made.collect()))))
    }
}

fn retry(providers: &Providers) -> RetryPolicy {
    RetryPolicy {
        max_attempts: providers.retry_max_attempts,
        backoff_base: Duration::from_secs_f64(providers.retry_backoff_base),
        patience: Duration::from_secs(u64::from(providers.patience_seconds)),
    }
}

/// The offline provider is never down; what fails there fails because a test wants it to.
fn breaker(providers: &Providers, name: &str) -> BreakerPolicy {
    let rest = Duration::from_secs(u64::from(providers.rest_seconds));
    let failures = if name == OFFLINE { u32::MAX } else { BreakerPolicy::default().failures };
    BreakerPolicy { failures, rest, account_rest: rest * 2 }
}

fn http(providers: &Providers) -> HttpSettings {
    let whole = Duration::from_secs(u64::from(providers.timeout_seconds));
    HttpSettings { timeouts: Timeouts::within(whole), ..HttpSettings::default() }
}

fn abilities(account: &Account) -> Abilities {
    let has = |feature: &str| account.features.iter().any(|known| known == feature);
    Abilities { json_schema: has("json_schema"), stream: has("stream"), seed: has("seed") }
}

fn prices(providers: &Providers) -> anyhow::Result<PriceList> {
    let embedded = PriceList::embedded().context("the price list built in cannot be read")?;
    let file = &providers.prices_file;
    if file.as_os_str().is_empty() {
        return Ok(embedded);
    }
    let name = || format!("PRICES_FILE {}", file.display());
    let text = std::fs::read_to_string(file).with_context(name)?;
    Ok(embedded.overridden_by(PriceList::parse(&text).with_context(name)?))
}

fn offline(settings: &Settings) -> OfflineSettings {
    let offline = &settings.offline;
    OfflineSettings {
        latency: Duration::from_millis(u64::from(offline.latency_ms)),
        fail_rate: offline.fail_rate,
        seed: u64::from(offline.seed),
        call_log: Some(offline.call_log.clone()).filter(|path| !path.as_os_str().is_empty()),
    }
}
