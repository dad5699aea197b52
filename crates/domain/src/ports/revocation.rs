use async_trait::async_trait;
use futures::future::BoxFuture;
use uuid::Uuid;

use crate::account::UserId;

/// Tells every process at once that a session has ended, for what outlives a request: live streams. The rows are the
/// truth; each request looks at them.
#[async_trait]
pub trait Revocations: Send + Sync {
    /// Tells everybody.
    async fn announce(&self, ended: SessionEnd);

    /// Resolves when this session of this user has ended, by word of whatever process.
    fn ended(&self, user: UserId, session: Uuid) -> BoxFuture<'static, ()>;
}

/// What has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionEnd {
    /// This one.
    One(Uuid),
    /// All sessions of this user, but for one that may go on.
    AllOf {
        /// Whose.
        user: UserId,
        /// Which goes on.
        except: Option<Uuid>,
    },
}
