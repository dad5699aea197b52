//! Two hundred stories at once through services with a fixed latency and a limit of calls at once: what we add to what
//! those allow.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use futures::future::try_join_all;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::Figure;
use crate::server::Server;

const STORIES: usize = 200;
/// Every call takes this long.
const LATENCY_MS: u64 = 1_000;
/// Calls at once, of each service.
const LIMIT: u64 = 32;

/// The services, as a process of their own.
struct Services {
    _child: Child,
    settings: Vec<(String, String)>,
    control: String,
    http: reqwest::Client,
}

impl Services {
    async fn start(binary: &Path) -> anyhow::Result<Self> {
        let mut child = Command::new(binary)
            .args(["--port", "0", "--latency-ms", &LATENCY_MS.to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} is missing: run `make bench`", binary.display()))?;
        let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        let mut settings = Vec::new();
        // The last one's key ends the list.
        while settings.last().is_none_or(|(name, _): &(String, String)| name != "COMPATIBLE_API_KEY") {
            let line = lines.next_line().await?.context("the services ended")?;
            let (name, value) = line.split_once('=').context("no setting")?;
            settings.push((name.to_owned(), value.to_owned()));
        }
        let address = settings.iter().find(|(name, _)| name == "OPENAI_BASE_URL").context("no address")?;
        let control = address.1.trim_end_matches("/v1").to_owned();
        let http = talewright_providers::http::client_builder()?.no_proxy().build()?;
        Ok(Self { _child: child, settings, control, http })
    }

    /// So many calls at once; more wait for their turn.
    async fn limit(&self, vendor: &str) -> anyhow::Result<()> {
        let settings = json!({"vendor": vendor, "limit": LIMIT, "queue": true});
        let request = self.http.post(format!("{}/_mock/settings", self.control)).json(&settings);
        request.send().await?.error_for_status()?;
        Ok(())
    }

    /// How many calls each service was paid for.
    async fn paid(&self, vendor: &str) -> anyhow::Result<u32> {
        let request = self.http.get(format!("{}/_mock/payments", self.control));
        let paid: Vec<Value> = request.send().await?.error_for_status()?.json().await?;
        Ok(u32::try_from(paid.iter().filter(|payment| payment["vendor"] == vendor).count())?)
    }
}

/// All stories at once. They cannot be done before the busiest service has answered all its calls, so many at a time.
pub async fn two_hundred_stories(binary: &Path) -> anyhow::Result<Vec<Figure>> {
    let services = Services::start(&binary.with_file_name("mock-providers")).await?;
    for vendor in ["open_ai", "open_router"] {
        services.limit(vendor).await?;
    }
    let (limit, timeout) = (LIMIT.to_string(), "600");
    let mut settings: Vec<(&str, &str)> =
        services.settings.iter().map(|(name, value)| (&**name, &**value)).collect();
    settings.extend([
        ("TEXT_PROVIDER", "openrouter"),
        ("IMAGE_PROVIDER", "openai"),
        ("MODERATION_PROVIDER", "offline"),
        ("PROVIDER_CONCURRENCY", &limit),
        ("PROVIDER_TIMEOUT_SECONDS", timeout),
        ("WORKER_CONCURRENCY", "200"),
    ]);
    let dir = tempfile::tempdir()?;
    let mut server = Server::start(binary, &dir, &settings).await?;
    server.sign_in().await?;
    let begun = Instant::now();
    try_join_all((0..STORIES).map(|number| make(&server, number))).await?;
    let all = begun.elapsed();
    let calls = services.paid("open_ai").await?.max(services.paid("open_router").await?);
    let bound = Duration::from_millis(LATENCY_MS) * calls / u32::try_from(LIMIT)?;
    Ok(vec![
        Figure::time("200 stories at once through services, 32 calls at a time", all, bound.mul_f64(1.1)),
        Figure::megabytes("most memory meanwhile", server.peak_memory()?, 400.0),
    ])
}

async fn make(server: &Server, number: usize) -> anyhow::Result<()> {
    let brief = json!({"idea": format!("Fox number {number} looks for the moon"), "num_pages": 3, "text_density": "light",
        "characters": [{"name": format!("Nino{number}"), "appearance": format!("a small red fox with the number {number}")}]});
    let made = server.post("/stories", &brief).await?;
    let job = made["job"]["id"].as_str().context("no job")?;
    loop {
        let status = server.get(&format!("/jobs/{job}/status?wait=30")).await?;
        if !matches!(status["status"].as_str(), Some("queued" | "running")) {
            ensure!(status["status"] == "completed", "{status}");
            return Ok(());
        }
    }
}
