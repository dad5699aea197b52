//! Who does something, for the audit log.

use chrono::{DateTime, Utc};
use serde_json::Value;
use talewright_domain::{AuditEntry, UserId};
use uuid::Uuid;

/// Who does something, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who; nil at the console.
    pub id: UserId,
    /// Their address at the time.
    pub name: String,
    /// The network address.
    pub address: Option<String>,
}

impl Actor {
    /// Whoever sits at the machine.
    #[must_use]
    pub fn console() -> Self {
        Self { id: UserId::from_uuid(Uuid::nil()), name: "console".into(), address: None }
    }

    /// An entry of the log, to be written in the transaction of what it tells of.
    #[must_use]
    pub fn entry(
        &self,
        action: &str,
        target: Option<String>,
        details: Value,
        now: DateTime<Utc>,
    ) -> AuditEntry {
        AuditEntry {
            id: Uuid::now_v7(),
            at: now,
            actor_id: Some(self.id).filter(|id| !id.uuid().is_nil()),
            actor: self.name.clone(),
            action: action.to_owned(),
            target,
            details,
            address: self.address.clone(),
        }
    }
}
