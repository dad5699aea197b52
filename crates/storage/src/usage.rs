//! What was used and paid, and what may still be used this month.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use talewright_domain::ports::Bill;
use talewright_domain::{CostUsd, Job, JobId, Month, StoryId, UserId};
use uuid::Uuid;

use crate::columns::{parse, parse_optional, stored_time};
use crate::connection::{AnyConnection, MultiBackend};
use crate::dialect;
use crate::error::StorageError;
use crate::listing::{Listing, PageRequest, Start};
use crate::schema::{jobs, stories, usage_entries, usage_months};

/// One paid call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageEntry {
    /// Its identifier.
    pub id: Uuid,
    /// When it ended.
    pub at: DateTime<Utc>,
    /// The job that it was for.
    pub job: JobId,
    /// The story that it was for.
    pub story: Option<StoryId>,
    /// Its place in the recipe.
    pub step: String,
    /// Who answered.
    pub provider: String,
    /// Which model.
    pub model: String,
    /// What was used.
    pub used: Used,
}

/// How much was used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Used {
    /// Paid calls.
    pub calls: i64,
    /// Tokens read.
    pub input_tokens: i64,
    /// Tokens written.
    pub output_tokens: i64,
    /// Pictures made.
    pub images: i64,
    /// Characters spoken.
    pub characters: i64,
    /// What it cost.
    pub cost: CostUsd,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = usage_entries)]
struct UsageRow {
    id: String,
    user_id: String,
    at: NaiveDateTime,
    job_id: String,
    story_id: Option<String>,
    language: Option<String>,
    step_key: String,
    provider: String,
    model: String,
    input_tokens: i64,
    output_tokens: i64,
    images: i64,
    characters: i64,
    cost_micros: i64,
}

impl UsageRow {
    fn into_entry(self) -> Result<UsageEntry, StorageError> {
        Ok(UsageEntry {
            id: parse("usage_entries.id", &self.id)?,
            at: self.at.and_utc(),
            job: parse("usage_entries.job_id", &self.job_id)?,
            story: parse_optional("usage_entries.story_id", self.story_id.as_deref())?,
            step: self.step_key,
            provider: self.provider,
            model: self.model,
            used: Used {
                calls: 1,
                input_tokens: self.input_tokens,
                output_tokens: self.output_tokens,
                images: self.images,
                characters: self.characters,
                cost: CostUsd::from_micros(self.cost_micros),
            },
        })
    }
}

/// Keeps what a call used, in the transaction of its receipt.
pub(crate) fn record_usage(
    conn: &mut AnyConnection,
    job: &Job,
    step: &str,
    bill: &Bill,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let language = match job.story_id {
        Some(story) => stories::table
            .find(story.to_string())
            .select(stories::language)
            .first::<String>(conn)
            .optional()?,
        None => None,
    };
    let row = UsageRow {
        id: Uuid::now_v7().to_string(),
        user_id: job.owner.to_string(),
        at: stored_time(now),
        job_id: job.id.to_string(),
        story_id: job.story_id.map(|id| id.to_string()),
        language,
        step_key: step.to_owned(),
        provider: bill.provider.clone(),
        model: bill.model.clone(),
        input_tokens: whole(bill.usage.input_tokens),
        output_tokens: whole(bill.usage.output_tokens),
        images: i64::from(bill.usage.images),
        characters: whole(bill.usage.characters),
        cost_micros: bill.cost.micros(),
    };
    diesel::insert_into(usage_entries::table).values(row).execute(conn)?;
    Ok(())
}

/// A span of time, and whose use is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UsageFilter {
    /// Of this user; of everybody when `None`.
    pub user: Option<UserId>,
    /// Of this job.
    pub job: Option<JobId>,
    /// From then on.
    pub since: Option<DateTime<Utc>>,
    /// Before then.
    pub until: Option<DateTime<Utc>>,
}

type Condition = Box<dyn BoxableExpression<usage_entries::table, MultiBackend, SqlType = Bool>>;

fn matching(filter: UsageFilter) -> Condition {
    let mut all: Condition = Box::new(usage_entries::id.is_not_null());
    if let Some(user) = filter.user {
        all = Box::new(all.and(usage_entries::user_id.eq(user.to_string())));
    }
    if let Some(job) = filter.job {
        all = Box::new(all.and(usage_entries::job_id.eq(job.to_string())));
    }
    if let Some(since) = filter.since {
        all = Box::new(all.and(usage_entries::at.ge(stored_time(since))));
    }
    if let Some(until) = filter.until {
        all = Box::new(all.and(usage_entries::at.lt(stored_time(until))));
    }
    all
}

/// Lists paid calls, the latest first.
///
/// # Errors
/// Only those of the database.
pub fn list_usage(
    conn: &mut AnyConnection,
    filter: UsageFilter,
    page: &PageRequest<()>,
) -> Result<Listing<UsageEntry>, StorageError> {
    let of_filter = || usage_entries::table.filter(matching(filter));
    let mut query = of_filter().select(UsageRow::as_select()).order(usage_entries::id.desc()).into_boxed();
    let mut total = None;
    match &page.start {
        Start::Skip(skip) => {
            query = query.offset(i64::from(*skip));
            total = Some(of_filter().count().get_result(conn)?);
        }
        Start::After(cursor) => query = query.filter(usage_entries::id.lt(cursor.clone())),
    }
    let rows: Vec<UsageRow> = query.limit(i64::from(page.limit) + 1).load(conn)?;
    let items = rows.into_iter().map(UsageRow::into_entry).collect::<Result<Vec<_>, _>>()?;
    Ok(Listing::new(items, page.limit, total, |entry| Some(entry.id.to_string())))
}

/// By what use is summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsageGroup {
    /// `2026-11-21`.
    Day,
    /// `provider/model`.
    Model,
    /// `en`; empty for what belongs to no story.
    Language,
    /// The id of the job.
    Job,
}

impl UsageGroup {
    const fn expression(self) -> &'static str {
        match self {
            Self::Day => "substr(CAST(usage_entries.at AS TEXT), 1, 10)",
            Self::Model => "usage_entries.provider || '/' || usage_entries.model",
            Self::Language => "coalesce(usage_entries.language, '')",
            Self::Job => "usage_entries.job_id",
        }
    }
}

type Sums = (String, i64, i64, i64, i64, i64, i64);

/// Sums up use: the latest day first, or the dearest group.
///
/// # Errors
/// Only those of the database.
pub fn sum_usage(
    conn: &mut AnyConnection,
    filter: UsageFilter,
    group: UsageGroup,
    limit: u32,
) -> Result<Vec<(String, Used)>, StorageError> {
    let sum =
        |column: &str| sql::<BigInt>(&format!("CAST(coalesce(sum(usage_entries.{column}), 0) AS BIGINT)"));
    let order = if group == UsageGroup::Day { "1 DESC" } else { "7 DESC, 1" };
    let query = usage_entries::table
        .filter(matching(filter))
        .group_by(sql::<Text>(group.expression()))
        .select((
            sql::<Text>(group.expression()),
            sql::<BigInt>("count(*)"),
            sum("input_tokens"),
            sum("output_tokens"),
            sum("images"),
            sum("characters"),
            sum("cost_micros"),
        ))
        .order(sql::<Text>(order))
        .limit(i64::from(limit));
    let rows: Vec<Sums> = query.load(conn)?;
    Ok(rows.into_iter().map(into_used).collect())
}

fn into_used((name, calls, input_tokens, output_tokens, images, characters, cost): Sums) -> (String, Used) {
    let cost = CostUsd::from_micros(cost);
    (name, Used { calls, input_tokens, output_tokens, images, characters, cost })
}

/// Sums up all of it.
///
/// # Errors
/// Only those of the database.
pub fn total_usage(conn: &mut AnyConnection, filter: UsageFilter) -> Result<Used, StorageError> {
    let days = sum_usage(conn, filter, UsageGroup::Day, u32::MAX)?;
    Ok(days.into_iter().fold(Used::default(), |all, (_, day)| Used {
        calls: all.calls + day.calls,
        input_tokens: all.input_tokens + day.input_tokens,
        output_tokens: all.output_tokens + day.output_tokens,
        images: all.images + day.images,
        characters: all.characters + day.characters,
        cost: all.cost + day.cost,
    }))
}

/// How many books a user has begun in a month.
///
/// # Errors
/// Only those of the database.
pub fn count_generations(conn: &mut AnyConnection, user: UserId, month: Month) -> Result<u32, StorageError> {
    let row = usage_months::table.find((user.to_string(), month.name())).select(usage_months::generations);
    let count: Option<i32> = row.first(conn).optional()?;
    Ok(count.unwrap_or(0).unsigned_abs())
}

/// Counts one more book, if there may be one more; whether there may. Locks the user.
///
/// # Errors
/// Only those of the database.
pub fn add_generation(
    conn: &mut AnyConnection,
    user: UserId,
    month: Month,
    limit: Option<u32>,
) -> Result<bool, StorageError> {
    dialect::lock_user(conn, user)?;
    let count = count_generations(conn, user, month)?;
    if limit.is_some_and(|limit| count >= limit) {
        return Ok(false);
    }
    let row = usage_months::table.find((user.to_string(), month.name()));
    let counted =
        diesel::update(row).set(usage_months::generations.eq(usage_months::generations + 1)).execute(conn)?;
    if counted == 0 {
        diesel::insert_into(usage_months::table)
            .values((
                usage_months::user_id.eq(user.to_string()),
                usage_months::month.eq(month.name()),
                usage_months::generations.eq(1),
            ))
            .execute(conn)?;
    }
    Ok(true)
}

/// What a user has spent in a month, and what its active jobs may still spend.
///
/// # Errors
/// Only those of the database.
pub fn find_spending(
    conn: &mut AnyConnection,
    user: UserId,
    month: Month,
) -> Result<(CostUsd, CostUsd), StorageError> {
    let filter =
        UsageFilter { user: Some(user), since: Some(month.start()), until: Some(month.end()), job: None };
    let spent = total_usage(conn, filter)?.cost;
    let active: Vec<(i64, Option<i64>, i64)> = jobs::table
        .filter(jobs::owner_id.eq(user.to_string()))
        .filter(jobs::status.eq_any(["queued", "running"]))
        .select((jobs::estimated_micros, jobs::max_micros, jobs::actual_micros))
        .load(conn)?;
    let open = active.into_iter().map(|(estimate, most, actual)| {
        let ceiling = most.map_or(estimate, |most| most.min(estimate));
        CostUsd::from_micros((ceiling - actual).max(0))
    });
    Ok((spent, open.sum()))
}
