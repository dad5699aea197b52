//! Lists of stories: summaries that load no texts.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use talewright_domain::ports::AssetKey;
use talewright_domain::{CostUsd, Language, StoryStatus, StorySummary, UserId};

use crate::columns::{parse, parse_optional};
use crate::connection::{AnyConnection, MultiBackend};
use crate::error::StorageError;
use crate::listing::{Listing, PageRequest, Start, like_pattern};
use crate::schema::{pages, stories};
use crate::users::lower;

/// Which stories are wanted; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoryFilter {
    /// Those that stand here.
    pub status: Option<StoryStatus>,
    /// Those told in this language.
    pub language: Option<Language>,
    /// Those that are marked, or are not.
    pub favorite: Option<bool>,
    /// Those of this genre, as the brief writes it.
    pub genre: Option<String>,
    /// Those with these words in the title or the summary; the case does not matter.
    pub q: Option<String>,
    /// Drafts too. A `status` of draft finds them anyway.
    pub include_drafts: bool,
}

/// The orders of a list of stories.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StorySort {
    /// `-created_at`.
    #[default]
    Newest,
    /// `created_at`.
    Oldest,
    /// `-updated_at`; without cursors.
    LatestChange,
    /// `updated_at`; without cursors.
    EarliestChange,
    /// `title`; without cursors.
    Title,
    /// `-title`; without cursors.
    TitleDescending,
}

impl StorySort {
    /// Whether [`Start::After`] may be used.
    #[must_use]
    pub const fn has_cursors(self) -> bool {
        matches!(self, Self::Newest | Self::Oldest)
    }
}

type Filtered<'a> = stories::BoxedQuery<'a, MultiBackend>;

fn filtered<'a>(owner: UserId, filter: &StoryFilter) -> Filtered<'a> {
    let mut query = stories::table
        .filter(stories::owner_id.eq(owner.to_string()))
        .filter(stories::hidden_at.is_null())
        .into_boxed();
    if let Some(status) = filter.status {
        query = query.filter(stories::status.eq(status.as_str()));
    } else if !filter.include_drafts {
        query = query.filter(stories::status.ne(StoryStatus::Draft.as_str()));
    }
    if let Some(language) = &filter.language {
        query = query.filter(stories::language.eq(language.tag().to_owned()));
    }
    if let Some(favorite) = filter.favorite {
        query = query.filter(stories::favorite.eq(favorite));
    }
    if let Some(genre) = &filter.genre {
        query = query.filter(stories::genre.eq(genre.clone()));
    }
    if let Some(words) = &filter.q {
        let pattern = like_pattern(words);
        let in_title = lower(stories::title.nullable()).like(pattern.clone()).escape('\\');
        query = query.filter(in_title.or(lower(stories::logline).like(pattern).escape('\\')));
    }
    query
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = stories)]
struct SummaryRow {
    id: String,
    title: String,
    logline: Option<String>,
    status: String,
    language: String,
    genre: Option<String>,
    num_pages: i32,
    favorite: bool,
    play_count: i64,
    cost_micros: i64,
    job_id: Option<String>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    version: i64,
}

impl SummaryRow {
    fn into_summary(self, cover: Option<String>) -> Result<StorySummary, StorageError> {
        Ok(StorySummary {
            id: parse("stories.id", &self.id)?,
            title: self.title,
            logline: self.logline,
            status: parse("stories.status", &self.status)?,
            language: parse("stories.language", &self.language)?,
            genre: self.genre,
            num_pages: self.num_pages.cast_unsigned(),
            favorite: self.favorite,
            play_count: self.play_count,
            cover: cover.map(AssetKey::new),
            cost_usd: CostUsd::from_micros(self.cost_micros),
            job_id: parse_optional("stories.job_id", self.job_id.as_deref())?,
            created_at: self.created_at.and_utc(),
            updated_at: self.updated_at.and_utc(),
            version: self.version,
        })
    }
}

/// Lists the stories of an owner.
///
/// # Errors
/// Only those of the database.
pub fn list_stories(
    conn: &mut AnyConnection,
    owner: UserId,
    filter: &StoryFilter,
    page: &PageRequest<StorySort>,
) -> Result<Listing<StorySummary>, StorageError> {
    let mut query = filtered(owner, filter).select(SummaryRow::as_select()).limit(i64::from(page.limit) + 1);
    query = match page.sort {
        StorySort::Newest => query.order(stories::id.desc()),
        StorySort::Oldest => query.order(stories::id.asc()),
        StorySort::LatestChange => query.order((stories::updated_at.desc(), stories::id.desc())),
        StorySort::EarliestChange => query.order((stories::updated_at.asc(), stories::id.asc())),
        StorySort::Title => query.order((stories::title.asc(), stories::id.asc())),
        StorySort::TitleDescending => query.order((stories::title.desc(), stories::id.desc())),
    };
    let mut total = None;
    match &page.start {
        Start::Skip(skip) => {
            query = query.offset(i64::from(*skip));
            total = Some(filtered(owner, filter).count().get_result(conn)?);
        }
        Start::After(cursor) if page.sort == StorySort::Oldest => {
            query = query.filter(stories::id.gt(cursor.clone()));
        }
        Start::After(cursor) => query = query.filter(stories::id.lt(cursor.clone())),
    }
    let rows: Vec<SummaryRow> = query.load(conn)?;
    let items = with_covers(conn, rows)?;
    let cursor = |story: &StorySummary| page.sort.has_cursors().then(|| story.id.to_string());
    Ok(Listing::new(items, page.limit, total, cursor))
}

fn with_covers(conn: &mut AnyConnection, rows: Vec<SummaryRow>) -> Result<Vec<StorySummary>, StorageError> {
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let covers: Vec<(String, Option<String>)> = pages::table
        .filter(pages::story_id.eq_any(ids))
        .filter(pages::number.eq(0))
        .select((pages::story_id, pages::image))
        .load(conn)?;
    let mut covers: std::collections::HashMap<String, Option<String>> = covers.into_iter().collect();
    rows.into_iter()
        .map(|row| {
            let cover = covers.remove(&row.id).flatten();
            row.into_summary(cover)
        })
        .collect()
}
