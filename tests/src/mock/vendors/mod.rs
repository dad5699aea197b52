//! The good answers of each vendor, and the almost good ones.

mod compatible;
mod elevenlabs;
mod huggingface;
mod openai;
mod openrouter;
mod pictures;
mod runware;
mod spoken;

use std::collections::BTreeMap;
use std::time::Duration;

use super::call::Call;
use super::fault::Fault;
use super::flavour::Flavour;
use super::house::House;
use super::reply::Reply;
use super::vendor::Vendor;

/// What vendors remember between calls.
#[derive(Debug)]
pub(crate) struct Memory {
    /// Runware's tasks.
    tasks: runware::Tasks,
    /// Credits that ElevenLabs was asked for.
    credits: u64,
    /// How many times a local server still says that it loads.
    loading: u32,
    /// The model and the cost of OpenRouter's generations, by id.
    generations: BTreeMap<String, (String, f64)>,
}

impl Memory {
    pub(crate) fn new(flavour: &Flavour) -> Self {
        Self {
            tasks: runware::Tasks::default(),
            credits: 0,
            loading: flavour.loading,
            generations: BTreeMap::new(),
        }
    }
}

/// The answer of a vendor to a call that is in order. Work that takes `latency` is answered after it by the caller.
pub(crate) fn answer(house: &House, call: &Call, twist: Option<&Fault>, latency: Duration) -> Reply {
    match call.vendor {
        Vendor::OpenAi => openai::answer(house, call, twist),
        Vendor::OpenRouter => openrouter::answer(house, call, twist),
        Vendor::Runware => runware::answer(house, call, twist, latency),
        Vendor::ElevenLabs => elevenlabs::answer(house, call, twist),
        Vendor::HuggingFace => huggingface::answer(call, twist),
        Vendor::Compatible => compatible::answer(house, call, twist),
    }
}

/// Dollars for a million tokens, read and written.
fn text_price(model: &str) -> (f64, f64) {
    let name = model.rsplit('/').next().unwrap_or(model);
    let prices = [
        ("gpt-6-luna", (0.10, 0.50)),
        ("gpt-6", (2.0, 10.0)),
        ("gpt-5.6-luna", (0.20, 1.20)),
        ("gpt-5.6-terra", (2.0, 12.0)),
        ("gpt-5.6-sol", (4.0, 20.0)),
        ("gpt-5.4-mini", (0.75, 4.50)),
    ];
    let known = prices.iter().find(|(family, _)| name.starts_with(family));
    known.map_or((1.0, 4.0), |(_, price)| *price)
}
