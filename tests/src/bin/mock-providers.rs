//! The mock providers, to be run by hand: the product with "real" providers and no network.

use std::io::Write;
use std::time::Duration;

use clap::Parser;
use talewright_tests::mock::{Flavour, MockOptions, MockProviders, Vendor};

/// Plays OpenAI, OpenRouter, Runware, ElevenLabs, Hugging Face and a local server on loopback, until Ctrl-C.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// The port of the first one; the others follow. 0 takes any that are free.
    #[arg(long, default_value_t = 4610)]
    port: u16,
    /// How long work takes, in milliseconds.
    #[arg(long, default_value_t = 0)]
    latency_ms: u64,
    /// What the local server is: local_ai, ollama, llama_cpp, vllm, sd_cpp, speaches, kokoro, without_schemas.
    #[arg(long, default_value = "local_ai", value_parser = flavour)]
    flavour: Flavour,
}

fn flavour(name: &str) -> Result<Flavour, String> {
    Flavour::named(name).ok_or_else(|| format!("there is no flavour {name}"))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let Arguments { port, latency_ms, flavour } = Arguments::parse();
    let latency = Duration::from_millis(latency_ms);
    let mocks = MockProviders::with(MockOptions { port, flavour, latency })?;
    let mut out = std::io::stdout().lock();
    for (name, value) in mocks.settings() {
        writeln!(out, "{name}={value}")?;
    }
    out.flush()?;
    drop(out);
    let control = format!("{}/_mock", mocks.origin(Vendor::OpenAi));
    eprintln!("Set these, and start Talewright. What came in: {control}/requests, {control}/payments,");
    eprintln!("{control}/violations. What goes wrong: POST a rule to {control}/faults. Ctrl-C stops.");
    if !mocks.judge().has_elevenlabs_document() {
        eprintln!(
            "ElevenLabs is judged by hand-written rules alone: ELEVENLABS_SPEC names no copy of its document."
        );
    }
    tokio::signal::ctrl_c().await
}
