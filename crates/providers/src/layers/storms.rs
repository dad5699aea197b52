//! All layers together, in bad weather.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use talewright_domain::Language;
use talewright_domain::ports::{
    Bill, Call, CallRecord, FinishReason, Meter, Provider, ProviderError, ProviderErrorKind, ProviderInfo,
    TextModel, TextReply, TextRequest, Usage,
};
use tokio::time::Instant;

use super::{BreakerPolicy, Gate, Layers, Protected, RetryPolicy, TokioSleeper};

/// A service with weather: bad until a moment, then fine.
struct Service {
    info: ProviderInfo,
    weather: ProviderErrorKind,
    clears: Instant,
    takes: Duration,
    calls: Arc<AtomicU32>,
    most_at_once: Arc<AtomicU32>,
    running: AtomicU32,
}

impl Provider for Service {
    fn info(&self) -> &ProviderInfo {
        &self.info
    }
}

#[async_trait]
impl TextModel for Service {
    async fn write(&self, _: TextRequest) -> Result<TextReply, ProviderError> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        if Instant::now() < self.clears {
            return Err(ProviderError::new(&self.info, self.weather.clone(), "bad weather"));
        }
        self.most_at_once.fetch_max(self.running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        tokio::time::sleep(self.takes).await;
        self.running.fetch_sub(1, Ordering::SeqCst);
        let bill = Bill::free(&self.info, Usage::default());
        Ok(TextReply { text: "fine".into(), finish: FinishReason::Stop, bill })
    }
}

#[derive(Default)]
struct Book(Mutex<Vec<(bool, Duration)>>);

impl Meter for Book {
    fn record(&self, call: &CallRecord<'_>) {
        self.0.lock().unwrap().push((call.outcome.is_ok(), call.took));
    }
}

struct Storm {
    model: Arc<Protected<Service>>,
    calls: Arc<AtomicU32>,
    most_at_once: Arc<AtomicU32>,
    meter: Arc<Book>,
}

fn storm(weather: ProviderErrorKind, lasts: u64, patience: u64, slots: usize) -> Storm {
    let (calls, most_at_once, meter) = (Arc::default(), Arc::default(), Arc::new(Book::default()));
    let sleeper = Arc::new(TokioSleeper);
    let layers = Layers {
        gate: Arc::new(Gate::new(slots, sleeper.clone())),
        retry: RetryPolicy { patience: Duration::from_secs(patience), ..RetryPolicy::default() },
        breaker: BreakerPolicy::default(),
        meter: meter.clone(),
        sleeper,
    };
    let service = Service {
        info: ProviderInfo::new("service", "m"),
        weather,
        clears: Instant::now() + Duration::from_secs(lasts),
        takes: Duration::from_millis(100),
        calls: Arc::clone(&calls),
        most_at_once: Arc::clone(&most_at_once),
        running: AtomicU32::new(0),
    };
    Storm { model: Arc::new(layers.around(service)), calls, most_at_once, meter }
}

fn request() -> TextRequest {
    TextRequest {
        messages: Vec::new(),
        schema: None,
        language: Language::english(),
        max_tokens: 10,
        seed: 1,
        call: Call::default(),
    }
}

impl Storm {
    /// So many calls at once: how many of them were answered.
    async fn rides_out(&self, calls: usize) -> usize {
        let calls = (0..calls).map(|_| self.model.write(request()));
        futures::future::join_all(calls).await.iter().filter(|answer| answer.is_ok()).count()
    }

    fn calls(&self) -> u32 {
        self.calls.load(Ordering::SeqCst)
    }
}

#[tokio::test(start_paused = true)]
async fn two_minutes_of_rate_limits_lose_no_call_and_make_no_busy_loop() {
    let stated = |seconds| ProviderErrorKind::RateLimited { retry_after: Some(Duration::from_secs(seconds)) };
    let silent = ProviderErrorKind::RateLimited { retry_after: None };
    for (weather, most) in [(silent, 400), (stated(5), 400), (stated(60), 200)] {
        let storm = storm(weather.clone(), 120, 200, 8);
        let began = Instant::now();
        assert_eq!(storm.rides_out(100).await, 100, "{weather:?}");
        assert!(began.elapsed() < Duration::from_secs(200), "{weather:?}: {:?}", began.elapsed());
        assert!(storm.calls() < 100 + most, "{weather:?}: {} calls", storm.calls());
        assert!(storm.most_at_once.load(Ordering::SeqCst) <= 8);
        assert_eq!(storm.meter.0.lock().unwrap().iter().filter(|(fine, _)| *fine).count(), 100);
    }
}

#[tokio::test(start_paused = true)]
async fn a_storm_longer_than_patience_is_given_up_in_time() {
    let storm = storm(ProviderErrorKind::RateLimited { retry_after: None }, 86_400, 60, 8);
    let began = Instant::now();
    assert_eq!(storm.rides_out(100).await, 0);
    assert!(began.elapsed() <= Duration::from_secs(61), "{:?}", began.elapsed());
    assert!(storm.calls() <= 200, "{} calls", storm.calls());
    let book = storm.meter.0.lock().unwrap();
    assert!(book.len() == 100 && book.iter().all(|(fine, took)| !fine && took.as_secs() <= 61));
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_probed_by_one_call_at_a_time() {
    let storm = storm(ProviderErrorKind::Unavailable { retry_after: None }, 80, 200, 8);
    assert_eq!(storm.rides_out(50).await, 50);
    assert!(storm.calls() <= 50 + 20, "{} calls", storm.calls());
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_call_leaves_everything_as_it_was() {
    let storm = storm(ProviderErrorKind::Unknown, 0, 60, 1);
    for _ in 0..20 {
        let cancelled = tokio::time::timeout(Duration::from_millis(50), storm.model.write(request())).await;
        assert!(cancelled.is_err());
    }
    assert_eq!(storm.rides_out(1).await, 1);
}
