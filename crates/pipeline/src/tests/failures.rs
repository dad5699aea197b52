use std::time::Duration;

use serde_json::json;
use talewright_domain::ImageStatus;
use talewright_domain::ports::{ProviderErrorKind, Speaker};

use super::scripted::*;

const AWAY: ProviderErrorKind = ProviderErrorKind::Unavailable { retry_after: Some(Duration::from_secs(7)) };

fn script() -> [serde_json::Value; 2] {
    [plan(), pages(&[1, 2])]
}

#[tokio::test]
async fn a_refused_picture_is_asked_for_once_more_in_softer_words() {
    let bench = Bench::new(&script(), &[("page/1/image-", ProviderErrorKind::Refused)]);
    let book = bench.make().await.unwrap();
    assert!(book.gaps().is_empty());
    assert_eq!((bench.image.calls("page/1/image-"), bench.image.calls("page/1/image/softened")), (1, 1));
    let prompts = bench.image.prompts.lock().unwrap();
    let soft = prompts.iter().find(|prompt| prompt.contains("gentle")).unwrap();
    assert!(soft.contains("a red fox") && !soft.contains("walks"), "{soft}");
    assert_eq!(bench.illustrations(1).len(), 1);
}

#[tokio::test]
async fn a_picture_that_is_refused_twice_becomes_a_quiet_view_and_says_why() {
    let refused = || ("page/1/image", ProviderErrorKind::Refused);
    let stand_in = ScriptedImage::new("a stand-in", &[]);
    let bench =
        Bench::new(&script(), &[refused(), refused()]).with(|set| set.placeholder = Some(stand_in.clone()));
    let book = bench.make().await.unwrap();
    assert_eq!((book.gaps(), book.pages[1].image_status), (vec![1], ImageStatus::Blocked));
    assert!(book.pages[1].image.is_some(), "the book is whole to look at");
    let (image, status, note) = bench.illustrations(1).pop().unwrap();
    assert_eq!((image, status), (book.pages[1].image.clone(), ImageStatus::Blocked));
    assert!(note.unwrap().contains("as the script says"));
    assert_eq!(stand_in.keys.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_refused_text_is_asked_for_once_more_with_a_word_about_its_readers() {
    struct Prude(std::sync::Arc<ScriptedText>);
    impl talewright_domain::ports::Provider for Prude {
        fn info(&self) -> &talewright_domain::ports::ProviderInfo {
            &self.0.info
        }
    }
    #[async_trait::async_trait]
    impl talewright_domain::ports::TextModel for Prude {
        async fn write(
            &self,
            request: talewright_domain::ports::TextRequest,
        ) -> Result<talewright_domain::ports::TextReply, talewright_domain::ports::ProviderError> {
            let is_soft = format!("{:?}", request.messages).contains("small children before they sleep");
            if is_soft { self.0.write(request).await } else { Err(failure(ProviderErrorKind::Refused)) }
        }
    }
    let bench = Bench::new(&script(), &[]);
    let writer = bench.text.clone();
    let bench = bench.with(|set| set.text = std::sync::Arc::new(Prude(writer)));
    assert!(bench.make().await.unwrap().gaps().is_empty());
}

#[tokio::test]
async fn a_provider_that_is_away_ends_a_run_that_may_wait_and_the_next_goes_on() {
    let bench = Bench::new(&script(), &[("page/1/image", AWAY)]);
    let run = bench.run().that_may_wait(true);
    let error = bench.pipeline.picture_book(&brief(), &run).await.unwrap_err();
    assert_eq!(error.wait(), Some(Some(Duration::from_secs(7))), "{error}");
    assert!(bench.illustrations(1).is_empty(), "it is not given up");
    assert_eq!(bench.illustrations(2).len(), 1, "the others are not lost");
    let book = bench.pipeline.picture_book(&brief(), &run).await.unwrap();
    assert!(book.gaps().is_empty());
    assert_eq!((bench.image.calls("page/1"), bench.image.calls("page/2")), (2, 1));
}

#[tokio::test]
async fn a_provider_that_is_away_leaves_a_gap_where_nobody_waits() {
    let bench = Bench::new(&script(), &[("page/1/image", AWAY)]);
    assert_eq!(bench.make().await.unwrap().gaps(), [1]);
}

#[tokio::test]
async fn what_is_not_paid_twice_is_asked_for_again_until_it_is_there() {
    let pending = || ("page/1/image", ProviderErrorKind::Pending);
    let bench = Bench::new(&script(), &[pending(), pending(), pending()]);
    assert!(bench.make().await.unwrap().gaps().is_empty());
    assert_eq!(bench.image.calls("page/1"), 4);
}

#[tokio::test]
async fn an_answer_that_was_cut_off_gets_more_room_and_is_no_example() {
    let cut = json!(format!("{}✂", &plan().to_string()[..80]));
    let bench = Bench::new(&[cut, plan(), pages(&[1, 2])], &[]);
    bench.make().await.unwrap();
    let requests = bench.text.requests.lock().unwrap();
    assert_eq!(requests[1].max_tokens, 2 * requests[0].max_tokens);
    assert!(requests[1].messages.iter().all(|message| message.speaker != Speaker::Model));
}

#[tokio::test]
async fn pages_of_a_poor_length_are_taken_when_they_do_not_get_better() {
    let mut short = page(2);
    short["text"] = json!("Too short.");
    let poor = || json!({"pages": [short.clone()]});
    let mut both = pages(&[1]);
    both["pages"].as_array_mut().unwrap().push(short.clone());
    let bench = Bench::new(&[plan(), both, poor(), poor()], &[]);
    let book = bench.make().await.unwrap();
    assert_eq!(book.pages[2].text, "Too short.");
    let requests = bench.text.requests.lock().unwrap();
    let asked = format!("{:?}", requests[2].messages);
    assert!(asked.contains("page 2 has 2 words") && asked.contains("the pages 2 of the plan"), "{asked}");
}
