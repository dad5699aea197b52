//! Signing in: bound by bcrypt alone, and nobody who reads waits for it.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::ensure;
use futures::future::try_join_all;
use serde_json::json;

use crate::server::{PASSWORD, Server};
use crate::{Figure, median};

/// As in production.
const COST: u32 = 12;
const SIGN_INS: u32 = 100;
/// On the list that is read meanwhile.
const STORIES: usize = 20;

/// One sign-in, a hundred at once, and how long reading the list of stories takes meanwhile.
pub async fn sign_ins(binary: &Path) -> anyhow::Result<Vec<Figure>> {
    let dir = tempfile::tempdir()?;
    let cost = COST.to_string();
    let mut server = Server::start(binary, &dir, &[("BCRYPT_COST", cost.as_str())]).await?;
    server.sign_in().await?;
    for number in 0..STORIES {
        let brief = json!({"idea": format!("A fox looks for star number {number}"), "is_draft": true});
        server.post("/stories", &brief).await?;
    }
    let mut times = Vec::new();
    for _ in 0..5 {
        times.push(sign_in(&server).await?);
    }
    let (one, bcrypt) = (median(times), bcrypt_alone()?);
    let begun = Instant::now();
    let all = try_join_all((0..SIGN_INS).map(|_| sign_in(&server)));
    let (all, reads) = tokio::join!(all, read_until(&server, begun, bcrypt));
    ensure!(all?.len() == SIGN_INS as usize);
    let (whole, reads) = (begun.elapsed(), reads?);
    let cores = u32::try_from(std::thread::available_parallelism()?.get())?;
    Ok(vec![
        Figure::time("one sign-in, against bcrypt alone + 5 ms", one, bcrypt + Duration::from_millis(5)),
        Figure::time(
            "100 sign-ins at once, against 1.1 × bcrypt on all cores",
            whole,
            (bcrypt * SIGN_INS / cores).mul_f64(1.1),
        ),
        Figure::time("GET /stories meanwhile, p99", percentile_99(reads), Duration::from_millis(20)),
    ])
}

async fn sign_in(server: &Server) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    server.post("/auth/login", &json!({"email": "bench@example.org", "password": PASSWORD})).await?;
    Ok(begun.elapsed())
}

/// What the hash itself takes, on this machine and at this moment.
fn bcrypt_alone() -> anyhow::Result<Duration> {
    let hash = bcrypt::hash(PASSWORD, COST)?;
    let mut times = Vec::new();
    for _ in 0..5 {
        let begun = Instant::now();
        ensure!(bcrypt::verify(PASSWORD, &hash)?);
        times.push(begun.elapsed());
    }
    Ok(median(times))
}

/// Reads the list again and again, for most of the time that the sign-ins take.
async fn read_until(server: &Server, begun: Instant, bcrypt: Duration) -> anyhow::Result<Vec<Duration>> {
    let cores = u32::try_from(std::thread::available_parallelism()?.get())?;
    let until = begun + (bcrypt * SIGN_INS / cores).mul_f64(0.9);
    let mut times = Vec::new();
    while Instant::now() < until {
        let asked = Instant::now();
        server.get("/stories?include_drafts=true").await?;
        times.push(asked.elapsed());
    }
    Ok(times)
}

fn percentile_99(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() * 99 / 100).copied().unwrap_or(Duration::MAX)
}
