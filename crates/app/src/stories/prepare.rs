use talewright_domain::brief::MAX_CAST;
use talewright_domain::{
    BriefDraft, CastMember, Character, CharacterId, Invalid, StoryBrief, UserId, Validator,
};
use talewright_storage::characters::find_character;
use talewright_storage::{AnyConnection, StorageError};

use super::Offer;
use crate::error::AppError;
use crate::studio::Studio;

/// A story as it is asked for.
#[derive(Debug, Clone, Default)]
pub struct StoryRequest {
    /// The brief, with the characters that are told inline.
    pub draft: BriefDraft,
    /// Characters of the user's library, in the order of their importance.
    pub character_ids: Vec<String>,
    /// Store it and do not start it.
    pub is_draft: bool,
}

/// A story that can be made.
#[derive(Debug, Clone)]
pub struct PreparedStory {
    /// Whose it will be.
    pub(super) owner: UserId,
    /// The brief, with its whole cast.
    pub(super) brief: StoryBrief,
    /// Store it and do not start it.
    pub(super) is_draft: bool,
}

impl PreparedStory {
    /// The brief, with its whole cast.
    #[must_use]
    pub const fn brief(&self) -> &StoryBrief {
        &self.brief
    }

    /// Whether it is only to be stored.
    #[must_use]
    pub const fn is_draft(&self) -> bool {
        self.is_draft
    }
}

/// Checks everything that can be wrong with a request, the characters of the library included, and reports all
/// of it at once. Nothing is stored.
///
/// # Errors
/// [`AppError::Invalid`]: every field that is wrong. A character that is somebody else's does not exist.
pub async fn prepare_story(
    studio: &Studio,
    offer: &Offer,
    owner: UserId,
    request: StoryRequest,
) -> Result<PreparedStory, AppError> {
    let StoryRequest { draft, character_ids, is_draft } = request;
    let mut v = Validator::new();
    let library = find_cast(studio, owner, character_ids, &mut v).await?;
    let brief = match draft.parse() {
        Ok(brief) => Some(brief),
        Err(Invalid(errors)) => {
            errors.into_iter().for_each(|error| v.error(error.field, error.message));
            None
        }
    };
    if let Some(brief) = &brief {
        v.check("language", offer.check_language(&brief.language));
        v.check("narration", offer.check_narration(brief.narration.as_ref()));
        v.check("consistency_check", offer.check_consistency(brief.consistency_check));
        check_names(&library, &brief.cast, &mut v);
    }
    v.finish()?;
    let mut brief = brief.ok_or_else(|| Invalid::field("idea", "must not be empty"))?;
    brief.cast = library.into_iter().map(cast_member).chain(brief.cast).collect();
    Ok(PreparedStory { owner, brief, is_draft })
}

async fn find_cast(
    studio: &Studio,
    owner: UserId,
    ids: Vec<String>,
    v: &mut Validator,
) -> Result<Vec<Character>, AppError> {
    if ids.len() > MAX_CAST {
        v.error("character_ids", format!("has {} entries, at most {MAX_CAST} are allowed", ids.len()));
        return Ok(Vec::new());
    }
    let mut parsed: Vec<(String, CharacterId)> = Vec::new();
    for (index, text) in ids.iter().enumerate() {
        let field = format!("character_ids[{index}]");
        if let Some(id) = v.check(&field, text.parse()) {
            if parsed.iter().any(|(_, known)| *known == id) {
                v.error(field, "is there twice");
            } else {
                parsed.push((field, id));
            }
        }
    }
    let found = studio.db.read(move |conn| {
        let find = |(field, id)| find_optional(conn, owner, id).map(|character| (field, character));
        parsed.into_iter().map(find).collect::<Result<Vec<_>, _>>()
    });
    let mut characters = Vec::new();
    for (field, character) in found.await? {
        match character {
            Some(character) => characters.push(character),
            None => v.error(field, "is not a character of your library"),
        }
    }
    Ok(characters)
}

fn find_optional(
    conn: &mut AnyConnection,
    owner: UserId,
    id: CharacterId,
) -> Result<Option<Character>, StorageError> {
    match find_character(conn, owner, id) {
        Ok(character) => Ok(Some(character)),
        Err(StorageError::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Names tell the characters of a story apart.
fn check_names(library: &[Character], inline: &[CastMember], v: &mut Validator) {
    let total = library.len() + inline.len();
    if total > MAX_CAST {
        v.error(
            "characters",
            format!("and character_ids have {total} entries, at most {MAX_CAST} are allowed"),
        );
    }
    for (index, character) in library.iter().enumerate() {
        let name = &character.profile.name;
        if library.iter().take(index).any(|earlier| earlier.profile.name == *name) {
            v.error(format!("character_ids[{index}]"), format!("has the name {name:?}, like one before it"));
        }
    }
    for (index, member) in inline.iter().enumerate() {
        if library.iter().any(|character| character.profile.name == member.name) {
            v.error(
                format!("characters[{index}].name"),
                "is already the name of a character from your library",
            );
        }
    }
}

fn cast_member(character: Character) -> CastMember {
    CastMember {
        id: Some(character.id),
        appearance: character.profile.looks(),
        personality: character.profile.personality.clone(),
        role: None,
        reference: character.reference,
        name: character.profile.name,
    }
}
