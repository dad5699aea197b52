use talewright_domain::ports::{Capability, Provider};
use talewright_providers::compatible::Abilities;
use talewright_providers::http::HttpSettings;
use talewright_providers::offline::OfflineSettings;
use talewright_providers::prices::PriceList;
use talewright_providers::registry::{ProviderAccount, Registry, RegistrySettings};

fn registry(accounts: &[(&str, ProviderAccount)]) -> Registry {
    let own = "version = \"ours\"\n[[model]]\nprovider = \"compatible\"\nmodel = \"qwen3\"\ncapabilities = [\"text\"]\ndefault_for = [\"text\"]";
    Registry::new(RegistrySettings {
        http: HttpSettings { proxies: false, ..HttpSettings::default() },
        accounts: accounts.iter().map(|(name, account)| ((*name).to_owned(), account.clone())).collect(),
        abilities: Abilities::default(),
        prices: PriceList::embedded().unwrap().overridden_by(PriceList::parse(own).unwrap()),
        offline: OfflineSettings::default(),
    })
    .unwrap()
}

fn with_key(key: &str) -> ProviderAccount {
    ProviderAccount { key: Some(key.into()), ..ProviderAccount::default() }
}

fn at(address: &str) -> ProviderAccount {
    ProviderAccount { base_url: Some(address.into()), ..ProviderAccount::default() }
}

#[test]
fn a_key_or_an_address_is_all_that_is_needed() {
    let registry = registry(&[("openai", with_key("k")), ("compatible", at("http://localhost:11434/v1/"))]);
    let text = registry.text("openai", None).unwrap();
    assert_eq!((text.info().provider.as_str(), text.info().model.as_str()), ("openai", "gpt-6-luna"));
    assert_eq!(registry.text("compatible", None).unwrap().info().model, "qwen3", "a default of one's own");
    let image = registry.image("openai", Some("gpt-image-9")).unwrap();
    assert_eq!((image.info().max_references, image.info().prices.is_unknown), (16, true));
    assert!(
        registry.has_account("openai")
            && registry.has_account("compatible")
            && registry.has_account("offline")
    );
    assert!(!registry.has_account("openrouter") && !registry.has_account("oracle"));
}

#[test]
fn what_is_missing_or_wrong_is_named() {
    let wrong = ProviderAccount { base_url: Some("localhost".into()), ..with_key("k") };
    let registry = registry(&[
        ("openai", with_key("  ")),
        ("openrouter", wrong),
        ("huggingface", with_key("two\nlines")),
    ]);
    let error = |found: Result<_, talewright_providers::registry::RegistryError>| {
        found.map(|_: ()| ()).unwrap_err().to_string()
    };
    let text = |name: &str| error(registry.text(name, None).map(|_| ()));
    assert!(text("oracle").contains("this version knows: openai, openrouter"));
    assert_eq!(text("openai"), "openai needs OPENAI_API_KEY");
    assert_eq!(text("compatible"), "compatible needs COMPATIBLE_BASE_URL");
    assert!(text("openrouter").contains("localhost is not an http or https address"));
    assert!(
        text("elevenlabs")
            .contains("has no models for text; these have: openai, openrouter, compatible, offline")
    );
    let bad_key = error(registry.vision("huggingface", None).map(|_| ()));
    assert!(bad_key.contains("copy it again") && !bad_key.contains("lines"), "{bad_key}");
    let own = self::registry(&[("compatible", at("http://localhost:1/v1"))]);
    assert_eq!(error(own.image("compatible", None).map(|_| ())), "compatible needs IMAGE_MODEL");
}

#[test]
fn everybody_who_can_is_listed() {
    assert_eq!(Registry::able(Capability::Text), ["openai", "openrouter", "compatible", "offline"]);
    assert!(Registry::able(Capability::Image).contains(&"runware"));
    assert!(Registry::able(Capability::Speech).contains(&"elevenlabs"));
    assert!(Registry::able(Capability::Vision).contains(&"huggingface"));
}
