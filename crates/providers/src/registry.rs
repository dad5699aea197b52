//! All providers by name: which there are, what each can, and the models that their accounts give.
//!
//! A new provider is a folder with its adapters, an entry in `PROVIDERS`, and a line in each of the functions below
//! whose capability it has.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use talewright_domain::ports::{
    Capability, ImageModel, Moderator, MusicModel, ProviderInfo, SpeechModel, TextModel, VisionModel,
};

use crate::account::{Account, Checker};
use crate::chat::Chat;
use crate::compatible::{self, Abilities};
use crate::http::{Auth, Classifier, Endpoint, HttpClient, HttpSettings, SetupError, Watch, classify};
use crate::layers::{Sleeper, TokioSleeper};
use crate::offline::{Offline, OfflineSettings};
use crate::openai::{ImageDialect, Judge, Painter, Reader, SpeechDialect};
use crate::prices::PriceList;
use crate::{elevenlabs, huggingface, openai, openrouter, runware};

/// The provider that needs nothing.
pub const OFFLINE: &str = "offline";

/// What there is to know about a provider before it is asked.
struct Known {
    name: &'static str,
    /// Where it is, when it is at one place.
    address: Option<&'static str>,
    /// The settings that hold its key and its address.
    settings: [&'static str; 2],
    auth: fn(SecretString) -> Auth,
    classifier: Classifier,
    checker: fn() -> Arc<dyn Checker>,
    capabilities: &'static [Capability],
}

use Capability::{Image, Moderation, Music, Speech, Text, Vision};

/// Every provider but the offline one.
const PROVIDERS: [Known; 6] = [
    Known {
        name: "openai",
        address: Some(openai::ADDRESS),
        settings: ["OPENAI_API_KEY", "OPENAI_BASE_URL"],
        auth: Auth::Bearer,
        classifier: classify,
        checker: || Arc::new(openai::ByCatalog),
        capabilities: &[Text, Image, Vision, Speech, Moderation],
    },
    Known {
        name: "openrouter",
        address: Some(openrouter::ADDRESS),
        settings: ["OPENROUTER_API_KEY", "OPENROUTER_BASE_URL"],
        auth: Auth::Bearer,
        classifier: openrouter::kind_of,
        checker: || Arc::new(openrouter::ByCredit),
        capabilities: &[Text, Image, Vision],
    },
    Known {
        name: "runware",
        address: Some(runware::ADDRESS),
        settings: ["RUNWARE_API_KEY", "RUNWARE_BASE_URL"],
        auth: Auth::Bearer,
        classifier: runware::kind_of,
        checker: || Arc::new(runware::ByPing),
        capabilities: &[Image],
    },
    Known {
        name: "elevenlabs",
        address: Some(elevenlabs::ADDRESS),
        settings: ["ELEVENLABS_API_KEY", "ELEVENLABS_BASE_URL"],
        auth: |key| Auth::Header(elevenlabs::KEY_HEADER, key),
        classifier: elevenlabs::kind_of,
        checker: || Arc::new(elevenlabs::BySubscription),
        capabilities: &[Speech, Music],
    },
    Known {
        name: "huggingface",
        address: Some(huggingface::ADDRESS),
        settings: ["HUGGINGFACE_API_TOKEN", "HUGGINGFACE_BASE_URL"],
        auth: Auth::Bearer,
        classifier: classify,
        checker: || Arc::new(huggingface::ByRouter),
        capabilities: &[Vision],
    },
    Known {
        name: "compatible",
        address: None,
        settings: ["COMPATIBLE_API_KEY", "COMPATIBLE_BASE_URL"],
        auth: Auth::Bearer,
        classifier: classify,
        checker: || Arc::new(compatible::ByProbe),
        capabilities: &[Text, Image, Vision, Speech, Moderation],
    },
];

/// What a person set for a provider.
#[derive(Clone, Default)]
pub struct ProviderAccount {
    /// Where it is, when not at its usual place.
    pub base_url: Option<String>,
    /// Its key.
    pub key: Option<SecretString>,
    /// OpenAI's organization that pays.
    pub organization: Option<String>,
    /// Sees the headers of all its answers: the account's [`Gate`](crate::layers::Gate).
    pub watch: Option<Arc<dyn Watch>>,
    /// Waits where an adapter has to ask again for a result; real time when there is none.
    pub sleeper: Option<Arc<dyn Sleeper>>,
}

/// What a registry is made from.
pub struct RegistrySettings {
    /// How the HTTP core behaves.
    pub http: HttpSettings,
    /// The accounts, by provider.
    pub accounts: BTreeMap<String, ProviderAccount>,
    /// What the compatible server can.
    pub abilities: Abilities,
    /// What models cost.
    pub prices: PriceList,
    /// How the offline provider behaves.
    pub offline: OfflineSettings,
}

/// Why there is no model.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// There is no such provider.
    #[error("{name} is no provider; this version knows: {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// The provider cannot do this.
    #[error("{name} has no models for {}; these have: {others}", capability.as_str())]
    CannotDo {
        /// Who.
        name: String,
        /// What.
        capability: Capability,
        /// Who can.
        others: String,
    },
    /// A setting is missing.
    #[error("{name} needs {setting}")]
    Missing {
        /// Who needs it.
        name: String,
        /// Which.
        setting: String,
    },
    /// A setting is wrong.
    #[error("{name}: {error}")]
    Setup {
        /// Whose.
        name: String,
        /// Why.
        #[source]
        error: SetupError,
    },
    /// The offline provider's call log cannot be opened.
    #[error("the offline provider's call log cannot be opened: {0}")]
    Offline(#[from] std::io::Error),
}

/// Gives models of all providers.
pub struct Registry {
    http: HttpClient,
    /// How long a whole answer may take.
    patience: Duration,
    accounts: BTreeMap<String, ProviderAccount>,
    abilities: Abilities,
    prices: Arc<PriceList>,
    offline: Offline,
}

impl Registry {
    /// A registry with these accounts.
    ///
    /// # Errors
    /// The HTTP client cannot be set up, or the offline provider's log not be opened.
    pub fn new(settings: RegistrySettings) -> Result<Self, RegistryError> {
        let RegistrySettings { http, accounts, abilities, prices, offline } = settings;
        let failed = |error| RegistryError::Setup { name: "http".into(), error };
        let patience = http.timeouts.whole;
        let http = HttpClient::new(&http).map_err(failed)?;
        let offline = Offline::new(&offline)?;
        Ok(Self { http, patience, accounts, abilities, prices: Arc::new(prices), offline })
    }

    /// The names of the providers that can do this, the offline one last.
    #[must_use]
    pub fn able(capability: Capability) -> Vec<&'static str> {
        let online = PROVIDERS.iter().filter(|known| known.capabilities.contains(&capability));
        let offline = [Text, Image, Vision, Moderation].contains(&capability).then_some(OFFLINE);
        online.map(|known| known.name).chain(offline).collect()
    }

    /// Whether the settings hold what a provider needs to be asked.
    #[must_use]
    pub fn has_account(&self, name: &str) -> bool {
        name == OFFLINE || known(name).is_ok_and(|known| self.endpoint(known).is_ok())
    }

    /// What there is to know about a model without asking it.
    ///
    /// # Errors
    /// No model is named, and the price list has no default.
    pub fn info(
        &self,
        name: &str,
        capability: Capability,
        model: Option<&str>,
    ) -> Result<ProviderInfo, RegistryError> {
        let model = model.or_else(|| self.prices.default_model(name, capability)).ok_or_else(|| {
            let setting = format!("{}_MODEL", capability.as_str().to_ascii_uppercase());
            RegistryError::Missing { name: name.into(), setting }
        })?;
        Ok(self.prices.info(name, capability, model))
    }

    /// A model that writes: of this name, or the provider's default.
    ///
    /// # Errors
    /// There is no such provider, it cannot do this, or a setting is missing or wrong.
    pub fn text(&self, name: &str, model: Option<&str>) -> Result<Arc<dyn TextModel>, RegistryError> {
        if name == OFFLINE {
            return Ok(Arc::clone(&self.offline.text));
        }
        Ok(Arc::new(self.chat(name, Text, model)?))
    }

    /// A model that sees.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn vision(&self, name: &str, model: Option<&str>) -> Result<Arc<dyn VisionModel>, RegistryError> {
        match name {
            OFFLINE => Ok(Arc::clone(&self.offline.vision)),
            "huggingface" => {
                let (account, info) = self.open(name, Vision, model)?;
                Ok(Arc::new(huggingface::Seer::new(account, info)))
            }
            _ => Ok(Arc::new(self.chat(name, Vision, model)?)),
        }
    }

    fn chat(&self, name: &str, capability: Capability, model: Option<&str>) -> Result<Chat, RegistryError> {
        let (account, info) = self.open(name, capability, model)?;
        let dialect = match name {
            "openrouter" => openrouter::dialect(),
            "compatible" => compatible::dialect(self.abilities),
            _ => openai::dialect(),
        };
        Ok(Chat::new(account, capability, info, dialect))
    }

    /// A model that paints.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn image(&self, name: &str, model: Option<&str>) -> Result<Arc<dyn ImageModel>, RegistryError> {
        if name == OFFLINE {
            return Ok(Arc::clone(&self.offline.image));
        }
        let (account, info) = self.open(name, Image, model)?;
        Ok(match name {
            "openrouter" => Arc::new(openrouter::Painter::new(account, info)),
            "runware" => {
                let own = self.accounts.get(name).and_then(|account| account.sleeper.clone());
                let sleeper = own.unwrap_or_else(|| Arc::new(TokioSleeper));
                Arc::new(runware::Painter::new(account, info, self.patience, sleeper))
            }
            _ => {
                let own = name == "compatible";
                let dialect = ImageDialect { has_finesse: !own, may_lack_references: own };
                Arc::new(Painter::new(account, info, dialect))
            }
        })
    }

    /// A model that speaks.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn speech(&self, name: &str, model: Option<&str>) -> Result<Arc<dyn SpeechModel>, RegistryError> {
        let (account, info) = self.open(name, Speech, model)?;
        if name == "elevenlabs" {
            return Ok(Arc::new(elevenlabs::Narrator::new(account, info)));
        }
        let dialect = if name == "compatible" { SpeechDialect::Compatible } else { SpeechDialect::OpenAi };
        Ok(Arc::new(Reader::new(account, info, dialect)))
    }

    /// A model that plays.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn music(&self, name: &str, model: Option<&str>) -> Result<Arc<dyn MusicModel>, RegistryError> {
        let (account, info) = self.open(name, Music, model)?;
        Ok(Arc::new(elevenlabs::Composer::new(account, info)))
    }

    /// A model that judges.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn moderation(&self, name: &str, model: Option<&str>) -> Result<Arc<dyn Moderator>, RegistryError> {
        if name == OFFLINE {
            return Ok(Arc::clone(&self.offline.moderation));
        }
        let (account, info) = self.open(name, Moderation, model)?;
        Ok(Arc::new(Judge::new(account, info)))
    }

    /// Everything that an adapter needs.
    fn open(
        &self,
        name: &str,
        capability: Capability,
        model: Option<&str>,
    ) -> Result<(Account, ProviderInfo), RegistryError> {
        let known = known(name)?;
        if !known.capabilities.contains(&capability) {
            return Err(cannot(name, capability));
        }
        let endpoint = self.endpoint(known)?;
        let info = self.info(name, capability, model)?;
        let account = Account { endpoint, prices: Arc::clone(&self.prices), checker: (known.checker)() };
        Ok((account, info))
    }

    fn endpoint(&self, known: &Known) -> Result<Endpoint, RegistryError> {
        let missing =
            |setting: &str| RegistryError::Missing { name: known.name.into(), setting: setting.into() };
        let [key_setting, address_setting] = known.settings;
        let account = self.accounts.get(known.name).cloned().unwrap_or_default();
        let address = account.base_url.as_deref().map(str::trim).filter(|address| !address.is_empty());
        let address = address.or(known.address).ok_or_else(|| missing(address_setting))?;
        let key = account.key.filter(|key| !key.expose_secret().trim().is_empty());
        let auth = match key {
            Some(key) => (known.auth)(key),
            // A server of one's own may be open to everybody in the house.
            None if known.address.is_none() => Auth::None,
            None => return Err(missing(key_setting)),
        };
        let failed = |error| RegistryError::Setup { name: known.name.into(), error };
        let endpoint = Endpoint::new(self.http.clone(), address, auth).map_err(failed)?;
        let mut endpoint = endpoint.key_setting(key_setting).classifier(known.classifier);
        if let Some(organization) = account.organization.filter(|_| known.name == "openai") {
            endpoint = endpoint.header("openai-organization", organization.trim()).map_err(failed)?;
        }
        if known.name == "openrouter" {
            endpoint = endpoint.header("x-openrouter-title", "Talewright").map_err(failed)?;
        }
        Ok(match account.watch {
            Some(watch) => endpoint.watched_by(watch),
            None => endpoint,
        })
    }
}

fn known(name: &str) -> Result<&'static Known, RegistryError> {
    const LIST: &[Known] = &PROVIDERS;
    LIST.iter().find(|known| known.name == name).ok_or_else(|| {
        let known: Vec<&str> = LIST.iter().map(|known| known.name).chain([OFFLINE]).collect();
        RegistryError::Unknown { name: name.into(), known: known.join(", ") }
    })
}

fn cannot(name: &str, capability: Capability) -> RegistryError {
    let others = Registry::able(capability).join(", ");
    RegistryError::CannotDo { name: name.into(), capability, others }
}
