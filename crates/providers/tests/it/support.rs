//! A server that gives scripted answers and keeps what it was asked.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use talewright_domain::ports::{
    AudioFormat, Call, ImageReference, ImageRequest, JsonSchema, Message, Part, Speaker, SpeechRequest,
    TextRequest, VisionRequest,
};
use talewright_domain::sight::IMAGE_DESCRIPTION;
use talewright_domain::{Language, Scene};
use talewright_providers::compatible::Abilities;
use talewright_providers::http::{HttpSettings, Timeouts, Watch};
use talewright_providers::layers::SkippingSleeper;
use talewright_providers::offline::OfflineSettings;
use talewright_providers::prices::PriceList;
use talewright_providers::registry::{ProviderAccount, Registry, RegistrySettings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The key that must never be seen anywhere.
pub(crate) const KEY: &str = "sk-canary-8f3b1c5d7e9a";

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: String,
    /// With its query.
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// What the server does with a request.
pub(crate) enum Act {
    /// Sends this and closes.
    Send(Vec<u8>),
    /// Sends this and then nothing more, without closing.
    Stall(Vec<u8>),
}

/// A server on a port of its own.
pub(crate) struct Stub {
    pub(crate) address: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Stub {
    /// Answers every request by this script, which is told the request and how many there were before.
    pub(crate) async fn start(script: impl Fn(&Seen, usize) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let (all, script) = (Arc::clone(&seen), Arc::new(script));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (all, script) = (Arc::clone(&all), Arc::clone(&script));
                tokio::spawn(async move { serve(stream, &all, &*script).await });
            }
        });
        Self { address, seen }
    }

    /// Always answers this.
    pub(crate) async fn saying(answer: Vec<u8>) -> Self {
        Self::start(move |_, _| Act::Send(answer.clone())).await
    }

    /// Answers these, one after the other; the last one stays.
    pub(crate) async fn saying_each(answers: Vec<Vec<u8>>) -> Self {
        Self::start(move |_, before| Act::Send(answers[before.min(answers.len() - 1)].clone())).await
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The only request.
    pub(crate) fn only(&self) -> Seen {
        let mut seen = self.seen();
        assert_eq!(seen.len(), 1, "one request: {seen:?}");
        seen.remove(0)
    }
}

async fn serve(
    mut stream: TcpStream,
    all: &Mutex<Vec<Seen>>,
    script: &(dyn Fn(&Seen, usize) -> Act + Send + Sync),
) {
    let Ok(request) = read(&mut stream).await else { return };
    let before = {
        let mut all = all.lock().unwrap();
        all.push(request.clone());
        all.len() - 1
    };
    match script(&request, before) {
        Act::Send(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Act::Stall(bytes) => {
            let _ = stream.write_all(&bytes).await;
            // Until the other side gives up.
            let _ = stream.read(&mut [0; 16]).await;
        }
    }
}

async fn read(stream: &mut TcpStream) -> io::Result<Seen> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap().split(' ');
    let (method, path) = (first.next().unwrap().to_owned(), first.next().unwrap().to_owned());
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = bytes.split_off(end + 4);
    while body.len() < length {
        if stream.read_buf(&mut body).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(Seen { method, path, headers, body })
}

/// An answer with these headers (`name: value\r\n…`) and a body of known length.
pub(crate) fn answer(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

pub(crate) fn json(status: u16, body: &Value) -> Vec<u8> {
    answer(status, "content-type: application/json\r\nx-request-id: req_1\r\n", body.to_string().as_bytes())
}

/// A stream of events that ends with its connection.
pub(crate) fn stream(events: &str) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nx-request-id: req_1\r\nconnection: close\r\n\r\n";
    [head.as_bytes(), events.as_bytes()].concat()
}

/// Pieces of an answer as events, then usage and `[DONE]`.
pub(crate) fn events(pieces: &[&str], finish: &str, usage: &Value) -> String {
    let mut all = String::new();
    for piece in pieces {
        let chunk = serde_json::json!({"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": null}]});
        all += &format!("data: {chunk}\n\n");
    }
    let last =
        serde_json::json!({"choices": [{"index": 0, "delta": {}, "finish_reason": finish}], "usage": null});
    let counted = serde_json::json!({"choices": [], "usage": usage});
    all + &format!("data: {last}\n\ndata: {counted}\n\ndata: [DONE]\n\n")
}

/// Short time-outs, for tests that wait for them.
pub(crate) fn quick() -> HttpSettings {
    let millis = std::time::Duration::from_millis;
    let timeouts =
        Timeouts { connect: millis(500), first_byte: millis(700), idle: millis(300), whole: millis(1_500) };
    HttpSettings { timeouts, proxies: false, ..HttpSettings::default() }
}

fn patient() -> HttpSettings {
    HttpSettings { proxies: false, ..HttpSettings::default() }
}

/// All providers, at this address.
pub(crate) fn registry(address: &str, http: HttpSettings, abilities: Abilities) -> Registry {
    watched(address, http, abilities, None)
}

fn watched(
    address: &str,
    http: HttpSettings,
    abilities: Abilities,
    watch: Option<Arc<dyn Watch>>,
) -> Registry {
    let account = |path: &str| ProviderAccount {
        base_url: Some(format!("{address}{path}")),
        key: Some(KEY.into()),
        sleeper: Some(Arc::new(SkippingSleeper::new())),
        watch: watch.clone(),
        ..ProviderAccount::default()
    };
    let accounts = [
        ("openai", "/v1"),
        ("openrouter", "/api/v1"),
        ("runware", "/v1"),
        ("elevenlabs", ""),
        ("huggingface", ""),
        ("compatible", "/v1"),
    ];
    let accounts = accounts.into_iter().map(|(name, path)| (name.to_owned(), account(path))).collect();
    let prices = PriceList::embedded().unwrap();
    let offline = OfflineSettings::default();
    Registry::new(RegistrySettings { http, accounts, abilities, prices, offline }).unwrap()
}

impl Stub {
    pub(crate) fn registry(&self) -> Registry {
        registry(&self.address, patient(), Abilities::default())
    }

    pub(crate) fn registry_watched_by(&self, watch: Arc<dyn Watch>) -> Registry {
        watched(&self.address, patient(), Abilities::default(), Some(watch))
    }
}

pub(crate) fn call() -> Call {
    Call { key: "5c3c1e2a-0000-4000-8000-000000000001".into(), attempt: 1, user: Some("user-7".into()) }
}

pub(crate) fn schema() -> JsonSchema {
    let schema = serde_json::json!({
        "type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"], "additionalProperties": false,
    });
    JsonSchema { name: "story_plan".into(), schema }
}

pub(crate) fn text(idea: &str, schema: Option<JsonSchema>) -> TextRequest {
    let system = Message { speaker: Speaker::System, parts: vec![Part::Text("Plan a story.".into())] };
    let data = Part::Data { name: "brief".into(), value: serde_json::json!({ "idea": idea }) };
    let user = Message { speaker: Speaker::User, parts: vec![Part::Text("The brief:".into()), data] };
    TextRequest {
        messages: vec![system, user],
        schema,
        language: Language::english(),
        max_tokens: 900,
        seed: u64::MAX,
        call: call(),
    }
}

/// A PNG, as far as its first bytes tell.
pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\npicture";

pub(crate) fn reference(name: &str) -> ImageReference {
    ImageReference { name: name.into(), bytes: PNG.into(), media_type: "image/png".into() }
}

pub(crate) fn picture(prompt: &str, references: Vec<ImageReference>) -> ImageRequest {
    ImageRequest {
        prompt: prompt.into(),
        scene: Scene::default(),
        references,
        width: 1024,
        height: 1024,
        seed: 7,
        call: call(),
    }
}

pub(crate) fn look(instructions: &str) -> VisionRequest {
    VisionRequest {
        instructions: instructions.into(),
        images: vec![reference("photo"), reference("sheet")],
        schema: JsonSchema { name: IMAGE_DESCRIPTION.into(), ..schema() },
        language: Language::english(),
        max_tokens: 300,
        call: call(),
    }
}

pub(crate) fn speech(words: &str, format: AudioFormat) -> SpeechRequest {
    SpeechRequest {
        text: words.into(),
        voice: None,
        language: "fr".parse().unwrap(),
        speed: 1.1,
        format,
        seed: 1,
        call: call(),
    }
}
