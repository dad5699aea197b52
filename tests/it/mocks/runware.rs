use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use talewright_tests::mock::{Reason, Refusal, RunwareTwist, Transport, Vendor, When};
use uuid::Uuid;

use super::Caller;

fn task(id: &str) -> Value {
    json!([{
        "taskType": "imageInference",
        "taskUUID": id,
        "model": "runware:400@1",
        "positivePrompt": "a fox",
        "width": 512,
        "height": 768,
        "numberResults": 1,
        "outputType": "base64Data",
        "outputFormat": "JPG",
        "includeCost": true,
        "deliveryMethod": "sync",
    }])
}

fn poll(id: &str) -> Value {
    json!([{ "taskType": "getResponse", "taskUUID": id }])
}

fn new_id() -> String {
    Uuid::new_v4().to_string()
}

/// Sends tasks; status and body.
async fn send(caller: &Caller, tasks: &Value) -> (u16, Value) {
    let response = caller.send(Vendor::Runware, "", tasks).await;
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn a_task_gives_a_picture_its_seed_and_its_cost() {
    let caller = Caller::start();
    let id = new_id();
    let (status, answer) = send(&caller, &task(&id)).await;
    let result = &answer["data"][0];
    assert_eq!((status, result["taskUUID"].as_str()), (200, Some(id.as_str())));
    let file = STANDARD.decode(result["imageBase64Data"].as_str().unwrap()).unwrap();
    let picture = image::load_from_memory(&file).unwrap();
    assert_eq!((picture.width(), picture.height()), (512, 768));
    assert!(result["seed"].is_u64() && result["imageUUID"].is_string());
    let paid = caller.mocks.paid();
    assert_eq!((paid[0].key.as_str(), json!(paid[0].usd)), (id.as_str(), result["cost"].clone()));

    let mut other = task(&new_id());
    other[0]["outputType"] = json!("URL");
    let (_, answer) = send(&caller, &other).await;
    let url = answer["data"][0]["imageURL"].as_str().unwrap();
    let file = caller.plain().get(url).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(image::guess_format(&file).unwrap(), image::ImageFormat::Jpeg);
    other[0]["taskUUID"] = json!(new_id());
    other[0]["outputType"] = json!("dataURI");
    let (_, answer) = send(&caller, &other).await;
    assert!(answer["data"][0]["imageDataURI"].as_str().unwrap().starts_with("data:image/jpeg;base64,"));
    assert_eq!(caller.mocks.violations(), []);
}

#[tokio::test]
async fn a_lost_answer_is_had_by_its_id_and_paid_once() {
    let caller = Caller::start();
    let id = new_id();
    caller.mocks.script(When::to(Vendor::Runware), Transport::ResetAfterBody { charged: true });
    caller.post(Vendor::Runware, "").json(&task(&id)).send().await.unwrap_err();
    let (status, again) = send(&caller, &task(&id)).await;
    assert_eq!((status, &again["errors"][0]["code"]), (400, &json!("conflictTaskUUID")));
    let (_, answer) = send(&caller, &poll(&id)).await;
    assert_eq!(answer["data"][0]["status"], "success");
    assert!(answer["data"][0]["imageBase64Data"].is_string());
    assert_eq!(caller.mocks.paid().len(), 1);
    let (status, unknown) = send(&caller, &poll(&new_id())).await;
    assert!(status == 400 && unknown["errors"][0]["taskUUID"].is_string());
}

#[tokio::test]
async fn work_takes_its_time_also_for_who_asks_again() {
    let caller = Caller::start();
    caller.mocks.set_latency(Vendor::Runware, std::time::Duration::from_secs(600));
    let id = new_id();
    let mut tasks = task(&id);
    tasks[0]["deliveryMethod"] = json!("async");
    let (_, answer) = send(&caller, &tasks).await;
    assert_eq!(answer["data"][0], json!({ "taskType": "imageInference", "taskUUID": id }));
    let (_, answer) = send(&caller, &poll(&id)).await;
    assert_eq!(answer["data"][0]["status"], "processing");
}

#[tokio::test]
async fn tasks_go_wrong_in_runwares_own_ways() {
    let caller = Caller::start();
    let with = async |twist: RunwareTwist, pictures: u64| {
        caller.mocks.script(When::to(Vendor::Runware), twist);
        let id = new_id();
        let mut tasks = task(&id);
        tasks[0]["numberResults"] = json!(pictures);
        let (status, answer) = send(&caller, &tasks).await;
        (status, answer, send(&caller, &poll(&id)).await.1)
    };
    let (status, answer, _) = with(RunwareTwist::PartialSuccess, 3).await;
    assert_eq!((status, answer["data"].as_array().unwrap().len()), (200, 2));
    assert_eq!(answer["errors"][0]["code"], "providerContentPolicyViolation");
    let (status, answer, _) = with(RunwareTwist::SafetyError, 1).await;
    assert!(status == 400 && answer["data"].is_null());
    let (_, answer, _) = with(RunwareTwist::Nsfw, 1).await;
    assert_eq!(answer["data"][0]["NSFWContent"], true);
    for twist in [RunwareTwist::AsyncOnly, RunwareTwist::EmptyData, RunwareTwist::Neither] {
        let (status, answer, later) = with(twist, 1).await;
        assert!(status == 200 && answer["data"][0]["imageBase64Data"].is_null());
        assert_eq!(later["data"][0]["status"], "success");
    }
    let (status, answer, later) = with(RunwareTwist::TimeoutThenDone, 1).await;
    assert_eq!((status, &answer["errors"][0]["code"]), (504, &json!("timeoutProvider")));
    assert_eq!(later["data"][0]["status"], "success");
    let (_, _, later) = with(RunwareTwist::FailsLater, 1).await;
    assert!(later["data"][0]["status"] == "error" && later["data"][0]["error"]["code"].is_string());
    let (_, _, later) = with(RunwareTwist::NeverDone, 1).await;
    assert_eq!(later["data"][0]["status"], "processing");
    let (_, answer, _) = with(RunwareTwist::ParameterList, 1).await;
    assert!(answer["errors"][0]["parameter"].is_array());
    let (_, answer, _) = with(RunwareTwist::ErrorObject, 1).await;
    assert!(answer["error"]["code"].is_string());
    let (_, answer, _) = with(RunwareTwist::ErrorList, 1).await;
    assert!(answer[0]["code"].is_string());
    let (_, answer, _) = with(RunwareTwist::NoCost, 1).await;
    assert!(answer["data"][0]["cost"].is_null());
    // Two pictures of three, six that came, one that never did; the failures cost nothing.
    assert_eq!(caller.mocks.paid().len(), 8);
}

#[tokio::test]
async fn captions_and_uploads() {
    let caller = Caller::start();
    let upload =
        json!([{ "taskType": "imageUpload", "taskUUID": new_id(), "image": "data:image/png;base64,AAAA" }]);
    assert!(send(&caller, &upload).await.1["data"][0]["imageUUID"].is_string());
    let caption = json!([{
        "taskType": "caption",
        "taskUUID": new_id(),
        "model": "runware:150@2",
        "inputs": { "image": "data:image/png;base64,AAAA" },
        "includeCost": true,
    }]);
    let (_, answer) = send(&caller, &caption).await;
    assert!(answer["data"][0]["text"].is_string() && answer["data"][0]["cost"].is_number());
    caller.mocks.script(When::to(Vendor::Runware), Refusal::new(Reason::NoCredit));
    assert_eq!(send(&caller, &upload).await.0, 402);
}
