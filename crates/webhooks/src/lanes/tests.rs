use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::*;

const LIMITS: LaneLimits = LaneLimits { total: 8, per_receiver: 2 };

/// Sends so many deliveries that take so long each, and tells after which time each was done.
fn deliver(
    lanes: &Lanes,
    receiver: &str,
    many: usize,
    each: Duration,
) -> Vec<tokio::task::JoinHandle<Duration>> {
    let begun = Instant::now();
    let one = |_| {
        let (lanes, receiver) = (lanes.clone(), receiver.to_owned());
        tokio::spawn(async move {
            let _pass = lanes.enter(&receiver).await;
            sleep(each).await;
            begun.elapsed()
        })
    };
    (0..many).map(one).collect()
}

async fn last(deliveries: Vec<tokio::task::JoinHandle<Duration>>) -> Duration {
    let mut last = Duration::ZERO;
    for delivery in deliveries {
        last = last.max(delivery.await.unwrap());
    }
    last
}

#[tokio::test(start_paused = true)]
async fn the_dead_never_slow_the_others() {
    let lanes = Lanes::new(LIMITS);
    let dead = deliver(&lanes, "dead.example", 1_000, Duration::from_secs(15));
    let slow = deliver(&lanes, "slow.example", 1_000, Duration::from_secs(10));
    tokio::task::yield_now().await;
    let living: Vec<_> = (0..20)
        .flat_map(|n| deliver(&lanes, &format!("{n}.example"), 5, Duration::from_millis(10)))
        .collect();
    // 100 deliveries of 10 ms on the four places that are left: a quarter of a second.
    let took = last(living).await;
    assert!(took < Duration::from_millis(300), "{took:?}");
    for waiting in dead.into_iter().chain(slow) {
        waiting.abort();
    }
}

#[tokio::test(start_paused = true)]
async fn receivers_take_turns() {
    let lanes = Lanes::new(LaneLimits { total: 1, per_receiver: 2 });
    let each = Duration::from_secs(1);
    let many = deliver(&lanes, "many.example", 100, each);
    tokio::task::yield_now().await;
    let one = deliver(&lanes, "one.example", 1, each);
    // One is running and one stands in line before it; the other 98 wait in their own lane.
    assert_eq!(last(one).await, Duration::from_secs(3));
    assert_eq!(last(many).await, Duration::from_secs(101));
}

#[tokio::test(start_paused = true)]
async fn one_receiver_gets_its_own_in_order() {
    let lanes = Lanes::new(LaneLimits { total: 8, per_receiver: 1 });
    let deliveries = deliver(&lanes, "a.example", 5, Duration::from_secs(1));
    for (n, delivery) in (1..).zip(deliveries) {
        assert_eq!(delivery.await.unwrap(), Duration::from_secs(n));
    }
}

#[tokio::test(start_paused = true)]
async fn limits_hold_and_can_be_seen() {
    let lanes = Lanes::new(LIMITS);
    assert_eq!((lanes.free(), lanes.full()), (8, vec![]));
    let passes = [lanes.enter("a").await, lanes.enter("a").await, lanes.enter("b").await];
    assert_eq!((lanes.free(), lanes.full()), (5, vec!["a".to_owned()]));
    let patience = Duration::from_secs(3_600);
    assert!(timeout(patience, lanes.enter("a")).await.is_err());
    drop(passes);
    assert_eq!((lanes.free(), lanes.full()), (8, vec![]));
    let mut all = Vec::new();
    for n in 0..8 {
        all.push(lanes.enter(&n.to_string()).await);
    }
    assert!(timeout(patience, lanes.enter("another")).await.is_err());
    all.pop();
    assert!(timeout(patience, lanes.enter("another")).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn whoever_stops_waiting_leaves_no_trace() {
    let lanes = Lanes::new(LaneLimits { total: 1, per_receiver: 1 });
    let pass = lanes.enter("a").await;
    let waiting: Vec<_> =
        ["a", "b"].into_iter().flat_map(|to| deliver(&lanes, to, 5, Duration::ZERO)).collect();
    tokio::task::yield_now().await;
    assert_eq!(lanes.full().len(), 2);
    for one in waiting {
        one.abort();
        assert!(one.await.unwrap_err().is_cancelled());
    }
    drop(pass);
    assert_eq!((lanes.free(), lanes.full()), (1, vec![]));
    let _pass = lanes.enter("c").await;
    assert_eq!(lanes.lock().keys().collect::<Vec<_>>(), ["c"]);
}

#[tokio::test(start_paused = true)]
async fn limits_of_nought_let_one_through() {
    let lanes = Lanes::new(LaneLimits { total: 0, per_receiver: 0 });
    let _pass = lanes.enter("a").await;
    assert_eq!(lanes.free(), 0);
}
