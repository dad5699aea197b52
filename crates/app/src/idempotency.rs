//! Doing a thing once, however often the client sends the request.

use chrono::{DateTime, Utc};
use serde_json::Value;
use talewright_storage::idempotency::{Earlier, find_answer, insert_answer};
use talewright_storage::{AnyConnection, Db};

use crate::error::AppError;
use crate::studio::Studio;

pub use talewright_storage::idempotency::IdempotentRequest;

/// What came of a request that may have been sent before.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome<T> {
    /// It was done now.
    Done(T),
    /// It was done before; this was the answer.
    Replayed(Value),
}

/// How the answer of a use case reads on the wire, to be stored beside what it tells of.
pub type Render<T> = Box<dyn FnOnce(&T) -> Value + Send>;

/// A request with an idempotency key, and how its answer reads.
pub struct Once<T> {
    /// The request.
    pub request: IdempotentRequest,
    /// Its answer.
    pub render: Render<T>,
}

/// The answer that a request was given before, if it was: to be looked for before the request is judged anew, for
/// what was fine then may not be so now.
///
/// # Errors
/// [`AppError::KeyReused`].
pub async fn replay<T>(studio: &Studio, once: Option<&Once<T>>) -> Result<Option<Value>, AppError> {
    let Some(once) = once else { return Ok(None) };
    let (request, now) = (once.request.clone(), studio.clock.now());
    studio.db.read(move |conn| answered(conn, &request, now)).await
}

/// Does `work` in one transaction, together with its record when the client gave a key.
///
/// # Errors
/// Those of `work`, and [`AppError::KeyReused`].
pub(crate) async fn do_once<T: Send + 'static>(
    db: &Db,
    now: DateTime<Utc>,
    once: Option<Once<T>>,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, AppError> + Send + 'static,
) -> Result<Outcome<T>, AppError> {
    let Some(Once { request, render }) = once else { return db.write(work).await.map(Outcome::Done) };
    let same = request.clone();
    let first = db.write(move |conn| {
        if let Some(answer) = answered(conn, &request, now)? {
            return Ok(Outcome::Replayed(answer));
        }
        let done = work(conn)?;
        match insert_answer(conn, &request, render(&done), now) {
            Err(error) if error.is_conflict_on("idempotency_keys_user_id_key") => Err(Attempt::Overtaken),
            other => other.map(|()| Outcome::Done(done)).map_err(|error| Attempt::Failed(error.into())),
        }
    });
    match first.await {
        Ok(outcome) => Ok(outcome),
        // What is in the way may be what the same request has just done: its job, or the credit that it took.
        Err(Attempt::Failed(error)) => match db.read(move |conn| answered(conn, &same, now)).await {
            Ok(Some(answer)) => Ok(Outcome::Replayed(answer)),
            Ok(None) | Err(_) => Err(error),
        },
        // The same request at the same time was quicker; nothing of this one was kept.
        Err(Attempt::Overtaken) => match db.read(move |conn| answered(conn, &same, now)).await? {
            Some(answer) => Ok(Outcome::Replayed(answer)),
            None => Err(AppError::conflict(
                "idempotency_in_progress",
                "the first request with this Idempotency-Key is still in progress; try again",
            )),
        },
    }
}

enum Attempt {
    Failed(AppError),
    Overtaken,
}

impl<E: Into<AppError>> From<E> for Attempt {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

fn answered(
    conn: &mut AnyConnection,
    request: &IdempotentRequest,
    now: DateTime<Utc>,
) -> Result<Option<Value>, AppError> {
    match find_answer(conn, request, now)? {
        Earlier::New => Ok(None),
        Earlier::Answered(answer) => Ok(Some(answer)),
        Earlier::OtherRequest => Err(AppError::KeyReused),
    }
}
