//! A server as a process, and how quickly and lightly it starts.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::{Figure, median};

/// Of everybody who is registered here.
pub const PASSWORD: &str = "nine slow blue whales";

/// A running server on a folder of its own.
pub struct Server {
    child: Child,
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Server {
    /// Starts the binary and waits until it is ready.
    pub async fn start(binary: &Path, dir: &TempDir, settings: &[(&str, &str)]) -> anyhow::Result<Self> {
        let mut child = Command::new(binary)
            .arg("serve")
            .env_clear()
            .envs([
                ("PORT", "0"),
                ("LOG_LEVEL", "error"),
                ("BCRYPT_COST", "4"),
                ("RATE_LIMITS", "off"),
                ("PLAN_LIMITS", "off"),
            ])
            .env("DATA_DIR", dir.path())
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let stdout = child.stdout.take().context("no output")?;
        let line = BufReader::new(stdout).lines().next_line().await?.context("the server ended")?;
        let address = line.split_whitespace().last().context("no address")?;
        let base = format!("{address}/api/v1");
        let http = talewright_providers::http::client_builder()?.no_proxy().build()?;
        http.get(format!("{address}/health/ready")).send().await?.error_for_status()?;
        Ok(Self { child, http, base, token: String::new() })
    }

    /// Registers somebody, as whom all further requests are made.
    pub async fn sign_in(&mut self) -> anyhow::Result<()> {
        let account = json!({"email": "bench@example.org", "password": PASSWORD});
        let answer = self.post("/auth/register", &account).await?;
        self.token = answer["access_token"].as_str().context("no token")?.to_owned();
        Ok(())
    }

    /// POST of JSON.
    pub async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let request = self.http.post(format!("{}{path}", self.base)).json(body).bearer_auth(&self.token);
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    /// GET of JSON.
    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let request = self.http.get(format!("{}{path}", self.base)).bearer_auth(&self.token);
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    /// Processor time so far, of all threads (Linux; a tick is 10 ms).
    pub fn processor_time(&self) -> anyhow::Result<Duration> {
        let pid = self.child.id().context("the server ended")?;
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
        let (_, fields) = stat.rsplit_once(')').context("no fields")?;
        let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
        let ticks = ticks.sum::<Result<u64, _>>()?;
        Ok(Duration::from_millis(ticks * 10))
    }

    /// Resident memory in MB (Linux).
    pub fn memory(&self) -> anyhow::Result<f64> {
        self.status("VmRSS:")
    }

    /// The most resident memory so far, in MB (Linux).
    pub fn peak_memory(&self) -> anyhow::Result<f64> {
        self.status("VmHWM:")
    }

    fn status(&self, field: &str) -> anyhow::Result<f64> {
        let pid = self.child.id().context("the server ended")?;
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        let line = status.lines().find(|line| line.starts_with(field)).context("no such field")?;
        let kilobytes: f64 = line.split_whitespace().nth(1).context("no number")?.parse()?;
        Ok(kilobytes / 1e3)
    }
}

/// Time from start to ready on an existing database, and memory then.
pub async fn start_and_size(binary: &Path) -> anyhow::Result<Vec<Figure>> {
    let dir = tempfile::tempdir()?;
    drop(Server::start(binary, &dir, &[]).await?);
    let (mut times, mut memory) = (Vec::new(), 0.0_f64);
    for _ in 0..5 {
        let begun = Instant::now();
        let server = Server::start(binary, &dir, &[]).await?;
        times.push(begun.elapsed());
        memory = memory.max(server.memory()?);
    }
    Ok(vec![
        Figure::time("server ready, existing database", median(times), Duration::from_millis(300)),
        Figure::megabytes("server idle, resident", memory, 40.0),
    ])
}
