//! `talewright check-config`: what the settings amount to, and whether the providers answer. Problems of the settings
//! themselves were reported by loading them.

use std::io::Write;
use std::sync::Arc;

use clap::Args;
use talewright_config::Settings;
use talewright_domain::ports::Capability;
use talewright_pipeline::Probe;
use talewright_telemetry::Metrics;

use crate::compose;

/// Print the effective settings with secrets masked.
#[derive(Args)]
pub struct CheckConfigArgs {
    /// Ask every provider whether key, account and model are good. Costs nothing.
    #[arg(long)]
    probe: bool,
    /// Make the smallest real calls too, worth a fraction of a cent.
    #[arg(long, requires = "probe")]
    spend: bool,
}

pub(super) async fn run(args: CheckConfigArgs, settings: &Settings) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{settings:#?}\nThe settings are fine.")?;
    if !args.probe {
        return Ok(());
    }
    let pipeline = compose::pipeline(settings, Arc::new(Metrics::default()))?;
    let probes = pipeline.probe(args.spend).await;
    writeln!(out, "\nThe providers:")?;
    for capability in Capability::ALL {
        let of_it: Vec<&Probe> = probes.iter().filter(|probe| probe.capability == capability).collect();
        if of_it.is_empty() {
            writeln!(out, "  {:<11} nobody is configured", capability.as_str())?;
        }
        for probe in of_it {
            report(&mut out, probe)?;
        }
    }
    let broken = probes.iter().filter(|probe| probe.finding.problem.is_some()).count();
    anyhow::ensure!(broken == 0, "{broken} of {} providers would not do their work", probes.len());
    Ok(())
}

fn report(out: &mut impl Write, probe: &Probe) -> std::io::Result<()> {
    let finding = &probe.finding;
    let state = if finding.problem.is_some() { "FAILS" } else { "ok" };
    let name = probe.capability.as_str();
    writeln!(out, "  {name:<11} {state:<5} {} {} ({})", finding.provider, finding.model, probe.prices)?;
    if let Some(problem) = &finding.problem {
        writeln!(out, "{:>19}{}", "", problem.message)?;
    }
    for note in &finding.notes {
        writeln!(out, "{:>19}{note}", "")?;
    }
    if let Some(bill) = &probe.bill {
        writeln!(out, "{:>19}the smallest call has cost {}", "", bill.cost)?;
    }
    Ok(())
}
