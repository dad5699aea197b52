use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use talewright_domain::UserId;
use talewright_domain::ports::SessionEnd;
use uuid::Uuid;

/// Where events of jobs are told: an `Event` each.
pub(crate) const EVENTS: &str = "talewright:events";
/// Where ends of sessions are told: an [`Ended`] each.
pub(crate) const SESSIONS: &str = "talewright:sessions";

/// What is sent, as JSON.
#[derive(Serialize, Deserialize)]
struct Envelope<T> {
    /// The process that sent it, which has heard of it already.
    from: Uuid,
    body: T,
}

/// A [`SessionEnd`] that can be sent.
#[derive(Serialize, Deserialize)]
pub(crate) struct Ended(#[serde(with = "SessionEndForm")] pub(crate) SessionEnd);

#[derive(Serialize, Deserialize)]
#[serde(remote = "SessionEnd", rename_all = "snake_case")]
enum SessionEndForm {
    One(Uuid),
    AllOf { user: UserId, except: Option<Uuid> },
}

pub(crate) fn seal(from: Uuid, body: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Envelope { from, body })
}

/// What another process sent; `None` for what this one did.
pub(crate) fn unseal<T: DeserializeOwned>(payload: &[u8], own: Uuid) -> Result<Option<T>, serde_json::Error> {
    let Envelope { from, body } = serde_json::from_slice(payload)?;
    Ok((from != own).then_some(body))
}

#[cfg(test)]
mod tests {
    use talewright_domain::Id;

    use super::*;

    #[test]
    fn ends_of_sessions_arrive_as_they_were_sent() {
        let (here, there, session) = (Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4());
        let user = Id::generate();
        for ended in [
            SessionEnd::One(session),
            SessionEnd::AllOf { user, except: None },
            SessionEnd::AllOf { user, except: Some(session) },
        ] {
            let sealed = seal(here, &Ended(ended)).unwrap();
            let read: Option<Ended> = unseal(sealed.as_bytes(), there).unwrap();
            assert_eq!(read.unwrap().0, ended, "{sealed}");
            assert!(unseal::<Ended>(sealed.as_bytes(), here).unwrap().is_none());
        }
        assert!(unseal::<Ended>(b"{\"from\":1}", here).is_err());
    }
}
