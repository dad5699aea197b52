//! The providers as they are played, the models that ask them, and what a whole story needs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use talewright_domain::brief::NarrationDraft;
use talewright_domain::ports::{
    AssetScope, Begin, CallRecord, CheckpointError, Checkpoints, ImageModel, Meter, ProviderError,
    SpeechModel, StepDone, StepFailure, StepIntent, StepTicket, TextModel,
};
use talewright_domain::{BriefDraft, CastMember, Id, StoryBrief, StoryChange};
use talewright_pipeline::{MemoryAssets, MemoryCheckpoints, PictureBook, ProviderSet, Run, StoryPipeline};
use talewright_providers::compatible::Abilities;
use talewright_providers::http::{HttpSettings, Timeouts};
use talewright_providers::layers::{BreakerPolicy, Gate, Layers, RetryPolicy, SkippingSleeper};
use talewright_providers::offline::OfflineSettings;
use talewright_providers::prices::PriceList;
use talewright_providers::registry::{ProviderAccount, Registry, RegistrySettings};
use talewright_tests::mock::{Fault, Flavour, MockOptions, MockProviders, Operation, Recorded, Vendor, When};
use tokio_util::sync::CancellationToken;

use super::asks;

/// Vendors by the names of the settings.
const NAMES: [(Vendor, &str); 6] = [
    (Vendor::OpenAi, "openai"),
    (Vendor::OpenRouter, "openrouter"),
    (Vendor::Runware, "runware"),
    (Vendor::ElevenLabs, "elevenlabs"),
    (Vendor::HuggingFace, "huggingface"),
    (Vendor::Compatible, "compatible"),
];
/// Pages of the story that is told here.
pub(crate) const PAGES: u32 = 4;
/// Its hero.
pub(crate) const HERO: &str = "Nino";

/// All providers, and models of all of them.
pub(crate) struct Studio {
    pub(crate) mocks: MockProviders,
    pub(crate) registry: Registry,
}

impl Studio {
    /// With a server of one's own that can everything.
    pub(crate) fn open() -> Self {
        Self::of(Flavour::local_ai())
    }

    /// With this server of one's own.
    pub(crate) fn of(flavour: Flavour) -> Self {
        Self::with(flavour, Timeouts::default(), Abilities::default())
    }

    /// With a server of one's own that does not stream.
    pub(crate) fn without_streams() -> Self {
        let abilities = Abilities { stream: false, ..Abilities::default() };
        Self::with(Flavour::local_ai(), Timeouts::default(), abilities)
    }

    /// That gives a silent provider up after a second.
    pub(crate) fn impatient() -> Self {
        let second = Duration::from_secs(1);
        let timeouts = Timeouts { first_byte: second, idle: second, ..Timeouts::within(10 * second) };
        Self::with(Flavour::local_ai(), timeouts, Abilities::default())
    }

    fn with(flavour: Flavour, timeouts: Timeouts, abilities: Abilities) -> Self {
        let mocks = MockProviders::with(MockOptions { flavour, ..MockOptions::default() }).unwrap();
        let account = |vendor| ProviderAccount {
            base_url: Some(mocks.base_url(vendor)),
            key: Some("mock-key".into()),
            sleeper: Some(Arc::new(SkippingSleeper::new())),
            ..ProviderAccount::default()
        };
        let accounts: BTreeMap<String, ProviderAccount> =
            NAMES.map(|(vendor, name)| (name.to_owned(), account(vendor))).into();
        let registry = Registry::new(RegistrySettings {
            http: HttpSettings { timeouts, proxies: false, ..HttpSettings::default() },
            accounts,
            abilities,
            prices: PriceList::embedded().unwrap(),
            offline: OfflineSettings::default(),
        });
        Self { mocks, registry: registry.unwrap() }
    }

    /// A model that writes: the vendor's default.
    pub(crate) fn text(&self, vendor: Vendor) -> Arc<dyn TextModel> {
        let model = (vendor == Vendor::Compatible).then_some("local-text");
        self.registry.text(name(vendor), model).unwrap()
    }

    /// A model that paints.
    pub(crate) fn image(&self, vendor: Vendor) -> Arc<dyn ImageModel> {
        let model = (vendor == Vendor::Compatible).then_some("local-image");
        self.registry.image(name(vendor), model).unwrap()
    }

    /// A model that speaks.
    pub(crate) fn speech(&self, vendor: Vendor) -> Arc<dyn SpeechModel> {
        let model = (vendor == Vendor::Compatible).then_some("local-speech");
        self.registry.speech(name(vendor), model).unwrap()
    }

    /// Lets the next call to a vendor go wrong, makes one for what that vendor is there for, and gives what came of it.
    pub(crate) async fn failure(&self, vendor: Vendor, fault: impl Into<Fault>) -> ProviderError {
        self.mocks.script(When::to(vendor), fault);
        let failed = match vendor {
            Vendor::OpenAi | Vendor::OpenRouter | Vendor::Compatible => {
                self.text(vendor).write(asks::text("A fox.")).await.err()
            }
            Vendor::Runware => self.image(vendor).paint(asks::picture("A fox.")).await.err(),
            Vendor::ElevenLabs => self.speech(vendor).speak(asks::speech("A fox.")).await.err(),
            Vendor::HuggingFace => {
                self.registry.vision(name(vendor), None).unwrap().look(asks::look()).await.err()
            }
        };
        failed.unwrap_or_else(|| panic!("{vendor:?} answers as if all was well"))
    }

    /// The calls to a vendor for one thing.
    pub(crate) fn asked(&self, vendor: Vendor, operation: Operation) -> Vec<Recorded> {
        self.mocks.requests_for(vendor, operation)
    }

    /// Makes stories with these two, one call after the other.
    pub(crate) fn pipeline(&self, writer: Vendor, painter: Vendor) -> StoryPipeline {
        StoryPipeline::new(ProviderSet::new(self.text(writer), self.image(painter))).parallel_calls(1)
    }

    /// A whole story by OpenAI.
    pub(crate) async fn book(&self) -> PictureBook {
        let pipeline = self.pipeline(Vendor::OpenAi, Vendor::OpenAi);
        pipeline.picture_book(&brief(), &Run::in_memory()).await.unwrap()
    }

    /// Nothing was paid more often than this.
    pub(crate) fn assert_paid_at_most(&self, times: usize) {
        for (what, paid) in self.mocks.times_paid() {
            assert!(paid <= times, "{what:?} was paid {paid} times");
        }
    }
}

fn name(vendor: Vendor) -> &'static str {
    NAMES.into_iter().find(|(known, _)| *known == vendor).unwrap().1
}

/// Every page is there and has its picture.
pub(crate) fn assert_whole(book: &PictureBook) {
    let numbers: Vec<u32> = book.pages.iter().map(|page| page.number).collect();
    assert_eq!(numbers, (0..=PAGES).collect::<Vec<_>>());
    assert!(book.pages.iter().all(|page| !page.text.trim().is_empty()));
    assert!(book.gaps().is_empty(), "without a picture: {:?}", book.gaps());
}

/// A fox and the moon, for grown-ups and children alike.
pub(crate) fn brief() -> StoryBrief {
    let hero =
        CastMember { name: HERO.into(), appearance: Some("a small red fox".into()), ..CastMember::default() };
    let draft = BriefDraft {
        idea: "A fox who looks for the moon".into(),
        num_pages: Some(PAGES.into()),
        text_density: Some("light".into()),
        cast: vec![hero],
        ..BriefDraft::default()
    };
    draft.parse().unwrap()
}

/// The same, read aloud, with so many pages.
pub(crate) fn narrated(pages: i64) -> StoryBrief {
    let draft = BriefDraft {
        idea: "A fox who looks for the moon".into(),
        num_pages: Some(pages),
        text_density: Some("light".into()),
        narration: Some(NarrationDraft::default()),
        ..BriefDraft::default()
    };
    draft.parse().unwrap()
}

/// Layers as the product has them, for one account, and the clock by which they wait.
pub(crate) fn layers() -> (Layers, Arc<SkippingSleeper>) {
    let clock = Arc::new(SkippingSleeper::new());
    let layers = Layers {
        gate: Arc::new(Gate::new(8, clock.clone())),
        retry: RetryPolicy::default(),
        breaker: BreakerPolicy::default(),
        meter: Arc::new(Uncounted),
        sleeper: clock.clone(),
    };
    (layers, clock)
}

struct Uncounted;

impl Meter for Uncounted {
    fn record(&self, _: &CallRecord<'_>) {}
}

/// Receipts in memory, and what the finished steps changed in the story.
#[derive(Default)]
pub(crate) struct Witness {
    inner: MemoryCheckpoints,
    assets: Arc<MemoryAssets>,
    changes: Mutex<Vec<StoryChange>>,
}

impl Witness {
    /// A run that this sees, until the token stops it.
    pub(crate) fn run(self: &Arc<Self>, cancel: CancellationToken) -> Run {
        Run::new(self.clone(), self.assets.clone(), AssetScope::story(Id::generate()), cancel)
    }

    pub(crate) fn changes(&self) -> Vec<StoryChange> {
        self.changes.lock().unwrap().clone()
    }
}

#[async_trait]
impl Checkpoints for Witness {
    async fn begin(&self, step: StepIntent) -> Result<Begin, CheckpointError> {
        self.inner.begin(step).await
    }

    async fn accepted(&self, ticket: &StepTicket, provider_ref: &str) -> Result<(), CheckpointError> {
        self.inner.accepted(ticket, provider_ref).await
    }

    async fn finish(&self, ticket: &StepTicket, done: StepDone) -> Result<(), CheckpointError> {
        self.changes.lock().unwrap().extend(done.changes.clone());
        self.inner.finish(ticket, done).await
    }

    async fn fail(&self, ticket: &StepTicket, failure: StepFailure) -> Result<(), CheckpointError> {
        self.inner.fail(ticket, failure).await
    }
}
