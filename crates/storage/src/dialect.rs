//! Everything that differs between SQLite and PostgreSQL.

use diesel::prelude::*;

use crate::connection::AnyConnection;
use crate::error::StorageError;
use crate::schema::pages;
use crate::stories::PageRow;

/// Inserts many pages at once, which the common denominator cannot.
pub(crate) fn insert_pages(conn: &mut AnyConnection, rows: Vec<PageRow>) -> Result<(), StorageError> {
    if rows.is_empty() {
        return Ok(());
    }
    let insert = diesel::insert_into(pages::table).values(rows);
    match conn {
        AnyConnection::Sqlite(conn) => insert.execute(conn)?,
        AnyConnection::Postgres(conn) => insert.execute(conn)?,
    };
    Ok(())
}
