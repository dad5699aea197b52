//! A server of one's own, of some flavour.

use serde_json::{Value, json};

use super::openai::moderate;
use super::pictures::{self, Wanted};
use super::spoken;
use crate::mock::call::Call;
use crate::mock::chat::{self, Ask, Dialect};
use crate::mock::fault::Fault;
use crate::mock::flavour::Flavour;
use crate::mock::house::{House, lock};
use crate::mock::refusal::{Reason, Refusal, Shape};
use crate::mock::reply::Reply;
use crate::mock::twist::SpeechTwist;
use crate::mock::vendor::Operation;

const ARGUMENTS: (&str, &str) = ("<sd_cpp_extra_args>", "</sd_cpp_extra_args>");

pub(super) fn answer(house: &House, call: &Call, twist: Option<&Fault>) -> Reply {
    let flavour = &house.flavour;
    if let Some(reply) = loading(house, call) {
        return reply;
    }
    let has = match call.operation {
        Operation::Chat => flavour.chat,
        Operation::Image => flavour.images,
        Operation::ImageEdit => flavour.edits,
        Operation::Speech | Operation::Voices => flavour.speech,
        Operation::Moderation => flavour.moderation,
        _ => true,
    };
    if !has {
        return Refusal::new(Reason::NotFound).shape(Shape::Text).status(404).reply(call);
    }
    let model = call.text("model").unwrap_or_default();
    if flavour.strict_models && !model.is_empty() && !flavour.models.contains(&model) {
        return Refusal::new(Reason::ModelGone).reply(call);
    }
    match call.operation {
        Operation::Chat => talk(flavour, call, twist),
        Operation::Image | Operation::ImageEdit => image(house, call, twist),
        Operation::Speech => speech(flavour, call, twist),
        Operation::Moderation => moderate(call, twist),
        Operation::Models => models(flavour),
        Operation::Voices => Reply::json(200, &json!({ "voices": ["af_heart", "af_sky", "bm_george"] })),
        _ => Reply::json(200, &json!({ "status": "ok" })),
    }
}

/// The first calls find the model loading; health says so without counting.
fn loading(house: &House, call: &Call) -> Option<Reply> {
    let mut memory = lock(&house.memory);
    if memory.loading == 0 || call.operation == Operation::Models {
        return None;
    }
    if call.operation != Operation::Account {
        memory.loading -= 1;
    }
    drop(memory);
    Some(Refusal::new(Reason::Loading).reply(call))
}

fn talk(flavour: &Flavour, call: &Call, twist: Option<&Fault>) -> Reply {
    let mut ask = Ask::new(call);
    let refuse = |reason| Refusal::new(reason).reply(call);
    if ask.schema.is_some() && !flavour.json_schema {
        return refuse(Reason::SchemaUnsupported);
    }
    if (ask.stream && !flavour.stream) || (ask.pictures > 0 && !flavour.vision) {
        return refuse(Reason::InvalidRequest);
    }
    if let Some(context) = flavour.context.filter(|context| ask.prompt_tokens > *context) {
        if !flavour.cuts_silently {
            return refuse(Reason::TooLong);
        }
        // Room for the answer is kept: about half is read.
        ask = ask.cut_to(context / 2);
    }
    let dialect = Dialect {
        id: "chatcmpl-",
        price: (0.0, 0.0),
        tells_cost: false,
        comments: false,
        usage: flavour.usage,
        obfuscation: false,
    };
    chat::answer(call, &ask, &dialect, twist)
}

fn image(house: &House, call: &Call, twist: Option<&Fault>) -> Reply {
    let flavour = &house.flavour;
    let mut wanted = Wanted::new(call);
    if flavour.prompt_arguments
        && let Some(arguments) = arguments(&call.prompt)
    {
        house.complain(call, ["the prompt carries <sd_cpp_extra_args>, and the server obeys".to_owned()]);
        let number =
            |name: &str| arguments.get(name).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
        wanted.width = number("width").unwrap_or(wanted.width);
        wanted.height = number("height").unwrap_or(wanted.height);
    }
    let format = call.text("output_format").unwrap_or("png").to_owned();
    let data = wanted.data(&house.studio, twist);
    let body = pictures::body(data, twist, json!({ "output_format": format }));
    Reply::json(200, &body).billed(call.prompt_key(), 0.0)
}

/// What stable-diffusion.cpp reads out of a prompt.
fn arguments(prompt: &str) -> Option<Value> {
    let (_, rest) = prompt.split_once(ARGUMENTS.0)?;
    let (inside, _) = rest.split_once(ARGUMENTS.1)?;
    Some(serde_json::from_str(inside).unwrap_or_default())
}

fn speech(flavour: &Flavour, call: &Call, twist: Option<&Fault>) -> Reply {
    let pieces = Fault::Speech(SpeechTwist::ConcatenatedFiles);
    let twist = if flavour.concatenates && twist.is_none() { Some(&pieces) } else { twist };
    match spoken::speech(call, "mp3", flavour.wav_sizes, twist) {
        Some(reply) => reply.billed(call.prompt_key(), 0.0),
        None => Refusal::new(Reason::InvalidRequest).shape(Shape::List).reply(call),
    }
}

fn models(flavour: &Flavour) -> Reply {
    let entry = |id: &&str| json!({ "id": id, "object": "model", "created": 0, "owned_by": flavour.name });
    let data: Vec<Value> = flavour.models.iter().map(entry).collect();
    Reply::json(200, &json!({ "object": "list", "data": data }))
}
