//! Runware: an array of tasks in, data and errors out.

mod inference;
mod tasks;

use crate::mock::set;
use std::time::Duration;

use serde_json::{Value, json};

pub(super) use tasks::Tasks;

use crate::mock::call::Call;
use crate::mock::fault::Fault;
use crate::mock::house::{House, lock};
use crate::mock::refusal::{Reason, Refusal};
use crate::mock::reply::{Charge, Reply};
use crate::mock::twist::RunwareTwist;
use crate::mock::vendor::Operation;
use tasks::Outcome;

/// Dollars of a caption.
const CAPTION: f64 = 0.0006;

/// What becomes of a request.
#[derive(Debug, Default)]
struct Answer {
    data: Vec<Value>,
    errors: Vec<Value>,
    charges: Vec<Charge>,
    /// The status where nothing but errors comes.
    status: u16,
    /// Only acknowledgements: no work is waited for.
    instant: bool,
    /// The whole body, where it has another shape.
    body: Option<Value>,
}

pub(super) fn answer(house: &House, call: &Call, twist: Option<&Fault>, latency: Duration) -> Reply {
    if call.operation == Operation::Download {
        return download(house, call);
    }
    let twist = match twist {
        Some(Fault::Runware(RunwareTwist::ErrorObject)) => return refused(call, crate::mock::Shape::Object),
        Some(Fault::Runware(RunwareTwist::ErrorList)) => return refused(call, crate::mock::Shape::List),
        twist => twist,
    };
    let mut answer = Answer { status: 400, ..Answer::default() };
    for task in call.json().as_array().into_iter().flatten() {
        one(house, call, task, twist, latency, &mut answer);
    }
    let status = if answer.data.is_empty() && !answer.errors.is_empty() { answer.status } else { 200 };
    let body = answer.body.unwrap_or_else(|| {
        let mut body = json!({});
        if !answer.data.is_empty() || answer.errors.is_empty() {
            set(&mut body, "data", json!(answer.data));
        }
        if !answer.errors.is_empty() {
            set(&mut body, "errors", json!(answer.errors));
        }
        body
    });
    let mut reply = Reply::json(status, &body);
    reply.bills = answer.charges;
    reply.instant = answer.instant;
    reply.with("x-request-id", format!("rw-{:012x}", call.number))
}

fn refused(call: &Call, shape: crate::mock::Shape) -> Reply {
    Refusal::new(Reason::ServerError).shape(shape).reply(call)
}

fn one(
    house: &House,
    call: &Call,
    task: &Value,
    twist: Option<&Fault>,
    latency: Duration,
    answer: &mut Answer,
) {
    let id = task.get("taskUUID").and_then(Value::as_str).unwrap_or_default();
    match task.get("taskType").and_then(Value::as_str).unwrap_or_default() {
        "imageInference" => inference::infer(house, call, task, twist, latency, answer),
        "getResponse" => poll(house, task, id, answer),
        "caption" => {
            let text = "A round shape rests in the middle of a calm field of colour.";
            let mut item = json!({ "taskType": "caption", "taskUUID": id, "text": text });
            if task.get("includeCost") == Some(&Value::Bool(true)) {
                set(&mut item, "cost", json!(CAPTION));
            }
            answer.data.push(item);
            answer.charges.push(Charge { key: id.into(), usd: CAPTION });
        }
        "imageUpload" => {
            let url = format!("{}/v1/pictures/{id}.png", call.origin);
            answer
                .data
                .push(json!({ "taskType": "imageUpload", "taskUUID": id, "imageUUID": id, "imageURL": url }));
        }
        "mediaStorage" => {
            let url = format!("{}/v1/pictures/{id}.png", call.origin);
            answer.data.push(
                json!({ "taskType": "mediaStorage", "taskUUID": id, "mediaUUID": id, "mediaURL": url }),
            );
        }
        "ping" => answer.data.push(json!({ "taskType": "ping", "pong": true })),
        _ => answer.data.push(json!({ "taskType": "authentication", "connectionSessionUUID": id })),
    }
}

/// How a task stands: all its results so far, every time.
fn poll(house: &House, task: &Value, id: &str, answer: &mut Answer) {
    let memory = lock(&house.memory);
    let Some(known) = memory.tasks.get(id) else {
        answer.errors.push(crate::mock::refusal::runware_error(
            "taskNotFound",
            "There is no such task.",
            task,
        ));
        return;
    };
    let state = |status: &str| json!({ "taskType": known.kind, "taskUUID": id, "status": status });
    match &known.outcome {
        _ if !known.is_ready() => {
            let mut item = state("processing");
            set(&mut item, "progress", json!(40));
            answer.data.push(item);
        }
        Outcome::Done(items) => answer.data.extend(items.iter().map(|item| {
            let mut item = item.clone();
            set(&mut item, "status", json!("success"));
            item
        })),
        Outcome::Failed => {
            let mut item = state("error");
            set(&mut item, "error", json!({ "code": "inferenceError", "message": "The inference failed." }));
            answer.data.push(item);
        }
        Outcome::Never => answer.data.push(state("processing")),
    }
}

/// A picture by its address.
fn download(house: &House, call: &Call) -> Reply {
    let name = call.path.rsplit('/').next().unwrap_or_default();
    let id = name.split('.').next().unwrap_or_default();
    let Some(order) = lock(&house.memory).tasks.picture(id) else {
        return Reply::new(404, "text/plain", "this address has expired");
    };
    let file = house.studio.picture(order.width, order.height, order.format, &order.words);
    Reply::new(200, order.format.media_type(), file)
}
