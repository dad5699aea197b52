use serde::{Deserialize, Serialize};
use serde_json::json;
use talewright_domain::brief::ART_STYLES;
use talewright_domain::{Invalid, Validator};
use talewright_storage::audit::append_audit;
use talewright_storage::lists::{self, count_art_style, count_genres};
use talewright_storage::{AnyConnection, StorageError};

use crate::audit::Actor;
use crate::error::AppError;
use crate::studio::Studio;

/// Most items of a list.
const MOST_ITEMS: usize = 500;

const GENRES: [&str; 12] = [
    "adventure",
    "animals",
    "bedtime",
    "fairy tale",
    "family",
    "fantasy",
    "friendship",
    "history",
    "humour",
    "mystery",
    "nature",
    "science fiction",
];
const FONTS: [&str; 4] = ["Noto Sans", "Noto Serif", "Noto Sans JP", "Noto Serif JP"];
const TEXT_POSITIONS: [&str; 6] = ["below", "above", "left", "right", "over_top", "over_bottom"];

/// The lists that there are, as they are until somebody changes them.
fn defaults(name: &str) -> Option<&'static [&'static str]> {
    match name {
        "genres" => Some(&GENRES),
        "art_styles" => Some(&ART_STYLES),
        "fonts" => Some(&FONTS),
        "text_positions" => Some(&TEXT_POSITIONS),
        _ => None,
    }
}

/// The names of the lists.
#[must_use]
pub const fn list_names() -> [&'static str; 4] {
    ["genres", "art_styles", "fonts", "text_positions"]
}

/// A pick-list of forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickList {
    /// Its name.
    pub name: String,
    /// What can be picked, in order.
    pub items: Vec<ListItem>,
    /// Counts the changes, from 1.
    pub version: i64,
}

/// Something that can be picked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListItem {
    /// What is stored with a story.
    pub value: String,
    /// What a person reads.
    pub label: String,
    /// Whether forms offer it.
    pub active: bool,
}

impl ListItem {
    fn of(value: &str) -> Self {
        let label = value.replace('_', " ");
        let mut letters = label.chars();
        let label =
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
        Self { value: value.to_owned(), label, active: true }
    }
}

/// Reads a list.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn find_list(studio: &Studio, name: &str) -> Result<PickList, AppError> {
    let name = name.to_owned();
    studio.db.read(move |conn| stored(conn, &name)).await
}

fn stored(conn: &mut AnyConnection, name: &str) -> Result<PickList, AppError> {
    let defaults = defaults(name).ok_or(AppError::NotFound("list"))?;
    let (items, version) = match lists::find_list(conn, name)? {
        Some((items, version)) => {
            let items =
                serde_json::from_value(items).map_err(|error| AppError::Internal(error.to_string()))?;
            (items, version)
        }
        None => (defaults.iter().map(|value| ListItem::of(value)).collect(), 1),
    };
    Ok(PickList { name: name.to_owned(), items, version })
}

/// Replaces a list, if `expected` is still its version. What stories use cannot be taken out, but it can be made
/// inactive: forms offer it no more.
///
/// # Errors
/// [`AppError::Invalid`]; [`AppError::NotFound`]; [`AppError::Stale`]; [`AppError::Conflict`] for what is in use.
pub async fn replace_list(
    studio: &Studio,
    actor: &Actor,
    name: &str,
    expected: Option<i64>,
    items: Vec<ListItem>,
) -> Result<PickList, AppError> {
    let (items, name) = (check(items)?, name.to_owned());
    let (actor, now) = (actor.clone(), studio.clock.now());
    let replaced = studio.db.write(move |conn| {
        let before = stored(conn, &name)?;
        let removed: Vec<String> = before
            .items
            .iter()
            .filter(|old| !items.iter().any(|new| new.value == old.value))
            .map(|old| old.value.clone())
            .collect();
        refuse_used(conn, &name, &removed)?;
        let value = serde_json::to_value(&items).map_err(|error| AppError::Internal(error.to_string()))?;
        let version = lists::store_list(conn, &name, value, expected, now)?;
        let details = json!({"removed": removed, "items": items.len()});
        append_audit(conn, &actor.entry("list.replace", Some(format!("list/{name}")), details, now))?;
        Ok(PickList { name, items, version })
    });
    replaced.await
}

fn check(items: Vec<ListItem>) -> Result<Vec<ListItem>, Invalid> {
    let mut v = Validator::new();
    if items.is_empty() || items.len() > MOST_ITEMS {
        v.error("items", format!("must be 1 to {MOST_ITEMS}"));
    }
    let mut clean: Vec<ListItem> = Vec::new();
    for (index, item) in items.into_iter().take(MOST_ITEMS).enumerate() {
        let value = v.text(&format!("items[{index}].value"), &item.value, 200);
        let label = v.text(&format!("items[{index}].label"), &item.label, 200);
        if clean.iter().any(|known| known.value == value) {
            v.error(format!("items[{index}].value"), "is in the list already");
        }
        clean.push(ListItem { value, label, active: item.active });
    }
    v.finish().map(|()| clean)
}

fn refuse_used(conn: &mut AnyConnection, name: &str, removed: &[String]) -> Result<(), AppError> {
    let used = uses(conn, name, removed)?;
    if used.is_empty() {
        return Ok(());
    }
    let used: Vec<String> = used.iter().map(|(value, count)| format!("{value} ({count})")).collect();
    Err(AppError::conflict(
        "in_use",
        format!("stories use {}; set active to false instead of taking them out", used.join(", ")),
    ))
}

fn uses(
    conn: &mut AnyConnection,
    name: &str,
    removed: &[String],
) -> Result<Vec<(String, i64)>, StorageError> {
    match name {
        "genres" => count_genres(conn, removed),
        "art_styles" => {
            let counted = removed.iter().map(|style| Ok((style.clone(), count_art_style(conn, style)?)));
            let counted: Vec<(String, i64)> = counted.collect::<Result<_, StorageError>>()?;
            Ok(counted.into_iter().filter(|(_, count)| *count > 0).collect())
        }
        // Fonts and places of text are no part of a stored story.
        _ => Ok(Vec::new()),
    }
}
