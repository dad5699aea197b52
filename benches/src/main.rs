//! `make bench`: measures what we claim, against the release binary, and prints a table.
//!
//! Each figure stands beside what it is compared with. The load comes from this process, the server is another.

mod people;
mod press;
mod server;
mod services;
mod stories;

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

/// One line of the table.
struct Figure {
    what: &'static str,
    ours: String,
    bound: String,
    ratio: f64,
}

impl Figure {
    /// A time against its bound.
    fn time(what: &'static str, ours: Duration, bound: Duration) -> Self {
        let show = |time: Duration| format!("{:.0} ms", time.as_secs_f64() * 1e3);
        Self { what, ours: show(ours), bound: show(bound), ratio: ours.as_secs_f64() / bound.as_secs_f64() }
    }

    /// A size in MB against its bound.
    fn megabytes(what: &'static str, ours: f64, bound: f64) -> Self {
        Self { what, ours: format!("{ours:.1} MB"), bound: format!("{bound:.0} MB"), ratio: ours / bound }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let binary = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "target/release/talewright".into()));
    anyhow::ensure!(binary.exists(), "{} is missing: run `make bench`", binary.display());
    let mut figures = server::start_and_size(&binary).await?;
    let (one_book, work) = stories::one_book(&binary).await?;
    figures.push(one_book);
    figures.extend(stories::many_books(&binary, work).await?);
    figures.extend(services::two_hundred_stories(&binary).await?);
    figures.extend(people::sign_ins(&binary).await?);
    figures.extend(press::twelve_pages().await?);
    let mut out = std::io::stdout();
    writeln!(out, "| what | ours | bound | ratio |\n|---|---|---|---|")?;
    for Figure { what, ours, bound, ratio } in &figures {
        writeln!(out, "| {what} | {ours} | {bound} | {ratio:.2} |")?;
    }
    Ok(())
}

/// The median of some runs.
fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
