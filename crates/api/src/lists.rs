//! Lists: how they are asked for, and how they are answered.

use serde::Serialize;
use talewright_app::{Listing, PageRequest, Start};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::extract::Query;

/// Entries of a page when nobody says how many.
const DEFAULT_LIMIT: u32 = 20;
/// Most entries of a page.
const MAX_LIMIT: u32 = 100;
/// Most entries to pass over; beyond that use cursors.
const MAX_SKIP: i64 = 1_000_000;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = List)]
pub(crate) struct ListView<T> {
    /// The entries.
    pub(crate) items: Vec<T>,
    /// How many there are in all; `null` when the page was asked for by cursor.
    pub(crate) total: Option<i64>,
    /// Entries passed over.
    pub(crate) skip: u32,
    /// Entries of a page at most.
    pub(crate) limit: u32,
    /// Whether more follow.
    pub(crate) has_more: bool,
    /// Send it as `cursor` to get the next page; `null` at the end, and in orders without cursors.
    pub(crate) next_cursor: Option<String>,
}

/// The order of a list by its name in the address.
pub(crate) type Orders<S> = &'static [(&'static str, S, Cursors)];

/// Whether an order can be paged by cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cursors {
    Yes,
    No,
}

/// Reads `skip` and `limit`, or `page` and `page_size`, or `cursor`; and `sort`. The first order is the default.
pub(crate) fn page_request<S: Copy + Default>(query: &mut Query, orders: Orders<S>) -> PageRequest<S> {
    let most = i64::from(MAX_LIMIT);
    let limit = query.number("limit", 1..=most).or(query.number("page_size", 1..=most));
    let limit = limit.and_then(|limit| u32::try_from(limit).ok()).unwrap_or(DEFAULT_LIMIT);
    let page = query.number("page", 1..=MAX_SKIP / most);
    let skip = query.number("skip", 0..=MAX_SKIP).or(page.map(|page| (page - 1) * i64::from(limit)));
    let skip = skip.and_then(|skip| u32::try_from(skip).ok()).unwrap_or(0);
    let (sort, cursors) = sort(query, orders);
    let cursor: Option<Uuid> = query.value("cursor", "the next_cursor of the page before");
    let start = match cursor {
        Some(_) if cursors == Cursors::No => {
            query.error("cursor", "cannot be used with this sort; use skip and limit");
            Start::Skip(skip)
        }
        Some(cursor) => Start::After(cursor.to_string()),
        None => Start::Skip(skip),
    };
    PageRequest { start, limit, sort }
}

fn sort<S: Copy + Default>(query: &mut Query, orders: Orders<S>) -> (S, Cursors) {
    let default = orders.first().map_or((S::default(), Cursors::No), |(_, sort, cursors)| (*sort, *cursors));
    let Some(name) = query.word("sort") else { return default };
    match orders.iter().find(|(known, ..)| *known == name) {
        Some((_, sort, cursors)) => (*sort, *cursors),
        None => {
            let known: Vec<&str> = orders.iter().map(|(known, ..)| *known).collect();
            query.error("sort", &format!("is unknown; use one of {}", known.join(", ")));
            default
        }
    }
}

/// The answer to a page request.
pub(crate) fn list_view<S, T, V>(
    page: &PageRequest<S>,
    listing: Listing<T>,
    view: impl Fn(T) -> V,
) -> ListView<V> {
    let skip = match page.start {
        Start::Skip(skip) => skip,
        Start::After(_) => 0,
    };
    ListView {
        items: listing.items.into_iter().map(view).collect(),
        total: listing.total,
        skip,
        limit: page.limit,
        has_more: listing.has_more,
        next_cursor: listing.next_cursor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiError;

    const ORDERS: Orders<u8> = &[("-created_at", 0, Cursors::Yes), ("title", 1, Cursors::No)];

    fn request(text: &str) -> Result<PageRequest<u8>, ApiError> {
        let mut query = Query::parse(text)?;
        let page = page_request(&mut query, ORDERS);
        query.finish().map(|()| page)
    }

    #[test]
    fn pages_and_skips_mean_the_same() {
        let twenty = request("page=3&page_size=10").unwrap();
        assert_eq!(twenty, request("skip=20&limit=10").unwrap());
        assert_eq!(request("").unwrap(), PageRequest { start: Start::Skip(0), limit: 20, sort: 0 });
    }

    #[test]
    fn cursors_only_where_they_work() {
        let id = "0190163d-8694-739b-aea5-966c26f8ad91";
        let page = request(&format!("cursor={id}")).unwrap();
        assert_eq!(page.start, Start::After(id.into()));
        assert!(request(&format!("cursor={id}&sort=title")).is_err());
        assert!(request("cursor=x").is_err());
    }

    #[test]
    fn bounds() {
        for bad in ["limit=0", "limit=101", "skip=-1", "page=0", "sort=nonsense"] {
            assert!(request(bad).is_err(), "{bad}");
        }
    }
}
