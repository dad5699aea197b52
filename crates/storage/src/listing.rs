//! Pages of lists, by offset or by cursor.

/// Where a page of a list begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// After so many entries. The total is counted.
    Skip(u32),
    /// After the entry with this id, at the same cost however far down the list it is. Nothing is counted.
    /// Only for orders by the time of creation.
    After(String),
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest<S> {
    /// Where it begins.
    pub start: Start,
    /// How many entries at most.
    pub limit: u32,
    /// In which order.
    pub sort: S,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing<T> {
    /// The entries.
    pub items: Vec<T>,
    /// How many there are in all; `None` when the page was asked for by cursor.
    pub total: Option<i64>,
    /// Whether more follow.
    pub has_more: bool,
    /// The cursor of the next page, when more follow and the order allows cursors.
    pub next_cursor: Option<String>,
}

impl<T> Listing<T> {
    /// Of `rows`, one more than `limit` if there are more.
    pub(crate) fn new(
        mut items: Vec<T>,
        limit: u32,
        total: Option<i64>,
        id: impl Fn(&T) -> Option<String>,
    ) -> Self {
        let has_more = items.len() > limit as usize;
        items.truncate(limit as usize);
        let next_cursor = items.last().filter(|_| has_more).and_then(id);
        Self { items, total, has_more, next_cursor }
    }
}

/// A user's words as a pattern for `LIKE … ESCAPE '\'`: anywhere in the text, lower case.
pub(crate) fn like_pattern(words: &str) -> String {
    format!("%{}%", escape_like(&words.to_lowercase()))
}

/// Words in which nothing is a wildcard of `LIKE … ESCAPE '\'`.
pub(crate) fn escape_like(words: &str) -> String {
    words.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_whether_more_follow() {
        let page = Listing::new(vec![1, 2, 3], 2, None, |n| Some(n.to_string()));
        assert_eq!((page.items, page.has_more, page.next_cursor), (vec![1, 2], true, Some("2".into())));
        let last = Listing::new(vec![1, 2], 2, None, |n| Some(n.to_string()));
        assert_eq!((last.has_more, last.next_cursor), (false, None));
    }

    #[test]
    fn wildcards_are_letters() {
        assert_eq!(like_pattern(r"50%_\A"), r"%50\%\_\\a%");
    }
}
