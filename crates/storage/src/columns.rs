//! How domain values stand in portable columns.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, SubsecRound, Utc};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::connection::MultiBackend;
use crate::error::StorageError;

/// A value that is stored as JSON in a TEXT column, on both databases.
#[derive(Debug, Clone, FromSqlRow, AsExpression)]
#[diesel(sql_type = Text)]
pub(crate) struct Json<T: fmt::Debug>(pub(crate) T);

impl<T: fmt::Debug + Serialize> ToSql<Text, Pg> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        serde_json::to_writer(out, &self.0)?;
        Ok(IsNull::No)
    }
}

impl<T: fmt::Debug + Serialize> ToSql<Text, Sqlite> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(serde_json::to_string(&self.0)?);
        Ok(IsNull::No)
    }
}

impl<T: fmt::Debug + Serialize + Send + Sync + 'static> ToSql<Text, MultiBackend> for Json<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
        out.set_value((Text, self));
        Ok(IsNull::No)
    }
}

impl<T: fmt::Debug + DeserializeOwned, DB: Backend> FromSql<Text, DB> for Json<T>
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let text = String::from_sql(bytes)?;
        Ok(Self(serde_json::from_str(&text)?))
    }
}

/// A moment as it is stored: UTC without a zone, in whole microseconds because PostgreSQL keeps no more.
pub(crate) fn stored_time(at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc().trunc_subsecs(6)
}

/// Reads a name or an id that was stored as text.
pub(crate) fn parse<T: FromStr>(column: &str, text: &str) -> Result<T, StorageError>
where
    T::Err: fmt::Display,
{
    text.parse().map_err(|error: T::Err| StorageError::Other(format!("column {column}: {error}")))
}

/// Reads an optional name or id.
pub(crate) fn parse_optional<T: FromStr>(column: &str, text: Option<&str>) -> Result<Option<T>, StorageError>
where
    T::Err: fmt::Display,
{
    text.map(|text| parse(column, text)).transpose()
}
