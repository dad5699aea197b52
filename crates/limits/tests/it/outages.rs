use std::time::{Duration, Instant};

use talewright_domain::ports::{Quota, RateLimiter};
use talewright_limits::RedisLimiter;
use talewright_testkit::RedisLine;
use tokio::net::TcpListener;

use crate::logs::Warnings;
use crate::{TEN_IN_AN_HOUR, a_key, redis_limiter};

const TWO_IN_AN_HOUR: Quota = Quota { limit: 2, period: Duration::from_secs(3600) };

/// Counts by itself, and takes no longer than it may.
async fn counts_alone(limiter: &RedisLimiter) {
    let (key, start) = (a_key(), Instant::now());
    assert_eq!(limiter.take(&key, TWO_IN_AN_HOUR).await.remaining, 1);
    assert_eq!(limiter.take(&key, TWO_IN_AN_HOUR).await.remaining, 0);
    for _ in 0..1000 {
        assert!(!limiter.take(&key, TWO_IN_AN_HOUR).await.is_granted());
    }
    // A thousand times the patience would be minutes.
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

/// An address where nobody listens.
async fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("redis://{}", listener.local_addr().unwrap())
}

#[tokio::test]
async fn a_redis_that_is_not_there() {
    counts_alone(&RedisLimiter::connect(&closed_port().await).unwrap()).await;
}

#[tokio::test]
async fn a_redis_that_never_answers() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    counts_alone(&RedisLimiter::connect(&format!("redis://{address}")).unwrap()).await;
}

#[tokio::test]
async fn a_redis_that_speaks_no_tls() {
    let server = talewright_testkit::redis_server().replace("redis://", "rediss://");
    counts_alone(&RedisLimiter::connect(&server).unwrap()).await;
}

#[test]
fn an_address_that_is_none_is_told_without_its_password() {
    for url in ["", "localhost", "http://:secret@localhost", "redis://:secret@:port"] {
        let error = RedisLimiter::connect(url).unwrap_err().to_string();
        assert!(error.contains("redis://") && !error.contains("secret"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_warning_an_outage() {
    let (warnings, _guard) = Warnings::listen();
    let limiter = RedisLimiter::connect(&closed_port().await).unwrap();
    for _ in 0..5 {
        for _ in 0..100 {
            limiter.take(&a_key(), TEN_IN_AN_HOUR).await;
        }
        tokio::time::advance(Duration::from_secs(60)).await;
    }
    assert_eq!(warnings.count(), 1);
}

#[tokio::test]
async fn after_a_cut_and_after_a_silence_it_counts_in_redis_again() {
    let line = RedisLine::open().await;
    let limiter = RedisLimiter::connect(&line.url()).unwrap();
    // Few enough to be used up in Redis, and too many to be used up alone while this waits.
    let (key, quota) = (a_key(), Quota { limit: 3000, period: Duration::from_secs(30_000_000) });
    let others = redis_limiter();
    while others.take(&key, quota).await.is_granted() {}
    let counts_in_redis = async || {
        while limiter.take(&key, quota).await.is_granted() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    for outage in [RedisLine::cut, RedisLine::silence] {
        tokio::time::timeout(Duration::from_secs(30), counts_in_redis()).await.unwrap();
        outage(&line);
        let counts_alone = async { while !limiter.take(&key, quota).await.is_granted() {} };
        tokio::time::timeout(Duration::from_secs(30), counts_alone).await.unwrap();
        line.mend();
    }
    tokio::time::timeout(Duration::from_secs(30), counts_in_redis()).await.unwrap();
}
