//! What models write.

use serde_json::{Value, json};
use talewright_domain::ports::{FinishReason, ProviderErrorKind, TextRequest};
use talewright_pipeline::Run;
use talewright_tests::mock::{ChatTwist, Flavour, Operation, Recorded, Vendor, When};

use super::asks::{self, answer, document, streamed, text};
use super::support::{Studio, assert_whole, brief};

fn chat(vendor: Vendor) -> When {
    When::to(vendor).operation(Operation::Chat)
}

/// How many tokens each call might take.
fn budgets(calls: &[Recorded]) -> Vec<u64> {
    let most = |call: &Recorded| {
        let body = &call.body;
        body.get("max_completion_tokens").or_else(|| body.get("max_tokens")).and_then(Value::as_u64)
    };
    calls.iter().map(|call| most(call).unwrap()).collect()
}

/// Whether a call shows the model an answer of its own.
fn quotes_an_answer(call: &Recorded) -> bool {
    call.body["messages"].as_array().unwrap().iter().any(|message| message["role"] == "assistant")
}

#[tokio::test]
async fn habit_01_cut_json_is_never_taken_for_whole() {
    let studio = Studio::open();
    // A plan that looks whole, and is not by the model's own word; then pages, half of which are there.
    studio.mocks.script(chat(Vendor::OpenAi), answer(asks::plan("Half a story"), "length"));
    studio.mocks.script(chat(Vendor::OpenAi).nth(3), ChatTwist::TruncatedButValid);
    let book = studio.book().await;
    assert_whole(&book);
    assert_ne!(book.title, "Half a story");
    let calls = studio.asked(Vendor::OpenAi, Operation::Chat);
    assert_eq!(calls.len(), 4, "each question was asked once more");
    let budgets = budgets(&calls);
    assert_eq!(budgets[1], 2 * budgets[0], "with more room");
    assert!(!calls.iter().any(quotes_an_answer), "half an answer is no example");
    assert!(calls[2].prompt.contains("[1,2,3,4]") && calls[3].prompt.contains("[3,4]"), "what came is kept");
    studio.assert_paid_at_most(1);

    // A text cut anywhere: the adapter says so.
    studio.mocks.script(chat(Vendor::OpenAi), ChatTwist::Truncated);
    let cut = studio.text(Vendor::OpenAi).write(document("A word.")).await.unwrap();
    assert_eq!(cut.finish, FinishReason::Length);
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_02_thoughts_that_took_all_the_room_get_more_of_it() {
    let studio = Studio::open();
    studio.mocks.script(chat(Vendor::OpenRouter), ChatTwist::ReasoningAteAll);
    let pipeline = studio.pipeline(Vendor::OpenRouter, Vendor::OpenAi);
    assert_whole(&pipeline.picture_book(&brief(), &Run::in_memory()).await.unwrap());
    let calls = studio.asked(Vendor::OpenRouter, Operation::Chat);
    assert_eq!(calls.len(), 3, "a plan, once more, and the pages");
    let budgets = budgets(&calls);
    assert_eq!(budgets[1], 2 * budgets[0]);
    assert!(!calls.iter().any(quotes_an_answer), "nothing is no example");
    studio.assert_paid_at_most(2);

    studio.mocks.script(chat(Vendor::OpenRouter), ChatTwist::ReasoningAteAll);
    let silent = studio.text(Vendor::OpenRouter).write(document("A word.")).await.unwrap();
    assert_eq!((silent.text.as_str(), &silent.finish), ("", &FinishReason::Length), "no empty success");
    assert!(silent.bill.usage.output_tokens > 0, "and it was paid");
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_03_thoughts_in_the_content_are_never_shown() {
    let studio = Studio::open();
    // Thoughts for a plan; pages with thoughts before them, drafts among them; thoughts before good pages.
    studio.mocks.script(chat(Vendor::OpenAi), ChatTwist::ThoughtsInContent);
    let draft = format!("Let me think. Perhaps {} or rather", asks::pages("drafted"));
    studio.mocks.script(chat(Vendor::OpenAi).nth(3), answer(draft, "length"));
    studio.mocks.script(chat(Vendor::OpenAi).nth(4), ChatTwist::Chatty);
    let book = studio.book().await;
    assert_whole(&book);
    for page in &book.pages {
        let text = page.text.to_lowercase();
        assert!(!text.contains("think") && !text.contains("drafted"), "{text}");
    }
    assert_eq!(studio.asked(Vendor::OpenAi, Operation::Chat).len(), 4, "none of them was asked in vain");

    studio.mocks.script(chat(Vendor::OpenAi), ChatTwist::Chatty);
    let chatty = studio.text(Vendor::OpenAi).write(document("A word.")).await.unwrap();
    assert!(!chatty.text.contains("A plan first."), "{}", chatty.text);
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_19_an_end_that_is_none_is_never_taken_for_one() {
    let studio = Studio::open();
    let model = studio.text(Vendor::OpenAi);
    // The Responses API is not spoken; its `incomplete` is told by a chat in other words.
    let short = TextRequest { max_tokens: 3, ..text("Tell me of a fox.") };
    let cut = model.write(short).await.unwrap();
    assert_eq!(cut.finish, FinishReason::Length);
    assert!(!cut.text.is_empty());
    for finish in ["length", "max_tokens", "max_output_tokens", "incomplete"] {
        studio.mocks.script(chat(Vendor::OpenAi), streamed("Once upon a", finish));
        assert_eq!(model.write(text("x")).await.unwrap().finish, FinishReason::Length, "{finish}");
    }
    let open = studio.failure(Vendor::OpenAi, ChatTwist::NoTerminal).await;
    assert_eq!(open.kind, ProviderErrorKind::Unknown, "all of the words, and no end");

    studio.mocks.script(chat(Vendor::OpenAi), streamed(asks::plan("Half a story"), "incomplete"));
    let book = studio.book().await;
    assert_whole(&book);
    assert_ne!(book.title, "Half a story");
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_27_a_prompt_that_was_cut_silently_is_seen() {
    let long = "The small dragon hated rainy Mondays. ".repeat(800);
    let studio = Studio::of(Flavour::ollama());
    let ollama = studio.registry.text("compatible", Some("llama3.2:latest")).unwrap();
    assert!(!ollama.write(text("A fox.")).await.unwrap().text.is_empty(), "what fits is fine");
    let error = ollama.write(text(&long)).await.unwrap_err();
    assert_eq!(error.kind, ProviderErrorKind::InvalidRequest, "the answer is to another question");
    assert!(
        error.message.contains("2048 tokens") && error.message.contains("OLLAMA_CONTEXT_LENGTH"),
        "{error}"
    );
    assert_eq!(studio.asked(Vendor::Compatible, Operation::Chat).len(), 2, "sending it again is useless");
    assert_eq!(studio.mocks.violations(), []);

    let studio = Studio::open();
    let twist = ChatTwist::PromptTruncated { tokens: 100 };
    studio.mocks.script(chat(Vendor::Compatible), twist);
    let local = studio.text(Vendor::Compatible);
    assert_eq!(local.write(text(&long)).await.unwrap_err().kind, ProviderErrorKind::InvalidRequest);
    assert!(local.write(text(&long)).await.is_ok(), "a server with room reads it all");
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_31_a_schema_is_not_dropped_on_the_way() {
    let studio = Studio::open();
    let reply = studio.text(Vendor::OpenRouter).write(document("A word.")).await.unwrap();
    let answer: Value = serde_json::from_str(&reply.text).unwrap();
    assert!(answer["word"].is_string(), "{answer}");
    let asked = &studio.asked(Vendor::OpenRouter, Operation::Chat)[0];
    assert_eq!(asked.body["provider"]["require_parameters"], true);
    assert_eq!(studio.mocks.violations(), []);
}

#[tokio::test]
async fn habit_33_no_vendor_keeps_what_it_is_told() {
    let studio = Studio::open();
    studio.text(Vendor::OpenAi).write(text("A fox.")).await.unwrap();
    studio.text(Vendor::OpenRouter).write(text("A fox.")).await.unwrap();
    let openai = &studio.asked(Vendor::OpenAi, Operation::Chat)[0];
    assert_eq!(openai.body["store"], false);
    let openrouter = &studio.asked(Vendor::OpenRouter, Operation::Chat)[0].body["provider"];
    assert_eq!((&openrouter["data_collection"], &openrouter["zdr"]), (&json!("deny"), &json!(true)));
    assert_eq!(studio.mocks.violations(), []);
}
