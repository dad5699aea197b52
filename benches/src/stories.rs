//! Books over REST with a provider whose every call takes 500 ms: what we add to that.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use futures::future::try_join_all;
use serde_json::json;

use crate::server::Server;
use crate::{Figure, median};

/// Every call of the provider takes this long.
const LATENCY: Duration = Duration::from_millis(500);
/// Plan, then sheets and text side by side, then all pictures at once.
const CALLS_IN_A_ROW: u32 = 3;
/// Pictures of an 8-page book, cover included.
const PICTURES: &str = "9";

async fn make_book(server: &Server, number: usize) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    let brief = json!({"idea": format!("A fox looks for star number {number}"), "num_pages": 8});
    let made = server.post("/stories", &brief).await?;
    let job = made["job"]["id"].as_str().context("no job")?;
    let status = loop {
        let status = server.get(&format!("/jobs/{job}/status?wait=30")).await?;
        if !matches!(status["status"].as_str(), Some("queued" | "running")) {
            break status;
        }
    };
    ensure!(status["status"] == "completed", "{status}");
    Ok(begun.elapsed())
}

/// One 8-page book at a time: 1.05 × the critical path + 50 ms.
pub async fn one_book(binary: &Path) -> anyhow::Result<Figure> {
    let dir = tempfile::tempdir()?;
    let settings = [("OFFLINE_LATENCY_MS", "500"), ("PROVIDER_CONCURRENCY", PICTURES)];
    let mut server = Server::start(binary, &dir, &settings).await?;
    server.sign_in().await?;
    let mut times = Vec::new();
    for number in 0..5 {
        times.push(make_book(&server, number).await?);
    }
    let bound = (LATENCY * CALLS_IN_A_ROW).mul_f64(1.05) + Duration::from_millis(50);
    Ok(Figure::time("8-page book, 500 ms a call", median(times), bound))
}

/// Fifty books asked for at once: how long all of them take against eight at a time, and how long the last one to
/// be finished waited against the first ones.
pub async fn many_books(binary: &Path) -> anyhow::Result<Vec<Figure>> {
    const BOOKS: usize = 50;
    const AT_ONCE: u32 = 8;
    let dir = tempfile::tempdir()?;
    let settings = [("OFFLINE_LATENCY_MS", "500"), ("PROVIDER_CONCURRENCY", PICTURES)];
    let mut server = Server::start(binary, &dir, &settings).await?;
    server.sign_in().await?;
    let begun = Instant::now();
    let times = try_join_all((0..BOOKS).map(|number| make_book(&server, 100 + number))).await?;
    let all = begun.elapsed();
    let rounds = (BOOKS as u32).div_ceil(AT_ONCE);
    let ideal = LATENCY * CALLS_IN_A_ROW * rounds;
    let slowest = times.iter().max().copied().unwrap_or_default();
    Ok(vec![
        Figure::time("50 books at once, 8 jobs at a time: all", all, ideal),
        Figure::time("50 books at once: the last one, against all", slowest, all),
        Figure::megabytes("memory after 50 books", server.memory()?, 400.0),
    ])
}
