use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use futures::future::BoxFuture;
use talewright_domain::UserId;
use talewright_domain::ports::{Revocations, SessionEnd};
use tokio::sync::watch;
use uuid::Uuid;

/// A session and its user; there while anybody waits for its end.
type Waiting = Mutex<HashMap<(UserId, Uuid), watch::Sender<bool>>>;

/// Ends of sessions, within this process.
#[derive(Debug, Clone, Default)]
pub struct LocalRevocations {
    waiting: Arc<Waiting>,
}

impl LocalRevocations {
    /// How many sessions somebody waits for the end of.
    #[must_use]
    pub fn watched_sessions(&self) -> usize {
        lock(&self.waiting).len()
    }

    pub(crate) fn tell(&self, ended: SessionEnd) {
        for ((user, session), told) in lock(&self.waiting).iter() {
            if concerns(ended, *user, *session) {
                told.send_replace(true);
            }
        }
    }
}

fn lock(waiting: &Waiting) -> MutexGuard<'_, HashMap<(UserId, Uuid), watch::Sender<bool>>> {
    // Every critical section leaves the map whole.
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

fn concerns(ended: SessionEnd, user: UserId, session: Uuid) -> bool {
    match ended {
        SessionEnd::One(one) => one == session,
        SessionEnd::AllOf { user: whose, except } => whose == user && except != Some(session),
    }
}

#[async_trait]
impl Revocations for LocalRevocations {
    async fn announce(&self, ended: SessionEnd) {
        self.tell(ended);
    }

    fn ended(&self, user: UserId, session: Uuid) -> BoxFuture<'static, ()> {
        let of = (user, session);
        // Now, and not when the future is first polled: what is announced in between counts.
        let told = lock(&self.waiting).entry(of).or_insert_with(|| watch::channel(false).0).subscribe();
        let mut waiter = Waiter { told, of, waiting: Arc::clone(&self.waiting) };
        Box::pin(async move {
            // The sender is there as long as somebody waits.
            let _ = waiter.told.wait_for(|told| *told).await;
        })
    }
}

/// One that waits; the last one to leave removes the session.
struct Waiter {
    told: watch::Receiver<bool>,
    of: (UserId, Uuid),
    waiting: Arc<Waiting>,
}

impl Drop for Waiter {
    fn drop(&mut self) {
        let mut waiting = lock(&self.waiting);
        // This one still counts.
        if waiting.get(&self.of).is_some_and(|told| told.receiver_count() <= 1) {
            waiting.remove(&self.of);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use talewright_domain::Id;

    use super::*;

    #[tokio::test]
    async fn the_end_of_a_session_is_heard_by_all_who_wait_for_it() {
        let revocations = LocalRevocations::default();
        let (ann, desk, phone) = (Id::generate(), Uuid::new_v4(), Uuid::new_v4());
        let (one, two) = (revocations.ended(ann, desk), revocations.ended(ann, desk));
        let mut other = revocations.ended(ann, phone);
        revocations.announce(SessionEnd::One(desk)).await;
        one.await;
        two.await;
        assert!((&mut other).now_or_never().is_none());
    }

    #[tokio::test]
    async fn all_sessions_of_a_user_end_but_for_one() {
        let revocations = LocalRevocations::default();
        let (ann, bob) = (Id::generate(), Id::generate());
        let (desk, phone, bobs) = (Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4());
        let (at_desk, on_phone) = (revocations.ended(ann, desk), revocations.ended(ann, phone));
        let mut of_bob = revocations.ended(bob, bobs);
        let mut at_desk = at_desk;
        revocations.announce(SessionEnd::AllOf { user: ann, except: Some(desk) }).await;
        on_phone.await;
        assert!((&mut at_desk).now_or_never().is_none());
        revocations.announce(SessionEnd::AllOf { user: ann, except: None }).await;
        at_desk.await;
        assert!((&mut of_bob).now_or_never().is_none());
    }

    #[tokio::test]
    async fn nothing_is_kept_when_nobody_waits() {
        let revocations = LocalRevocations::default();
        let (ann, desk) = (Id::generate(), Uuid::new_v4());
        let (one, two) = (revocations.ended(ann, desk), revocations.ended(ann, desk));
        drop(one);
        assert_eq!(revocations.watched_sessions(), 1);
        revocations.announce(SessionEnd::One(desk)).await;
        // A session that has ended does not come back, not for those who come late either.
        revocations.ended(ann, desk).await;
        two.await;
        assert_eq!(revocations.watched_sessions(), 0);
        assert!(revocations.ended(ann, desk).now_or_never().is_none());
        assert_eq!(revocations.watched_sessions(), 0);
    }
}
