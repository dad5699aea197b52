use chrono::{DateTime, Utc};
use talewright_domain::Month;
use talewright_storage::StorageError;
use talewright_storage::statistics::{
    Counts, StoryGroup, count_sessions, count_stories, count_users, count_work,
};
use talewright_storage::usage::{UsageFilter, UsageGroup, Used, sum_usage, total_usage};

use crate::error::AppError;
use crate::studio::Studio;

/// Most groups of one kind.
const MOST_GROUPS: u32 = 366;

/// How the studio stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistics {
    /// Users by plan.
    pub users_by_plan: Counts,
    /// Users by role.
    pub users_by_role: Counts,
    /// Users who may sign in, and who may not.
    pub users_by_state: Counts,
    /// Sessions that last.
    pub sessions: i64,
    /// Stories by status.
    pub stories: Counts,
    /// Jobs by status.
    pub jobs: Counts,
    /// Used this month.
    pub this_month: Used,
    /// Used since the beginning.
    pub in_all: Used,
}

/// Counts everything.
///
/// # Errors
/// Only those of the database.
pub async fn find_statistics(studio: &Studio) -> Result<Statistics, AppError> {
    let now = studio.clock.now();
    let found = studio.db.read(move |conn| {
        let (users_by_plan, users_by_role, users_by_state) = count_users(conn)?;
        let (stories, jobs) = count_work(conn)?;
        let month = UsageFilter { since: Some(Month::of(now).start()), ..UsageFilter::default() };
        Ok::<_, StorageError>(Statistics {
            users_by_plan,
            users_by_role,
            users_by_state,
            sessions: count_sessions(conn, now)?,
            stories,
            jobs,
            this_month: total_usage(conn, month)?,
            in_all: total_usage(conn, UsageFilter::default())?,
        })
    });
    Ok(found.await?)
}

/// What was made and spent in a span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analytics {
    /// Stories by day, the latest first.
    pub stories_by_day: Counts,
    /// Stories by language, the most first.
    pub stories_by_language: Counts,
    /// Stories by genre.
    pub stories_by_genre: Counts,
    /// Stories by status.
    pub stories_by_status: Counts,
    /// Use by day.
    pub usage_by_day: Vec<(String, Used)>,
    /// Use by model, the dearest first.
    pub usage_by_model: Vec<(String, Used)>,
    /// Use by the language of the story.
    pub usage_by_language: Vec<(String, Used)>,
    /// All use.
    pub usage: Used,
}

/// Counts and sums up a span of time.
///
/// # Errors
/// Only those of the database.
pub async fn find_analytics(
    studio: &Studio,
    since: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Analytics, AppError> {
    let filter = UsageFilter { since: Some(since), until: Some(until), ..UsageFilter::default() };
    let found = studio.db.read(move |conn| {
        let mut stories = |group| count_stories(conn, group, since, until, MOST_GROUPS);
        let stories_by_day = stories(StoryGroup::Day)?;
        let stories_by_language = stories(StoryGroup::Language)?;
        let stories_by_genre = stories(StoryGroup::Genre)?;
        let stories_by_status = stories(StoryGroup::Status)?;
        let mut usage = |group| sum_usage(conn, filter, group, MOST_GROUPS);
        Ok::<_, StorageError>(Analytics {
            stories_by_day,
            stories_by_language,
            stories_by_genre,
            stories_by_status,
            usage_by_day: usage(UsageGroup::Day)?,
            usage_by_model: usage(UsageGroup::Model)?,
            usage_by_language: usage(UsageGroup::Language)?,
            usage: total_usage(conn, filter)?,
        })
    });
    Ok(found.await?)
}
