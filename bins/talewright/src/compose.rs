//! Where concrete types meet: from settings to a running studio, in one readable place.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use talewright_app::Studio;
use talewright_app::auth::offer_claim_code;
use talewright_app::housekeeping::{self, Swept};
use talewright_app::stories::Offer;
use talewright_app::work::{PageOrders, Patience, PictureBooks, Workshop};
use talewright_config::Settings;
use talewright_domain::ports::{AssetStore, Clock, EventBus, Meter, SystemClock, WorkerId};
use talewright_jobs::{JobHandler, Worker, WorkerSettings};
use talewright_pdf::Fonts;
use talewright_pipeline::StoryPipeline;
use talewright_storage::{Db, DiskFloor, ObjectAssets, Queue, wake_for};
use talewright_telemetry::Metrics;
use tokio_util::sync::CancellationToken;

use crate::faults::{Fault, FaultyAssets, FaultyBus};
use crate::identity::Identity;
use crate::people::{self, Exchange, People};
use crate::providers::provider_set;
use crate::server::{self, ApiServer};

/// Nothing is paid for while the disk has less room than this, in megabytes.
const DISK_FLOOR_MB: u64 = 200;
/// How often a worker looks at the table when nobody wakes it.
const POLL: Duration = Duration::from_secs(2);
/// How often expired rows and orphaned files are swept.
const HOUSEKEEPING: Duration = Duration::from_secs(3600);

/// A studio, ready to run: what this process serves and works on.
pub struct Application {
    address: Option<SocketAddr>,
    api: Option<ApiServer>,
    worker: Option<Worker>,
    studio: Studio,
    pipeline: StoryPipeline,
    identity: Identity,
}

impl Application {
    /// Opens the database and brings it to this version, and takes the port.
    ///
    /// # Errors
    /// What cannot be had: the database, the port, the folders, the fonts.
    pub async fn build(settings: &Settings) -> anyhow::Result<Self> {
        let exchange = Exchange::new(settings)?;
        let studio = studio(settings, Arc::clone(&exchange.events)).await?;
        let metrics = Arc::new(Metrics::default());
        let pipeline = pipeline(settings, Arc::clone(&metrics) as _)?;
        let identity = identity(settings)?;
        let works = settings.works().then(|| worker(settings, &studio, &pipeline, identity.id.clone()));
        let worker = works.transpose()?;
        let (mut address, mut api) = (None, None);
        if settings.serves_api() {
            let listener = listen(settings)?;
            address = Some(listener.local_addr()?);
            let offer = Offer { pipeline: pipeline.clone(), terms: Arc::new(people::terms(settings)) };
            let people = People::new(settings, &exchange)?;
            api = Some(server::build(settings, listener, &studio, offer, people, metrics)?);
        }
        Ok(Self { address, api, worker, studio, pipeline, identity })
    }

    /// Where the API listens; port 0 when this process serves none.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// The code that makes the first administrator; `None` when there is one already.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn claim_code(&self) -> anyhow::Result<Option<String>> {
        Ok(offer_claim_code(&self.studio).await?.map(|code| code.to_string()))
    }

    /// Serves and works until `shutdown`, then lets running work end as the settings allow.
    ///
    /// # Errors
    /// The server failed.
    pub async fn run(self, shutdown: CancellationToken) -> anyhow::Result<()> {
        let Self { api, worker, studio, pipeline, identity: _kept_to_the_end, .. } = self;
        tokio::spawn(warn_of_providers(pipeline));
        tokio::spawn(Box::pin(keep_house_hourly(studio, shutdown.clone())));
        // When one of the two ends, for whatever reason, the other is told to.
        let stop = shutdown.child_token();
        let serve = async {
            let _ends = stop.clone().drop_guard();
            match api {
                Some(api) => Box::pin(api.run(stop.clone())).await,
                None => {
                    stop.cancelled().await;
                    Ok(())
                }
            }
        };
        let work = async {
            let _ends = stop.clone().drop_guard();
            match worker {
                Some(worker) => Box::pin(worker.run(stop.clone())).await,
                None => {
                    stop.cancelled().await;
                    Ok(())
                }
            }
        };
        let (served, worked) = tokio::join!(serve, work);
        served.context("the server failed")?;
        worked.context("the worker failed")
    }
}

/// Once at the start, for what a crash may have left, and every hour.
async fn keep_house_hourly(studio: Studio, shutdown: CancellationToken) {
    while !shutdown.is_cancelled() {
        match housekeeping::keep_house(&studio).await {
            Ok(Swept { files: 0, sessions: 0, answers: 0 }) => {}
            Ok(Swept { files, sessions, answers }) => tracing::info!(files, sessions, answers, "kept house"),
            Err(error) => tracing::warn!(%error, "housekeeping must wait for the next hour"),
        }
        let _ = tokio::time::timeout(HOUSEKEEPING, shutdown.cancelled()).await;
    }
}

/// The rows, the files, and how processes talk.
async fn studio(settings: &Settings, events: Arc<dyn EventBus>) -> anyhow::Result<Studio> {
    let db = Db::connect(&settings.database.url, settings.database.pool_size).await?;
    db.migrate().await.context("the database cannot be brought to this version")?;
    let mut events = events;
    let mut assets: Arc<dyn AssetStore> = Arc::new(ObjectAssets::local(&settings.data.dir.join("assets"))?);
    if !settings.test.fault.is_empty() {
        let fault = Fault::at(&settings.test.fault);
        events = Arc::new(FaultyBus { bus: events, fault: fault.clone() });
        assets = Arc::new(FaultyAssets { assets, fault });
    }
    let wake = wake_for(&db).await?;
    Ok(Studio { db, assets, events, wake, clock: clock() })
}

pub(crate) fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// The pipeline over the providers that the settings name.
pub(crate) fn pipeline(settings: &Settings, meter: Arc<dyn Meter>) -> anyhow::Result<StoryPipeline> {
    let providers = provider_set(settings, meter)?;
    let parallel = usize::try_from(settings.providers.concurrency)?;
    Ok(StoryPipeline::new(providers).parallel_calls(parallel))
}

/// Says at the start what is wrong with the providers, or will be: a bad key, a model that is gone or going. The
/// server runs all the same: whoever reads the log may have time to act.
async fn warn_of_providers(pipeline: StoryPipeline) {
    for probe in pipeline.probe(false).await {
        let (capability, finding) = (probe.capability.as_str(), &probe.finding);
        let (provider, model) = (&finding.provider, &finding.model);
        if let Some(problem) = &finding.problem {
            tracing::warn!(capability, provider, model, "this provider will not work: {}", problem.message);
        }
        for note in &finding.notes {
            tracing::warn!(capability, provider, model, "{note}");
        }
    }
}

/// The fonts of the books.
pub(crate) fn fonts(settings: &Settings) -> anyhow::Result<Fonts> {
    let folder: Option<&Path> = Some(&*settings.data.fonts_dir).filter(|path| !path.as_os_str().is_empty());
    Ok(Fonts::load(folder)?)
}

fn worker(
    settings: &Settings,
    studio: &Studio,
    pipeline: &StoryPipeline,
    id: WorkerId,
) -> anyhow::Result<Worker> {
    let Studio { db, events, clock, wake, .. } = studio.clone();
    let floor = DiskFloor { folder: settings.data.dir.clone(), megabytes: DISK_FLOOR_MB };
    let patience = Patience {
        first_wait: Duration::from_secs(u64::from(settings.worker.wait_seconds)),
        most_waits: settings.worker.max_waits,
    };
    let workshop =
        Workshop { studio: studio.clone(), pipeline: pipeline.clone(), disk: Some(floor), patience };
    let handlers: Vec<Arc<dyn JobHandler>> =
        vec![Arc::new(PictureBooks(workshop.clone())), Arc::new(PageOrders(workshop))];
    let queue = Arc::new(Queue::new(db, Arc::clone(&events), clock));
    let worker = WorkerSettings {
        id,
        concurrency: usize::try_from(settings.worker.concurrency)?,
        lease: settings.lease(),
        poll: POLL,
        drain: Duration::from_secs(u64::from(settings.worker.drain_seconds)),
    };
    Ok(Worker::new(queue, wake, events, handlers, worker))
}

fn identity(settings: &Settings) -> anyhow::Result<Identity> {
    let dir = &settings.data.dir;
    if !settings.worker.name.is_empty() {
        return Ok(Identity::chosen(settings.worker.name.clone()));
    }
    Identity::of_folder(dir).with_context(|| format!("DATA_DIR {} cannot be used", dir.display()))
}

fn listen(settings: &Settings) -> anyhow::Result<TcpListener> {
    let address = (settings.server.host.as_str(), settings.server.port);
    let listener = TcpListener::bind(address).with_context(|| {
        format!("cannot listen on {}:{}; is another program using that port? Set PORT", address.0, address.1)
    })?;
    Ok(listener)
}
