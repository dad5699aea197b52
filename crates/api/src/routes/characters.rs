//! The user's library of characters.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, delete, get, post, put, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use talewright_app::Studio;
use talewright_app::characters::{self, CharacterSort, Darkroom};
use talewright_domain::Character;
use talewright_domain::character::CharacterProfile;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::error::ApiError;
use crate::extract::{CurrentUser, IdempotencyKey, IfMatch, JsonBody, PathId, Query, Upload};
use crate::idempotent::{Answer, answer, once};
use crate::links::Links;
use crate::lists::{Cursors, ListView, Orders, list_view, page_request};
use crate::problem::Problem;

pub(crate) fn configure(config: &mut ServiceConfig<'_>) {
    config
        .service(create_character)
        .service(list_characters)
        .service(get_character)
        .service(update_character)
        .service(delete_character)
        .service(upload_photo);
}

const ORDERS: Orders<CharacterSort> = &[
    ("-created_at", CharacterSort::Newest, Cursors::Yes),
    ("created_at", CharacterSort::Oldest, Cursors::Yes),
    ("name", CharacterSort::Name, Cursors::No),
];

/// A character as its owner describes it. Only the name is needed.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCharacter, example = json!({
    "name": "Mara", "appearance": "a small red fox", "clothing": "a yellow raincoat", "traits": ["curious", "kind"]
}))]
struct CharacterRequest {
    /// Its name.
    #[schema(required, value_type = String, min_length = 1, max_length = 200)]
    name: Option<String>,
    /// Who it is.
    #[schema(max_length = 2000)]
    description: Option<String>,
    /// e.g. `7 years`, `ancient`.
    #[schema(max_length = 200)]
    age: Option<String>,
    /// e.g. `girl`, `none`.
    #[schema(max_length = 200)]
    gender: Option<String>,
    /// What it looks like.
    #[schema(max_length = 2000)]
    appearance: Option<String>,
    /// What it wears.
    #[schema(max_length = 2000)]
    clothing: Option<String>,
    /// What it is like.
    #[schema(max_length = 2000)]
    personality: Option<String>,
    /// Single words.
    #[schema(max_items = 20)]
    traits: Option<Vec<String>>,
    /// How it speaks, or the name of a voice.
    #[schema(max_length = 200)]
    voice: Option<String>,
    /// How it is drawn when the story does not say.
    #[schema(max_length = 200)]
    art_style: Option<String>,
}

/// A character of the library.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Character)]
struct CharacterView {
    id: Uuid,
    #[schema(example = "Mara")]
    name: String,
    description: Option<String>,
    age: Option<String>,
    gender: Option<String>,
    appearance: Option<String>,
    clothing: Option<String>,
    personality: Option<String>,
    traits: Vec<String>,
    voice: Option<String>,
    art_style: Option<String>,
    /// A signed, expiring address of its reference image, once there is one.
    image_url: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    /// Counts the changes, from 1.
    version: i64,
}

impl From<CharacterRequest> for CharacterProfile {
    fn from(request: CharacterRequest) -> Self {
        Self {
            name: request.name.unwrap_or_default(),
            description: request.description,
            age: request.age,
            gender: request.gender,
            appearance: request.appearance,
            clothing: request.clothing,
            personality: request.personality,
            traits: request.traits.unwrap_or_default(),
            voice: request.voice,
            art_style: request.art_style,
        }
    }
}

impl CharacterView {
    fn new(character: &Character, links: &Links) -> Self {
        let profile = character.profile.clone();
        Self {
            id: character.id.uuid(),
            name: profile.name,
            description: profile.description,
            age: profile.age,
            gender: profile.gender,
            appearance: profile.appearance,
            clothing: profile.clothing,
            personality: profile.personality,
            traits: profile.traits,
            voice: profile.voice,
            art_style: profile.art_style,
            image_url: links.optional(character.reference.as_ref()),
            created_at: character.created_at,
            updated_at: character.updated_at,
            version: character.version,
        }
    }
}

/// Put a character into my library
///
/// Stories can have it by `character_ids`.
#[utoipa::path(tag = "characters", request_body = CharacterRequest,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key with the same body gives the \
        first answer again, for a day", pattern = "^[!-~]{1,255}$", max_length = 255)),
    responses((status = 201, description = "It is there", body = CharacterView,
        headers(("location" = String, description = "The character")))))]
#[post("/characters")]
async fn create_character(
    caller: CurrentUser,
    studio: web::Data<Studio>,
    links: web::Data<Links>,
    key: IdempotencyKey,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let links = links.clone();
    let render = move |character: &Character| {
        Answer::new(StatusCode::CREATED, CharacterView::new(character, &links))
            .location(links.resource("characters", character.id))
            .version(character.version)
    };
    let once = once(key, caller.user.id, "create_character", &body.bytes, render.clone());
    let profile =
        body.read::<CharacterRequest>()?.parse(|request| CharacterProfile::from(request).parse())?;
    let outcome = characters::create_character(&studio, caller.user.id, profile, once).await?;
    answer(outcome, render)
}

/// List my characters
#[utoipa::path(tag = "characters", params(
    ("q" = Option<String>, Query, description = "Those with these words in the name", max_length = 200),
    ("sort" = Option<String>, Query, description = "The order; newest first by default", example = "-created_at",
        pattern = "^(-?created_at|name)$"),
    crate::openapi::ListParams,
), responses((status = 200, description = "One page of the list", body = ListView<CharacterView>)))]
#[get("/characters")]
async fn list_characters(
    caller: CurrentUser,
    studio: web::Data<Studio>,
    links: web::Data<Links>,
    mut query: Query,
) -> Result<HttpResponse, ApiError> {
    let words = query.text("q");
    let page = page_request(&mut query, ORDERS);
    query.finish()?;
    let listing = characters::list_characters(&studio, caller.user.id, words, page.clone()).await?;
    Ok(HttpResponse::Ok().json(list_view(&page, listing, |character| CharacterView::new(&character, &links))))
}

/// Read a character
#[utoipa::path(tag = "characters", params(("id" = Uuid, Path, description = "The character")),
    responses((status = 200, description = "The character", body = CharacterView)))]
#[get("/characters/{id}")]
async fn get_character(
    caller: CurrentUser,
    id: PathId<Character>,
    studio: web::Data<Studio>,
    links: web::Data<Links>,
) -> Result<HttpResponse, ApiError> {
    let character = characters::get_character(&studio, caller.user.id, id.0).await?;
    Ok(versioned(&character, &links))
}

/// Write a character anew
///
/// What is absent is emptied. Stories that it is in keep their copy.
#[utoipa::path(tag = "characters", request_body = CharacterRequest, params(
    ("id" = Uuid, Path, description = "The character"),
    ("If-Match" = Option<String>, Header, description = "Only if this is still its ETag",
        pattern = r#"^(\*|"[0-9]{1,18}(-[0-9a-f]{16})?")$"#),
), responses(
    (status = 200, description = "The character as it is now", body = CharacterView),
    (status = 412, description = "It was changed since", body = Problem, content_type = "application/problem+json"),
))]
#[put("/characters/{id}")]
async fn update_character(
    caller: CurrentUser,
    id: PathId<Character>,
    studio: web::Data<Studio>,
    links: web::Data<Links>,
    version: IfMatch,
    body: JsonBody,
) -> Result<HttpResponse, ApiError> {
    let profile =
        body.read::<CharacterRequest>()?.parse(|request| CharacterProfile::from(request).parse())?;
    let character = characters::update_character(&studio, caller.user.id, id.0, version.0, profile).await?;
    Ok(versioned(&character, &links))
}

/// Delete a character with its files
///
/// Stories that it is in keep their copy.
#[utoipa::path(tag = "characters", params(
    ("id" = Uuid, Path, description = "The character"),
    ("If-Match" = Option<String>, Header, description = "Only if this is still its ETag",
        pattern = r#"^(\*|"[0-9]{1,18}(-[0-9a-f]{16})?")$"#),
), responses(
    (status = 204, description = "It is gone"),
    (status = 412, description = "It was changed since", body = Problem, content_type = "application/problem+json"),
))]
#[delete("/characters/{id}")]
async fn delete_character(
    caller: CurrentUser,
    id: PathId<Character>,
    studio: web::Data<Studio>,
    version: IfMatch,
) -> Result<HttpResponse, ApiError> {
    characters::delete_character(&studio, caller.user.id, id.0, version.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn versioned(character: &Character, links: &Links) -> HttpResponse {
    Answer::new(StatusCode::OK, CharacterView::new(character, links)).version(character.version).into()
}

/// A form with one file.
#[derive(ToSchema)]
#[schema(as = PhotoForm)]
#[allow(dead_code, reason = "describes what `Upload` reads")]
struct PhotoForm {
    /// The picture; its name and its declared type are not looked at.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Upload a photo of a character
///
/// JPEG, PNG or WebP. It is encoded anew: places, dates and whatever else is in the file are gone. Image models get it
/// as the character's reference.
#[utoipa::path(tag = "characters", request_body(content = PhotoForm, content_type = "multipart/form-data"), params(
    ("id" = uuid::Uuid, Path, description = "The character"),
    ("Idempotency-Key" = Option<String>, Header, description = "The same key with the same file gives the first answer \
        again, for a day", pattern = "^[!-~]{1,255}$", max_length = 255),
), responses(
    (status = 200, description = "The character as it is now", body = CharacterView),
    (status = 409, description = "The first request with this Idempotency-Key is in progress", body = Problem,
        content_type = "application/problem+json"),
))]
#[post("/characters/{id}/photo")]
async fn upload_photo(
    caller: CurrentUser,
    id: PathId<Character>,
    studio: web::Data<Studio>,
    darkroom: web::Data<Darkroom>,
    links: web::Data<Links>,
    key: IdempotencyKey,
    upload: Upload,
) -> Result<HttpResponse, ApiError> {
    let shown = Links::clone(&links);
    let render = move |character: &Character| {
        Answer::new(StatusCode::OK, CharacterView::new(character, &shown)).version(character.version)
    };
    let operation = format!("upload_photo/{}", id.0);
    let once = once(key, caller.user.id, &operation, &upload.0, render.clone());
    let outcome = characters::set_photo(&studio, &darkroom, caller.user.id, id.0, upload.0, once).await?;
    answer(outcome, render)
}
