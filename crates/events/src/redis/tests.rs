//! Two hubs are two processes; `RedisLine` is the network in between.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::Utc;
use futures::StreamExt;
use talewright_domain::ports::{EventBus, EventStream, Revocations, SessionEnd};
use talewright_domain::{Event, EventKind, Id, JobId};
use talewright_testkit::{RedisLine, redis_server};
use tokio::time::{Instant, timeout};
use tracing::{Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use uuid::Uuid;

use super::RedisHub;

/// Far more than anything takes.
async fn soon<T>(what: impl Future<Output = T>) -> T {
    timeout(Duration::from_secs(30), what).await.unwrap()
}

async fn listening(hub: &RedisHub, is: bool) {
    soon(hub.listening().wait_for(|listening| *listening == is)).await.unwrap();
}

/// A process that hears the others.
async fn process() -> RedisHub {
    let hub = RedisHub::connect(&redis_server()).unwrap();
    listening(&hub, true).await;
    hub
}

/// One at the other end of a line, with a heart that beats fast.
async fn process_behind(line: &RedisLine) -> RedisHub {
    let hub = RedisHub::with_heartbeat(&line.url(), Duration::from_millis(50)).unwrap();
    listening(&hub, true).await;
    hub
}

fn event(job_id: JobId, seq: i64) -> Event {
    let kind = EventKind::JobStarted { attempt: 1 };
    Event { seq, job_id, story_id: Some(Id::generate()), at: Utc::now(), kind }
}

async fn next(stream: &mut EventStream) -> Event {
    soon(stream.next()).await.unwrap()
}

#[tokio::test]
async fn events_are_heard_in_every_process_once_and_in_order() {
    let (here, there) = (process().await, process().await);
    let job = Id::generate();
    let (mut near, mut far) = (here.event_bus().subscribe(job).await, there.event_bus().subscribe(job).await);
    let bus = here.event_bus();
    let events: Vec<Event> = (1..=100).map(|seq| event(job, seq)).collect();
    for event in &events {
        bus.publish(event.clone()).await;
        bus.publish(self::event(Id::generate(), 1)).await;
    }
    for event in &events {
        assert_eq!(&next(&mut far).await, event);
        assert_eq!(&next(&mut near).await, event);
    }
    // Whatever came back to the sender came before what the other process says now.
    there.event_bus().publish(event(job, 101)).await;
    assert_eq!(next(&mut near).await.seq, 101);
    assert_eq!(next(&mut far).await.seq, 101);
}

#[tokio::test]
async fn a_slow_reader_in_another_process_is_dropped() {
    let (here, there) = (process().await, process().await);
    let (job, last) = (Id::generate(), Id::generate());
    let mut slow = there.event_bus().subscribe(job).await;
    let mut marker = there.event_bus().subscribe(last).await;
    let bus = here.event_bus();
    for seq in 1..=600 {
        bus.publish(event(job, seq)).await;
    }
    bus.publish(event(last, 1)).await;
    next(&mut marker).await;
    assert_eq!(soon(slow.next()).await, None);
}

#[tokio::test]
async fn sessions_end_in_every_process_within_a_second() {
    let (here, there) = (process().await.revocations(), process().await.revocations());
    let (ann, desk, phone) = (Id::generate(), Uuid::new_v4(), Uuid::new_v4());
    let start = Instant::now();
    let (near, far) = (here.ended(ann, desk), there.ended(ann, desk));
    here.announce(SessionEnd::One(desk)).await;
    soon(near).await;
    soon(far).await;
    let (on_phone, mut at_desk) = (there.ended(ann, phone), there.ended(ann, desk));
    here.announce(SessionEnd::AllOf { user: ann, except: Some(desk) }).await;
    soon(on_phone).await;
    assert!(futures::poll!(&mut at_desk).is_pending());
    here.announce(SessionEnd::AllOf { user: ann, except: None }).await;
    soon(at_desk).await;
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

#[tokio::test]
async fn without_redis_word_arrives_within_the_process() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("redis://{}", listener.local_addr().unwrap());
    drop(listener);
    let hub = RedisHub::connect(&closed).unwrap();
    heard_within(&hub).await;
    // More than the queue takes, and nobody waits.
    let start = Instant::now();
    for seq in 1..=5000 {
        hub.event_bus().publish(event(Id::generate(), seq)).await;
    }
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    heard_within(&hub).await;
    assert!(!*hub.listening().borrow());
}

async fn heard_within(hub: &RedisHub) {
    let (job, user, session) = (Id::generate(), Id::generate(), Uuid::new_v4());
    let mut events = hub.event_bus().subscribe(job).await;
    hub.event_bus().publish(event(job, 1)).await;
    assert_eq!(next(&mut events).await.seq, 1);
    let ended = hub.revocations().ended(user, session);
    hub.revocations().announce(SessionEnd::One(session)).await;
    soon(ended).await;
}

#[tokio::test]
async fn after_a_cut_and_after_a_silence_processes_hear_each_other_again() {
    let (line, there) = (RedisLine::open().await, process().await);
    let here = process_behind(&line).await;
    for outage in [RedisLine::cut, RedisLine::silence] {
        outage(&line);
        listening(&here, false).await;
        heard_within(&here).await;
        line.mend();
        listening(&here, true).await;
        soon(heard_between(&here, &there)).await;
        soon(heard_between(&there, &here)).await;
    }
}

/// What is said until Redis is back is lost: so it is said until it is heard.
async fn heard_between(speaker: &RedisHub, listener: &RedisHub) {
    let (job, user, session) = (Id::generate(), Id::generate(), Uuid::new_v4());
    let mut events = listener.event_bus().subscribe(job).await;
    let mut ended = listener.revocations().ended(user, session);
    let (mut has_event, mut has_end, mut seq) = (false, false, 0);
    while !has_event || !has_end {
        seq += 1;
        speaker.event_bus().publish(event(job, seq)).await;
        speaker.revocations().announce(SessionEnd::One(session)).await;
        has_event |= timeout(Duration::from_millis(20), events.next()).await.is_ok();
        has_end |= timeout(Duration::from_millis(20), &mut ended).await.is_ok();
        if has_end {
            ended = Box::pin(std::future::ready(()));
        }
    }
}

/// Warnings of a thread.
#[derive(Clone, Default)]
struct Warnings(Arc<AtomicUsize>);

impl<S: Subscriber> Layer<S> for Warnings {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let is_ours = event.metadata().target().starts_with("talewright");
        if is_ours && *event.metadata().level() == Level::WARN {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[tokio::test]
async fn one_warning_an_outage() {
    let warnings = Warnings::default();
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(warnings.clone()));
    let line = RedisLine::open().await;
    let (here, there) = (process_behind(&line).await, process().await);
    for outages in 1..=2 {
        line.cut();
        listening(&here, false).await;
        // Noticed on both connections, and tried again and again meanwhile.
        for seq in 1..=3000 {
            here.event_bus().publish(event(Id::generate(), seq)).await;
        }
        soon(async {
            while warnings.0.load(Ordering::Relaxed) < outages {
                tokio::task::yield_now().await
            }
        })
        .await;
        line.mend();
        listening(&here, true).await;
        soon(heard_between(&here, &there)).await;
        assert_eq!(warnings.0.load(Ordering::Relaxed), outages);
    }
}

#[tokio::test]
async fn nothing_goes_on_when_nobody_needs_it() {
    let hub = process().await;
    let (bus, mut listening) = (hub.event_bus(), hub.listening());
    drop(hub);
    assert!(listening.has_changed().is_ok());
    drop(bus);
    // The subscriber has it, and is gone with the last who could publish.
    soon(async { while listening.changed().await.is_ok() {} }).await;
}

#[tokio::test]
async fn an_address_that_is_none_is_told_without_its_password() {
    for url in ["", "localhost", "http://:secret@localhost", "redis://:secret@:port"] {
        let error = RedisHub::connect(url).unwrap_err().to_string();
        assert!(error.contains("redis://") && !error.contains("secret"), "{error}");
    }
}
