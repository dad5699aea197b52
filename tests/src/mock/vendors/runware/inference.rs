//! `imageInference`.

use crate::mock::set;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Answer;
use super::tasks::{Order, Outcome, Task};
use crate::mock::call::{Call, hash_of};
use crate::mock::fault::Fault;
use crate::mock::house::{House, lock};
use crate::mock::picture::Format;
use crate::mock::refusal::runware_error as error;
use crate::mock::reply::Charge;
use crate::mock::twist::{ImageTwist, RunwareTwist};

/// Dollars for a million pixels.
const MEGAPIXEL: f64 = 0.004;

/// What is wanted, as far as an answer depends on it.
struct Wanted<'a> {
    id: &'a str,
    task: &'a Value,
    number: u64,
    order: Order,
    seed: u64,
    cost: f64,
}

pub(super) fn infer(
    house: &House,
    call: &Call,
    task: &Value,
    twist: Option<&Fault>,
    latency: Duration,
    answer: &mut Answer,
) {
    let wanted = Wanted::new(task, twist);
    if lock(&house.memory).tasks.get(wanted.id).is_some() {
        answer.errors.push(error("conflictTaskUUID", "This taskUUID is in use.", task));
        return;
    }
    let own = if let Some(Fault::Runware(own)) = twist { Some(own) } else { None };
    if let Some(refusal) = refusal(own, &wanted) {
        answer.errors.push(refusal);
        return;
    }
    let is_short = own == Some(&RunwareTwist::PartialSuccess);
    let made = if is_short { wanted.number - 1 } else { wanted.number };
    let items: Vec<Value> = (0..made).map(|index| item(house, call, &wanted, index, own, twist)).collect();
    let outcome = match own {
        Some(RunwareTwist::FailsLater) => Outcome::Failed,
        Some(RunwareTwist::NeverDone) => Outcome::Never,
        _ => Outcome::Done(items.clone()),
    };
    let known = Task { kind: "imageInference", outcome, ready: Instant::now() + latency };
    lock(&house.memory).tasks.take_on(wanted.id, known);
    if own != Some(&RunwareTwist::FailsLater) {
        answer.charges.push(Charge { key: wanted.id.into(), usd: wanted.cost * made as f64 });
    }
    deliver(answer, &wanted, own, items);
}

/// What comes back at once.
fn deliver(answer: &mut Answer, wanted: &Wanted<'_>, own: Option<&RunwareTwist>, items: Vec<Value>) {
    let is_async = wanted.task.get("deliveryMethod").and_then(Value::as_str) == Some("async");
    match own {
        Some(RunwareTwist::TimeoutThenDone) => {
            answer.status = 504;
            answer.errors.push(error("timeoutProvider", "The provider took too long.", wanted.task));
        }
        Some(RunwareTwist::EmptyData) => answer.instant = true,
        Some(RunwareTwist::Neither) => answer.body = Some(json!({})),
        Some(RunwareTwist::AsyncOnly | RunwareTwist::FailsLater | RunwareTwist::NeverDone) => {
            answer.instant = true;
            answer.data.push(acknowledgement(wanted));
        }
        _ if is_async => {
            answer.instant = true;
            answer.data.push(acknowledgement(wanted));
        }
        own => {
            answer.data.extend(items);
            if own == Some(&RunwareTwist::PartialSuccess) {
                answer.errors.push(unsafe_content(wanted));
            }
        }
    }
}

fn refusal(own: Option<&RunwareTwist>, wanted: &Wanted<'_>) -> Option<Value> {
    match own? {
        RunwareTwist::SafetyError => Some(unsafe_content(wanted)),
        RunwareTwist::PartialSuccess if wanted.number == 1 => Some(unsafe_content(wanted)),
        RunwareTwist::ParameterList => {
            let mut entry = error("invalidParameter", "Two parameters are invalid.", wanted.task);
            set(&mut entry, "parameter", json!(["width", "height"]));
            Some(entry)
        }
        _ => None,
    }
}

fn unsafe_content(wanted: &Wanted<'_>) -> Value {
    error("providerContentPolicyViolation", "The picture goes against the content policy.", wanted.task)
}

fn acknowledgement(wanted: &Wanted<'_>) -> Value {
    json!({ "taskType": "imageInference", "taskUUID": wanted.id })
}

impl<'a> Wanted<'a> {
    fn new(task: &'a Value, twist: Option<&Fault>) -> Self {
        let text = |name: &str| task.get(name).and_then(Value::as_str).unwrap_or_default();
        let number = |name: &str, usual: u64| task.get(name).and_then(Value::as_u64).unwrap_or(usual);
        let side = |name: &str| u32::try_from(number(name, 1024)).unwrap_or(1024);
        let seed = number("seed", hash_of(&text("positivePrompt")) >> 12);
        let mut order = Order {
            width: side("width"),
            height: side("height"),
            format: Format::named(text("outputFormat")).unwrap_or(Format::Jpeg),
            words: format!("{} {seed}", text("positivePrompt")),
        };
        match twist {
            Some(Fault::Image(ImageTwist::OtherSize { width, height })) => {
                (order.width, order.height) = (*width, *height);
            }
            Some(Fault::Image(ImageTwist::OtherFormat)) => {
                order.format = if order.format == Format::Png { Format::Jpeg } else { Format::Png };
            }
            _ => {}
        }
        let cost = f64::from(order.width) * f64::from(order.height) / 1e6 * MEGAPIXEL;
        Self { id: text("taskUUID"), task, number: number("numberResults", 1), order, seed, cost }
    }
}

/// One picture of the answer.
fn item(
    house: &House,
    call: &Call,
    wanted: &Wanted<'_>,
    index: u64,
    own: Option<&RunwareTwist>,
    twist: Option<&Fault>,
) -> Value {
    let image = Uuid::new_v4().to_string();
    let mut item = acknowledgement(wanted);
    set(&mut item, "imageUUID", json!(image));
    set(&mut item, "seed", json!(wanted.seed + index));
    if own == Some(&RunwareTwist::Nsfw) || wanted.task.pointer("/safety/checkContent") == Some(&json!(true)) {
        set(&mut item, "NSFWContent", json!(own == Some(&RunwareTwist::Nsfw)));
    }
    if wanted.task.get("includeCost") == Some(&Value::Bool(true)) && own != Some(&RunwareTwist::NoCost) {
        set(&mut item, "cost", json!(wanted.cost));
    }
    let order = Order { words: format!("{} {index}", wanted.order.words), ..wanted.order.clone() };
    let encoded = || match twist {
        Some(Fault::Image(ImageTwist::BrokenBase64)) => "%%% not base64 %%%".to_owned(),
        Some(Fault::Image(ImageTwist::NotAPicture)) => STANDARD.encode("<html>oops</html>"),
        _ => STANDARD.encode(house.studio.picture(order.width, order.height, order.format, &order.words)),
    };
    match wanted.task.get("outputType").and_then(Value::as_str).unwrap_or("URL") {
        "base64Data" => set(&mut item, "imageBase64Data", json!(encoded())),
        "dataURI" => {
            let kind = order.format.media_type();
            set(&mut item, "imageDataURI", json!(format!("data:{kind};base64,{}", encoded())));
        }
        _ => {
            let extension = order.format.media_type().trim_start_matches("image/");
            let url = format!("{}/v1/pictures/{image}.{extension}", call.origin);
            set(&mut item, "imageURL", json!(url));
            if own != Some(&RunwareTwist::ExpiredUrl) {
                lock(&house.memory).tasks.keep_picture(&image, order);
            }
        }
    }
    item
}
