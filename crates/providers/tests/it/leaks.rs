//! Whatever a provider answers, and however it ends: key and story stay out of errors and logs.

use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use talewright_domain::Language;
use talewright_domain::ports::{AudioFormat, ModerationRequest, MusicRequest, ProviderError, Subject};
use talewright_providers::compatible::Abilities;
use talewright_providers::registry::Registry;
use tracing_subscriber::fmt::MakeWriter;

use super::support::{
    Act, KEY, Seen, Stub, answer, call, json as json_answer, look, picture, quick, reference, registry,
    schema, speech, stream, text,
};

/// A story that nobody else may read.
const STORY: &str = "Purple Canary Quillfeather flies to the moon with her toothbrush";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// What a careless provider could say: everything it was told.
fn echoes(seen: &Seen) -> Vec<Vec<u8>> {
    let key =
        seen.headers.get("authorization").or(seen.headers.get("xi-api-key")).cloned().unwrap_or_default();
    let story = if seen.text().contains(STORY) { STORY } else { "nothing" };
    let words = format!("Rejected ({key}): '{story}' in {}", seen.text());
    let quoted = json!(format!("Rejected: {}", json!(story))).to_string();
    let name = if story == STORY { "Quillfeather" } else { "nobody" };
    let error = |error: Value| json!({ "error": error });
    let message = json!({"message": words, "type": story, "code": story.replace(' ', "_"), "param": words});
    let mut all = Vec::new();
    for status in [200, 302, 400, 401, 403, 404, 409, 429, 500, 503] {
        all.push(json_answer(status, &error(message.clone())));
        all.push(json_answer(status, &error(json!(words))));
        all.push(json_answer(status, &error(json!([words, quoted]))));
        all.push(json_answer(status, &json!({"detail": [{"loc": ["body"], "msg": words, "input": story}]})));
        all.push(json_answer(status, &error(json!({"message": format!("short: '{name}'"), "code": status}))));
        all.push(answer(status, "content-type: text/plain\r\n", words.as_bytes()));
        all.push(answer(status, "content-type: text/html\r\n", format!("<p>{words}").as_bytes()));
        all.push(answer(status, &format!("x-request-id: {key}\r\n"), b""));
    }
    all.push(json_answer(
        200,
        &json!({"choices": [{"message": {"content": "", "refusal": words}, "finish_reason": story}]}),
    ));
    all.push(json_answer(200, &json!({"data": [{"url": format!("http://10.0.0.1/{story}")}]})));
    all.push(stream(&format!("data: {}\n\n", error(message))));
    all.push(stream(&format!("data: {story}\n\n")));
    all.push(stream("data: {\"choices\":[{\"delta\":{\"content\":\"Purple"));
    all.push(Vec::new());
    all
}

async fn every_call(registry: &Registry) -> Vec<ProviderError> {
    let mut errors = Vec::new();
    let idea = |provider| registry.text(provider, Some("m")).unwrap();
    for provider in ["openai", "openrouter", "compatible"] {
        errors.extend(idea(provider).write(text(STORY, Some(schema()))).await.err());
        let painter = registry.image(provider, Some("m")).unwrap();
        errors.extend(painter.paint(picture(STORY, Vec::new())).await.err());
        errors.extend(painter.paint(picture("x", vec![reference(STORY)])).await.err());
    }
    for model in ["m", "m:caption"] {
        errors.extend(registry.vision("huggingface", Some(model)).unwrap().look(look(STORY)).await.err());
    }
    let reader = registry.speech("openai", None).unwrap();
    errors.extend(reader.speak(speech(STORY, AudioFormat::Mp3)).await.err());
    let painter = registry.image("runware", Some("m")).unwrap();
    errors.extend(painter.paint(picture(STORY, vec![reference(STORY)])).await.err());
    let narrator = registry.speech("elevenlabs", Some("m")).unwrap();
    errors.extend(narrator.speak(speech(STORY, AudioFormat::Wav)).await.err());
    let composer = registry.music("elevenlabs", None).unwrap();
    errors.extend(
        composer.play(MusicRequest { prompt: STORY.into(), seconds: 9, seed: 1, call: call() }).await.err(),
    );
    let subject = Subject::Text(STORY.into());
    let request =
        ModerationRequest { subject, language: Language::english(), for_children: true, call: call() };
    errors.extend(registry.moderation("openai", None).unwrap().judge(request).await.err());
    for provider in ["openai", "openrouter", "compatible"] {
        errors.extend(idea(provider).check().await.into_iter().filter_map(|finding| finding.problem));
    }
    errors
}

fn assert_silent(what: &str) {
    for secret in [KEY, "canary", "Quillfeather", "Purple Canary", "toothbrush"] {
        assert!(!what.contains(secret), "{secret} is in: {what}");
    }
}

#[tokio::test]
async fn no_key_and_no_story_gets_out() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::TRACE);
    let _guard =
        tracing::subscriber::set_default(subscriber.with_writer(log.clone()).with_ansi(false).finish());
    let sample = Seen {
        method: String::new(),
        path: String::new(),
        headers: [("authorization".into(), String::new())].into(),
        body: Vec::new(),
    };
    let count = echoes(&sample).len();
    let mut seen_errors = 0;
    let turn = Arc::new(AtomicUsize::new(0));
    let now = Arc::clone(&turn);
    let stub =
        Stub::start(move |seen, _| Act::Send(echoes(seen).swap_remove(now.load(Ordering::SeqCst)))).await;
    let registry = registry(&stub.address, quick(), Abilities::default());
    for index in 0..count {
        turn.store(index, Ordering::SeqCst);
        for error in every_call(&registry).await {
            seen_errors += 1;
            assert_silent(&error.to_string());
            assert_silent(&format!("{error:?}"));
        }
    }
    assert!(seen_errors > count * 10, "{seen_errors} errors");
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("a provider failed") && log.contains("/v1/chat/completions"));
    for line in log.lines() {
        assert_silent(line);
    }
}
