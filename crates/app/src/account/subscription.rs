use talewright_domain::{CostUsd, Month, PlanTerms, Terms, User};
use talewright_storage::StorageError;
use talewright_storage::usage::{count_generations, find_spending};

use crate::error::AppError;
use crate::studio::Studio;

/// What somebody's plan allows, and what of it is used this month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// What the plan allows.
    pub terms: PlanTerms,
    /// Whether anybody is counted here.
    pub counted: bool,
    /// The month.
    pub month: Month,
    /// Stories begun.
    pub generations: u32,
    /// What was spent.
    pub spent: CostUsd,
    /// What jobs under way may still spend.
    pub open: CostUsd,
}

/// Somebody's plan and its use.
///
/// # Errors
/// Only those of the database.
pub async fn find_subscription(
    studio: &Studio,
    terms: &Terms,
    user: &User,
) -> Result<Subscription, AppError> {
    let (id, month) = (user.id, Month::of(studio.clock.now()));
    let found = studio.db.read(move |conn| {
        let generations = count_generations(conn, id, month)?;
        let (spent, open) = find_spending(conn, id, month)?;
        Ok::<_, StorageError>((generations, spent, open))
    });
    let (generations, spent, open) = found.await?;
    let counted = terms.counted;
    Ok(Subscription { terms: terms.of(user.plan).clone(), counted, month, generations, spent, open })
}
