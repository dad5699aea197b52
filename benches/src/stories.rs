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
/// All nine pictures of an 8-page book are asked for at once.
const SETTINGS: [(&str, &str); 2] = [("OFFLINE_LATENCY_MS", "500"), ("PROVIDER_CONCURRENCY", "9")];

/// Makes a book: its job's id, which sorts by the time of asking, and how long it took.
async fn make_book(server: &Server, number: usize) -> anyhow::Result<(String, Duration)> {
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
    Ok((job.to_owned(), begun.elapsed()))
}

/// One 8-page book at a time, against 1.05 × the critical path + 50 ms; and the processor time that a book takes.
pub async fn one_book(binary: &Path) -> anyhow::Result<(Figure, Duration)> {
    const BOOKS: usize = 5;
    let dir = tempfile::tempdir()?;
    let mut server = Server::start(binary, &dir, &SETTINGS).await?;
    server.sign_in().await?;
    let (mut times, idle) = (Vec::new(), server.processor_time()?);
    for number in 0..BOOKS {
        times.push(make_book(&server, number).await?.1);
    }
    let work = (server.processor_time()? - idle) / BOOKS as u32;
    let bound = (LATENCY * CALLS_IN_A_ROW).mul_f64(1.05) + Duration::from_millis(50);
    Ok((Figure::time("8-page book, 500 ms a call", median(times), bound), work))
}

/// Fifty books asked for at once. They cannot be done before the provider's latency, eight jobs at a time, nor
/// before the painter's work on these cores; the larger of the two is the bound. Nobody is starved when each book
/// is there in its turn, in the order of asking.
pub async fn many_books(binary: &Path, work: Duration) -> anyhow::Result<Vec<Figure>> {
    const BOOKS: u32 = 50;
    const AT_ONCE: u32 = 8;
    let dir = tempfile::tempdir()?;
    let mut server = Server::start(binary, &dir, &SETTINGS).await?;
    server.sign_in().await?;
    let begun = Instant::now();
    let mut books = try_join_all((0..BOOKS).map(|number| make_book(&server, 100 + number as usize))).await?;
    let all = begun.elapsed();
    let rounds = BOOKS.div_ceil(AT_ONCE);
    let cores = u32::try_from(std::thread::available_parallelism()?.get())?;
    let bound = (LATENCY * CALLS_IN_A_ROW * rounds).max(work * BOOKS / cores);
    books.sort();
    let late = |(number, (_, time)): (usize, &(String, Duration))| {
        let turn = (number as u32 / AT_ONCE + 1).min(rounds);
        time.as_secs_f64() / (all.as_secs_f64() * f64::from(turn) / f64::from(rounds))
    };
    let latest = books.iter().enumerate().map(late).fold(0.0, f64::max);
    Ok(vec![
        Figure::time("50 books at once, 8 jobs at a time: all", all, bound.mul_f64(1.1)),
        Figure {
            what: "50 books at once: the most belated, in turns",
            ours: format!("{latest:.2}"),
            bound: "2.00".into(),
            ratio: latest / 2.0,
        },
        Figure::megabytes("memory after 50 books", server.memory()?, 400.0),
    ])
}
