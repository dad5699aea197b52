//! The audit log: who did what when.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::account::UserId;

/// Something that somebody did.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// Its identifier; they sort by time.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who, while they have an account.
    pub actor_id: Option<UserId>,
    /// Who, by their address then; `console` for the command line.
    pub actor: String,
    /// What, e.g. `user.update`, `story.hide`.
    pub action: String,
    /// To what, e.g. `user/<id>`.
    pub target: Option<String>,
    /// What changed, from what to what. No secrets.
    pub details: Value,
    /// The network address it came from.
    pub address: Option<String>,
}
