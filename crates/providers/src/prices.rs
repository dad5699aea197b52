//! What models cost, what they can, which one is used when none is named, and which are going: a data file.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Deserialize;
use talewright_domain::CostUsd;
use talewright_domain::ports::{Capability, CostRange, Prices, ProviderInfo};

/// The list that comes with the product.
const EMBEDDED: &str = include_str!("prices.toml");
/// A model's name that stands for all others of its provider.
const ANY: &str = "*";

/// Prices by provider and model, with a version.
#[derive(Debug, Clone)]
pub struct PriceList {
    models: Vec<Listed>,
    retired: Vec<Retirement>,
}

/// A model that is shut down, or will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retired<'a> {
    /// From when on.
    pub date: NaiveDate,
    /// What to use instead.
    pub replacement: &'a str,
}

/// A price list that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PriceError {
    /// It does not have the form of one.
    #[error("the price list cannot be read: {0}")]
    Form(#[from] toml::de::Error),
    /// An entry makes no sense.
    #[error("the price list's entry for {provider} {model} is wrong: {what}")]
    Entry {
        /// Whose.
        provider: String,
        /// Which.
        model: String,
        /// Why.
        what: &'static str,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: String,
    #[serde(default, rename = "model")]
    models: Vec<Entry>,
    #[serde(default)]
    retired: Vec<Retirement>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    provider: String,
    model: String,
    capabilities: BTreeSet<Capability>,
    #[serde(default)]
    default_for: BTreeSet<Capability>,
    #[serde(default)]
    input: f64,
    cached_input: Option<f64>,
    #[serde(default)]
    output: f64,
    #[serde(default)]
    image: Range,
    #[serde(default)]
    image_by_tokens: bool,
    #[serde(default)]
    characters: f64,
    #[serde(default)]
    minute: f64,
    #[serde(default)]
    max_references: usize,
    max_prompt: Option<usize>,
    #[serde(default)]
    languages: Vec<String>,
    #[serde(default)]
    assumed: bool,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Range {
    low: f64,
    high: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Retirement {
    provider: String,
    models: Vec<String>,
    date: NaiveDate,
    replacement: String,
}

/// A model of the list, its prices read.
#[derive(Debug, Clone)]
struct Listed {
    entry: Entry,
    prices: Prices,
}

impl Entry {
    fn is_for(&self, provider: &str, capability: Capability) -> bool {
        self.provider == provider && self.capabilities.contains(&capability)
    }

    fn wrong(&self, what: &'static str) -> PriceError {
        PriceError::Entry { provider: self.provider.clone(), model: self.model.clone(), what }
    }

    fn prices(&self, version: &str) -> Result<Prices, PriceError> {
        let dollars = |amount| CostUsd::from_dollars(amount).ok_or_else(|| self.wrong("a price is negative"));
        let image = CostRange { low: dollars(self.image.low)?, high: dollars(self.image.high)? };
        if image.low > image.high {
            return Err(self.wrong("the lowest price of a picture is above the highest"));
        }
        Ok(Prices {
            version: version.to_owned(),
            input: dollars(self.input)?,
            cached_input: dollars(self.cached_input.unwrap_or(self.input))?,
            output: dollars(self.output)?,
            image,
            image_by_tokens: self.image_by_tokens,
            characters: dollars(self.characters)?,
            minute: dollars(self.minute)?,
            is_unknown: false,
        })
    }
}

impl PriceList {
    /// The list that comes with the product.
    ///
    /// # Errors
    /// Never, as a test makes sure.
    pub fn embedded() -> Result<Self, PriceError> {
        Self::parse(EMBEDDED)
    }

    /// Reads a list in the form of `prices.toml`.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, PriceError> {
        let file: File = toml::from_str(text)?;
        let mut named = BTreeSet::new();
        let mut defaults = BTreeSet::new();
        let mut models = Vec::with_capacity(file.models.len());
        for entry in file.models {
            if !entry.default_for.is_subset(&entry.capabilities) {
                return Err(entry.wrong("it is the default for what it cannot do"));
            }
            if !named.insert((entry.provider.clone(), entry.model.clone())) {
                return Err(entry.wrong("it is there twice"));
            }
            if !entry.default_for.iter().all(|what| defaults.insert((entry.provider.clone(), *what))) {
                return Err(entry.wrong("another model is the default too"));
            }
            models.push(Listed { prices: entry.prices(&file.version)?, entry });
        }
        Ok(Self { models, retired: file.retired })
    }

    /// This list with another one laid over it: what the other one names, it decides.
    #[must_use]
    pub fn overridden_by(mut self, other: Self) -> Self {
        let replaces = |new: &Entry, old: &Entry| new.provider == old.provider && new.model == old.model;
        self.models.retain(|old| !other.models.iter().any(|new| replaces(&new.entry, &old.entry)));
        for old in &mut self.models {
            let others = other.models.iter().map(|new| &new.entry);
            for new in others.filter(|new| new.provider == old.entry.provider) {
                old.entry.default_for.retain(|capability| !new.default_for.contains(capability));
            }
        }
        self.models.extend(other.models);
        // Looked up from the front: the newer word comes first.
        self.retired.splice(0..0, other.retired);
        self
    }

    fn find(&self, provider: &str, capability: Capability, model: &str) -> Option<&Listed> {
        let named = |name: &str| {
            self.models
                .iter()
                .find(|listed| listed.entry.model == name && listed.entry.is_for(provider, capability))
        };
        named(model).or_else(|| named(ANY))
    }

    /// What a model can and costs. The price of one that is not listed is unknown; its limits are taken for those of
    /// the provider's default model.
    #[must_use]
    pub fn info(&self, provider: &str, capability: Capability, model: &str) -> ProviderInfo {
        let mut info = ProviderInfo::new(provider, model);
        match self.find(provider, capability, model) {
            Some(Listed { entry, prices }) => {
                info.prices = prices.clone();
                info.languages.clone_from(&entry.languages);
                info.max_references = entry.max_references;
                info.max_prompt = entry.max_prompt.unwrap_or(usize::MAX);
            }
            None => {
                info.prices.is_unknown = true;
                // Most likely it can what its provider's other models can.
                let known = self
                    .default_model(provider, capability)
                    .and_then(|name| self.find(provider, capability, name));
                if let Some(Listed { entry, .. }) = known {
                    info.max_references = entry.max_references;
                    info.max_prompt = entry.max_prompt.unwrap_or(usize::MAX);
                }
            }
        }
        info
    }

    /// What a person should know about the price of a model, when there is something.
    #[must_use]
    pub fn remark(&self, provider: &str, capability: Capability, model: &str) -> Option<String> {
        match self.find(provider, capability, model) {
            None => Some(format!(
                "the price list does not have {model}: its calls are counted as free; name its price in PRICES_FILE"
            )),
            Some(listed) if listed.entry.assumed => {
                Some("its price is an assumption of ours; name the one you pay in PRICES_FILE".into())
            }
            Some(_) => None,
        }
    }

    /// The model that is used when none is named.
    #[must_use]
    pub fn default_model(&self, provider: &str, capability: Capability) -> Option<&str> {
        let is_default = |listed: &&Listed| {
            listed.entry.provider == provider && listed.entry.default_for.contains(&capability)
        };
        self.models.iter().find(is_default).map(|listed| listed.entry.model.as_str())
    }

    /// When a model is shut down, if that is known.
    #[must_use]
    pub fn retired(&self, provider: &str, model: &str) -> Option<Retired<'_>> {
        let is_meant = |retired: &&Retirement| {
            retired.provider == provider && retired.models.iter().any(|name| name == model)
        };
        let found = self.retired.iter().find(is_meant)?;
        Some(Retired { date: found.date, replacement: &found.replacement })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(models: &str) -> Result<PriceList, PriceError> {
        PriceList::parse(&format!("version = \"test\"\n{models}"))
    }

    #[test]
    fn the_list_that_comes_with_the_product_is_good() {
        let list = PriceList::embedded().unwrap();
        for (provider, capability) in [
            ("openai", Capability::Text),
            ("openai", Capability::Image),
            ("openai", Capability::Vision),
            ("openai", Capability::Speech),
            ("openai", Capability::Moderation),
            ("openrouter", Capability::Text),
            ("openrouter", Capability::Image),
            ("openrouter", Capability::Vision),
            ("runware", Capability::Image),
            ("elevenlabs", Capability::Speech),
            ("elevenlabs", Capability::Music),
            ("huggingface", Capability::Vision),
        ] {
            let model = list.default_model(provider, capability).unwrap_or_else(|| panic!("{provider}"));
            let info = list.info(provider, capability, model);
            let free = capability == Capability::Moderation;
            assert_eq!(info.prices.are_free(), free, "{provider} {model}");
            assert_eq!(info.prices.version, "2026-11-20");
        }
        let luna = list.info("openai", Capability::Text, "gpt-6-luna");
        assert_eq!(luna.prices.of_text(1_000_000, 0, 1_000_000).high.micros(), 600_000);
        assert_eq!(list.info("openai", Capability::Image, "gpt-image-2").max_references, 16);
        let newer = list.info("openai", Capability::Image, "gpt-image-9");
        assert!(newer.prices.is_unknown && newer.max_references == 16);
        assert!(list.info("compatible", Capability::Text, "qwen3:8b").prices.are_free());
        assert_eq!(list.remark("compatible", Capability::Text, "qwen3:8b"), None);
        assert!(list.remark("openai", Capability::Text, "gpt-7").unwrap().contains("PRICES_FILE"));
        assert!(list.remark("runware", Capability::Image, "runware:400@1").unwrap().contains("assumption"));
        let gone = list.retired("openai", "gpt-image-1").unwrap();
        assert_eq!((gone.date.to_string().as_str(), gone.replacement), ("2026-10-23", "gpt-image-2"));
        assert_eq!(list.retired("openai", "gpt-6-luna"), None);
    }

    #[test]
    fn no_default_has_been_shut_down_when_the_list_was_made() {
        let list = PriceList::embedded().unwrap();
        let made: NaiveDate = list.models[0].prices.version.parse().unwrap();
        for listed in list.models.iter().filter(|listed| !listed.entry.default_for.is_empty()) {
            let retired = list.retired(&listed.entry.provider, &listed.entry.model);
            assert!(retired.is_none_or(|retired| retired.date > made), "{}", listed.entry.model);
        }
        for retired in list.retired.iter().filter(|retired| !retired.replacement.contains(' ')) {
            let names = |listed: &Listed| listed.entry.model == retired.replacement;
            assert!(list.models.iter().any(names), "{} is not listed", retired.replacement);
        }
    }

    #[test]
    fn a_list_is_laid_over_another() {
        let ours = PriceList::embedded().unwrap();
        let theirs = list(
            "[[model]]\nprovider = \"openai\"\nmodel = \"gpt-7\"\ncapabilities = [\"text\"]\ndefault_for = [\"text\"]\ninput = 1.0\n\
             [[model]]\nprovider = \"openai\"\nmodel = \"gpt-6-sol\"\ncapabilities = [\"text\"]\ninput = 3.0",
        );
        let list = ours.overridden_by(theirs.unwrap());
        assert_eq!(list.default_model("openai", Capability::Text), Some("gpt-7"));
        assert_eq!(list.default_model("openai", Capability::Vision), Some("gpt-6-luna"));
        let seven = list.info("openai", Capability::Text, "gpt-7").prices;
        assert_eq!((seven.version.as_str(), seven.cached_input), ("test", seven.input));
        assert_eq!(list.info("openai", Capability::Text, "gpt-6-sol").prices.input.micros(), 3_000_000);
        assert_eq!(list.info("openai", Capability::Text, "gpt-6-luna").prices.version, "2026-11-20");
        assert!(list.info("openai", Capability::Vision, "gpt-6-sol").prices.is_unknown);
    }

    #[test]
    fn nonsense_is_refused() {
        let head = "[[model]]\nprovider = \"p\"\nmodel = \"m\"\ncapabilities = [\"text\"]\n";
        for (models, what) in [
            (format!("{head}input = -1.0"), "negative"),
            (format!("{head}image = {{ low = 2.0, high = 1.0 }}"), "above the highest"),
            (format!("{head}default_for = [\"image\"]"), "cannot do"),
            (format!("{head}{head}"), "twice"),
            (
                format!(
                    "{head}default_for = [\"text\"]\n{}default_for = [\"text\"]",
                    head.replace("\"m\"", "\"n\"")
                ),
                "too",
            ),
            (format!("{head}price = 1.0"), "unknown field"),
            (head.replace("text", "telepathy"), "unknown variant"),
        ] {
            let error = list(&models).unwrap_err().to_string();
            assert!(error.contains(what), "{error}");
        }
        assert!(PriceList::parse("").is_err(), "a list without a version");
    }
}
