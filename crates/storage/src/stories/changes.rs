//! What finished steps change in their story.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use talewright_domain::plan::ScenePlan;
use talewright_domain::ports::AssetKey;
use talewright_domain::story::StoryCharacter;
use talewright_domain::{ImageStatus, Page, PageAudio, StoryChange, StoryId};

use super::rows::PageRow;
use crate::columns::{Json, stored_time};
use crate::connection::AnyConnection;
use crate::dialect;
use crate::error::StorageError;
use crate::schema::{pages, stories};

/// Applies changes in order and counts the version up once. A story that was deleted takes none.
pub(crate) fn apply_changes(
    conn: &mut AnyConnection,
    story: StoryId,
    changes: &[StoryChange],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    if changes.is_empty() {
        return Ok(());
    }
    // First of all, for it locks the row: two jobs of one story must not overwrite each other's cast.
    let found = diesel::update(stories::table.find(story.to_string()))
        .set((stories::version.eq(stories::version + 1), stories::updated_at.eq(stored_time(now))))
        .execute(conn)?;
    if found == 0 {
        return Ok(());
    }
    changes.iter().try_for_each(|change| apply(conn, story, change))
}

fn apply(conn: &mut AnyConnection, story: StoryId, change: &StoryChange) -> Result<(), StorageError> {
    match change {
        StoryChange::Planned { title, logline, cast, num_pages } => {
            plan(conn, story, title, logline, cast, *num_pages)
        }
        StoryChange::CharacterDrawn { name, image } => draw_character(conn, story, name, image),
        StoryChange::PageWritten { number, text, image_alt, scene } => {
            write_page(conn, story, *number, (text, image_alt), scene.as_ref())
        }
        StoryChange::PageIllustrated { number, image, status, prompt, note } => {
            illustrate(conn, story, *number, (image.as_ref(), *status))?;
            diesel::update(pages::table.find((story.to_string(), number.cast_signed())))
                .set((
                    pages::image_prompt.eq(prompt.as_ref()),
                    pages::image_note.eq(note.as_ref()),
                    pages::likeness.eq(None::<i32>),
                ))
                .execute(conn)?;
            Ok(())
        }
        StoryChange::PageCompared { number, score } => {
            diesel::update(pages::table.find((story.to_string(), number.cast_signed())))
                .set(pages::likeness.eq(i32::from(*score)))
                .execute(conn)?;
            Ok(())
        }
        StoryChange::PageNarrated { number, audio } => {
            diesel::update(pages::table.find((story.to_string(), number.cast_signed())))
                .set(pages::audio.eq(Json(audio.clone())))
                .execute(conn)?;
            Ok(())
        }
        StoryChange::Noticed { notice } => add_notice(conn, story, notice),
    }
}

/// A new plan replaces what an earlier one left.
fn plan(
    conn: &mut AnyConnection,
    story: StoryId,
    title: &str,
    logline: &str,
    cast: &[StoryCharacter],
    num_pages: u32,
) -> Result<(), StorageError> {
    diesel::update(stories::table.find(story.to_string()))
        .set((
            stories::title.eq(title),
            stories::logline.eq(logline),
            stories::cast_members.eq(Json(cast.to_vec())),
            stories::num_pages.eq(num_pages.cast_signed()),
        ))
        .execute(conn)?;
    diesel::delete(pages::table.filter(pages::story_id.eq(story.to_string()))).execute(conn)?;
    let empty = |number: u32| Page {
        text: if number == 0 { title.to_owned() } else { String::new() },
        ..Page::empty(number)
    };
    let rows = (0..=num_pages).map(|number| PageRow::new(story, &empty(number))).collect();
    dialect::insert_pages(conn, rows)
}

fn draw_character(
    conn: &mut AnyConnection,
    story: StoryId,
    name: &str,
    image: &AssetKey,
) -> Result<(), StorageError> {
    let row = stories::table.find(story.to_string());
    let Json(mut cast): Json<Vec<StoryCharacter>> = row.clone().select(stories::cast_members).first(conn)?;
    for character in cast.iter_mut().filter(|character| character.name == name) {
        character.image = Some(image.clone());
    }
    diesel::update(row).set(stories::cast_members.eq(Json(cast))).execute(conn)?;
    Ok(())
}

/// Other words make what was made from the old ones stale: a picture, a narration. Nothing is thrown away.
fn write_page(
    conn: &mut AnyConnection,
    story: StoryId,
    number: u32,
    (text, image_alt): (&str, &str),
    scene: Option<&ScenePlan>,
) -> Result<(), StorageError> {
    let page = pages::table.find((story.to_string(), number.cast_signed()));
    let before: Option<(String, Option<Json<PageAudio>>)> =
        page.clone().select((pages::text, pages::audio)).first(conn).optional()?;
    diesel::update(page.clone())
        .set((
            pages::text.eq(text),
            pages::image_alt.eq(image_alt),
            pages::scene.eq(scene.cloned().map(Json)),
        ))
        .execute(conn)?;
    let Some((_, audio)) = before.filter(|(before, _)| !before.is_empty() && before != text) else {
        return Ok(());
    };
    diesel::update(page.clone().filter(pages::image_status.eq(ImageStatus::Done.as_str())))
        .set(pages::image_status.eq(ImageStatus::Stale.as_str()))
        .execute(conn)?;
    if let Some(Json(audio)) = audio {
        diesel::update(page)
            .set(pages::audio.eq(Json(PageAudio { is_stale: true, ..audio })))
            .execute(conn)?;
    }
    Ok(())
}

/// A picture that did not come leaves the one that is there.
fn illustrate(
    conn: &mut AnyConnection,
    story: StoryId,
    number: u32,
    (image, status): (Option<&AssetKey>, ImageStatus),
) -> Result<(), StorageError> {
    let page = pages::table.find((story.to_string(), number.cast_signed()));
    diesel::update(page.clone()).set(pages::image_status.eq(status.as_str())).execute(conn)?;
    if let Some(image) = image {
        diesel::update(page).set(pages::image.eq(image.as_str())).execute(conn)?;
    }
    Ok(())
}

fn add_notice(conn: &mut AnyConnection, story: StoryId, notice: &str) -> Result<(), StorageError> {
    let row = stories::table.find(story.to_string());
    let earlier: Option<String> = row.clone().select(stories::provider_notice).first(conn)?;
    let notices = match earlier {
        Some(earlier) if earlier.lines().any(|line| line == notice) => return Ok(()),
        Some(earlier) => format!("{earlier}\n{notice}"),
        None => notice.to_owned(),
    };
    diesel::update(row).set(stories::provider_notice.eq(notices)).execute(conn)?;
    Ok(())
}
