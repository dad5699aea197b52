use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use talewright_domain::ports::{Quota, RateLimiter};
use talewright_limits::LocalLimiter;
use talewright_testkit::redis_server;

use crate::{TEN_IN_AN_HOUR, a_key, redis_limiter};

#[tokio::test]
async fn both_give_the_same_numbers() {
    let limiters: [Box<dyn RateLimiter>; 2] = [Box::new(LocalLimiter::default()), Box::new(redis_limiter())];
    let key = a_key();
    for limiter in limiters {
        let six_minutes = Duration::from_secs(360);
        for left in (0..10).rev() {
            let allowance = limiter.take(&key, TEN_IN_AN_HOUR).await;
            assert_eq!((allowance.limit, allowance.remaining), (10, left));
            assert_eq!((allowance.reset, allowance.retry_after), (six_minutes * (10 - left), None));
        }
        let refused = limiter.take(&key, TEN_IN_AN_HOUR).await;
        assert_eq!((refused.limit, refused.remaining, refused.reset), (10, 0, TEN_IN_AN_HOUR.period));
        let wait = refused.retry_after.unwrap();
        assert!(wait <= six_minutes && wait > six_minutes - Duration::from_secs(60), "{wait:?}");

        let other_quota = Quota { limit: 3, ..TEN_IN_AN_HOUR };
        assert_eq!(limiter.take(&key, other_quota).await.remaining, 2);
        assert_eq!(limiter.take(&a_key(), TEN_IN_AN_HOUR).await.remaining, 9);
        let nothing = limiter.take(&key, Quota { limit: 0, ..TEN_IN_AN_HOUR }).await;
        assert_eq!((nothing.remaining, nothing.retry_after), (0, Some(TEN_IN_AN_HOUR.period)));
        let huge = limiter.take(&key, Quota { limit: u32::MAX, period: Duration::MAX }).await;
        assert_eq!(huge.remaining, u32::MAX - 1);
    }
}

#[tokio::test]
async fn in_redis_too_it_grows_back_and_keys_end_by_themselves() {
    let (limiter, key) = (redis_limiter(), a_key());
    let quota = Quota { limit: 2, period: Duration::from_millis(100) };
    while limiter.take(&key, quota).await.is_granted() {}
    let client = redis::Client::open(redis_server()).unwrap();
    let mut connection = client.get_multiplexed_async_connection().await.unwrap();
    let pattern = format!("talewright:limit:*{key}");
    let gone = async {
        while redis::cmd("KEYS").arg(&pattern).query_async::<Vec<String>>(&mut connection).await.unwrap()
            != [""; 0]
        {}
    };
    tokio::time::timeout(Duration::from_secs(30), gone).await.unwrap();
    assert_eq!(limiter.take(&key, quota).await.remaining, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_at_once_never_grant_more_than_the_quota() {
    let processes = [Arc::new(redis_limiter()), Arc::new(redis_limiter())];
    let key = a_key();
    let takes = (0..100).map(|number| {
        let (limiter, key) = (Arc::clone(&processes[number % 2]), key.clone());
        tokio::spawn(async move { limiter.take(&key, TEN_IN_AN_HOUR).await.is_granted() })
    });
    let granted = join_all(takes).await.into_iter().filter(|granted| *granted.as_ref().unwrap()).count();
    assert_eq!(granted, 10);
}
