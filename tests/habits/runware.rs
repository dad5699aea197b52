//! Tasks that go on by themselves, and clients that go away.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use talewright_domain::ports::{Call, CheckpointError, ImageRequest, ProviderErrorKind};
use talewright_pipeline::PipelineError;
use talewright_tests::mock::{
    Fault, Operation, Outcome, Reason, Recorded, Refusal, RunwareTwist, Transport, Vendor, When,
};
use tokio_util::sync::CancellationToken;

use super::asks::{picture, png, raw};
use super::support::{Studio, Witness, assert_whole, brief};

fn task() -> When {
    When::to(Vendor::Runware).operation(Operation::Image)
}

/// The ids of the tasks of these calls.
fn ids(calls: &[Recorded]) -> BTreeSet<String> {
    calls.iter().map(|call| call.body[0]["taskUUID"].as_str().unwrap().to_owned()).collect()
}

fn is_dropped(call: &Recorded) -> bool {
    call.outcome == Outcome::Dropped
}

#[tokio::test]
async fn habit_28_a_task_goes_on_without_us_and_its_result_is_asked_for() {
    let studio = Studio::impatient();
    let painter = studio.image(Vendor::Runware);
    let losses: [Fault; 5] = [
        RunwareTwist::TimeoutThenDone.into(),
        RunwareTwist::AsyncOnly.into(),
        RunwareTwist::EmptyData.into(),
        Transport::ResetAfterBody { charged: true }.into(),
        Fault::charge_then_hang(),
    ];
    for loss in losses {
        studio.mocks.forget();
        studio.mocks.script(task(), loss.clone());
        let request = picture("A fox.");
        let key = request.call.key.clone();
        let painted = painter.paint(request).await.unwrap_or_else(|error| panic!("{loss:?}: {error}"));
        assert_eq!(painted.media_type, "image/jpeg", "{loss:?}");
        let sent = studio.asked(Vendor::Runware, Operation::Image);
        assert_eq!((sent.len(), ids(&sent)), (1, BTreeSet::from([key.clone()])), "{loss:?}");
        let polls = studio.asked(Vendor::Runware, Operation::Poll);
        assert_eq!(ids(&polls), BTreeSet::from([key]), "{loss:?}: asked for by its id");
        assert_eq!(studio.mocks.paid().len(), 1, "{loss:?}");
    }

    // Lost, and not yet where one asks for it: sent again by the same id, which is in use already.
    studio.mocks.forget();
    studio.mocks.script(task(), Transport::ResetAfterBody { charged: true });
    let poll = When::to(Vendor::Runware).operation(Operation::Poll);
    studio.mocks.script(poll, Refusal::new(Reason::NotFound));
    let request = picture("A fox.");
    let pending = painter.paint(request.clone()).await.unwrap_err();
    assert_eq!(pending.kind, ProviderErrorKind::Pending, "{pending}");
    let again = Call { attempt: 2, ..request.call.clone() };
    painter.paint(ImageRequest { call: again, ..request }).await.unwrap();
    let sent = studio.asked(Vendor::Runware, Operation::Image);
    assert_eq!((sent.len(), ids(&sent).len(), sent[1].status), (2, 1, Some(400)), "conflictTaskUUID");
    assert_eq!(studio.mocks.paid().len(), 1);
    assert_eq!(sent[0].body[0]["outputType"], "URL", "base64 would be too large");

    // One that is never done is asked for later: it is neither lost nor paid again.
    studio.mocks.script(task(), RunwareTwist::NeverDone);
    let slow = painter.paint(picture("An owl.")).await.unwrap_err();
    assert_eq!(slow.kind, ProviderErrorKind::Pending, "{slow}");
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_29_of_a_partial_success_the_success_is_kept() {
    let studio = Studio::open();
    let painter = studio.image(Vendor::Runware);
    let request = picture("A fox.");
    let id = &request.call.key;
    let result = |image: &str| {
        json!({ "taskType": "imageInference", "taskUUID": id, "imageUUID": image, "cost": 0.004,
                "NSFWContent": false, "imageBase64Data": STANDARD.encode(png()) })
    };
    let error = json!({ "code": "providerContentPolicyViolation", "message": "no", "taskUUID": id,
                        "taskType": "imageInference", "parameter": ["positivePrompt"] });
    let answer = json!({ "data": [result("a"), result("b")], "errors": [error] });
    studio.mocks.script(task(), raw(200, "application/json", &answer.to_string()));
    let painted = painter.paint(request.clone()).await.unwrap();
    assert_eq!((painted.media_type.as_str(), painted.bytes), ("image/png", png()));
    assert_eq!(painted.bill.cost.micros(), 8_000, "what came is paid, all of it");
    assert_eq!(studio.mocks.requests().len(), 1, "nothing is asked for again");

    // We ask for one, so that no success comes with the failure of another.
    studio.mocks.script(task(), RunwareTwist::PartialSuccess);
    let refused = painter.paint(picture("A fox.")).await.unwrap_err();
    assert_eq!(refused.kind, ProviderErrorKind::Refused, "{refused}");
    assert_eq!(studio.asked(Vendor::Runware, Operation::Image)[1].body[0]["numberResults"], 1);
    assert_eq!(studio.mocks.paid(), []);
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_30_who_goes_away_still_pays_and_pays_once_more_at_most() {
    let studio = Studio::open();
    // Runware: whoever comes back with the key gets what was paid for.
    studio.mocks.script(task(), Fault::charge_then_hang());
    let painter = studio.image(Vendor::Runware);
    let request = picture("A fox.");
    tokio::select! {
        _ = painter.paint(request.clone()) => panic!("it hangs"),
        () = studio.mocks.until_asked(Vendor::Runware, Operation::Image, 1) => {}
    }
    studio.mocks.until(|calls| calls.iter().all(is_dropped)).await;
    let again = Call { attempt: 2, ..request.call.clone() };
    painter.paint(ImageRequest { call: again, ..request }).await.unwrap();
    assert_eq!(studio.asked(Vendor::Runware, Operation::Image).len(), 1, "it was not sent again");
    assert_eq!(studio.mocks.paid().len(), 1);

    // OpenAI: the first sheet is paid, and its answer lost when somebody cancels.
    studio.mocks.forget();
    let sheet = When::to(Vendor::OpenAi).operation(Operation::Image);
    studio.mocks.script(sheet, Fault::charge_then_hang());
    let pipeline = studio.pipeline(Vendor::OpenAi, Vendor::OpenAi);
    let (witness, cancel) = (Arc::new(Witness::default()), CancellationToken::new());
    let (run, brief) = (witness.run(cancel.clone()), brief());
    let cancelling = async {
        studio.mocks.until_asked(Vendor::OpenAi, Operation::Image, 1).await;
        cancel.cancel();
    };
    let making = tokio::time::timeout(Duration::from_secs(30), pipeline.picture_book(&brief, &run));
    let (made, ()) = tokio::join!(making, cancelling);
    let stopped = made.expect("a call that hangs is dropped").unwrap_err();
    assert!(matches!(stopped, PipelineError::Checkpoint(CheckpointError::Cancelled)), "{stopped}");
    let is_sheet = |call: &Recorded| call.operation == Operation::Image;
    studio.mocks.until(|calls| calls.iter().filter(|call| is_sheet(call)).all(is_dropped)).await;
    let lost = studio.mocks.paid().into_iter().find(|paid| paid.operation == Operation::Image).unwrap();

    let book = pipeline.picture_book(&brief, &witness.run(CancellationToken::new())).await.unwrap();
    assert_whole(&book);
    let times = studio.mocks.times_paid();
    assert_eq!(times[&(Vendor::OpenAi, Operation::Image, lost.key)], 2, "this vendor cannot be asked");
    studio.assert_paid_at_most(2);
    let plans = studio.asked(Vendor::OpenAi, Operation::Chat);
    let asks_for_plan =
        |call: &&Recorded| call.body["response_format"]["json_schema"]["name"] == "story_plan";
    assert_eq!(plans.iter().filter(asks_for_plan).count(), 1, "what is finished is not paid again");
    assert_eq!(studio.mocks.violations(), []);
}
