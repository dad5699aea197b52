//! The document. It comes from the same functions that mount the routes; what all operations share is added here
//! once.

use actix_web::App;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, Flow, HttpAuthScheme, HttpBuilder, OAuth2, Password, Scopes, SecurityRequirement,
    SecurityScheme,
};
use utoipa::openapi::{Components, Content, Info, License, OpenApi, Ref, RefOr, Response, Tag};
use utoipa::{IntoParams, PartialSchema as _};
use utoipa_actix_web::AppExt as _;
use utoipa_actix_web::scope::scope;

use crate::extract::SESSION_COOKIE;
use crate::problem::{PROBLEM_JSON, Problem};
use crate::routes;

/// What every list takes.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "describes what `lists::page_request` reads")]
pub(crate) struct ListParams {
    /// Entries to pass over.
    #[param(minimum = 0, maximum = 1_000_000, default = 0)]
    skip: Option<u32>,
    /// Entries of a page at most.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u32>,
    /// Another way to say `skip`: the number of the page, from 1.
    #[param(minimum = 1, maximum = 10_000)]
    page: Option<u32>,
    /// Another name of `limit`.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<u32>,
    /// The `next_cursor` of the page before: paging at the same cost however far down the list.
    cursor: Option<uuid::Uuid>,
}

/// What may be chosen about an export.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "describes what the export reads")]
pub(crate) struct ExportParams {
    /// `book` with pictures, or `manuscript` with the words alone.
    #[param(pattern = "^(book|manuscript)$")]
    layout: Option<String>,
    /// `square`, `a4`, `a4_landscape`, `letter` or `letter_landscape`; the brief's by default.
    #[param(pattern = "^(square|a4|a4_landscape|letter|letter_landscape)$")]
    page_format: Option<String>,
}

/// The document of an API under this prefix.
#[must_use]
pub fn openapi(prefix: &str) -> OpenApi {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .configure(routes::health::configure)
        .configure(routes::files::configure)
        .service(scope(prefix).configure(routes::configure))
        .split_for_parts();
    document.info = info();
    document.tags = Some(tags());
    let components = document.components.get_or_insert_with(Components::new);
    components.schemas.insert("Problem".into(), Problem::schema());
    let field = crate::problem::FieldProblem::schema();
    components.schemas.insert("FieldProblem".into(), field);
    add_security_schemes(components, prefix);
    for (path, item) in &mut document.paths.paths {
        for (is_get, operation) in operations(item) {
            complete(path, is_get, operation);
        }
    }
    document
}

fn info() -> Info {
    let mut info = Info::new("Talewright", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "An open story studio: an idea becomes an illustrated, print-ready book. Errors are problem details \
         (RFC 9457); lists are paged; POSTs that create or spend take an Idempotency-Key. See docs/API.md."
            .into(),
    );
    let mut license = License::new("MIT OR Apache-2.0");
    license.identifier = Some("MIT OR Apache-2.0".into());
    info.license = Some(license);
    info
}

fn tags() -> Vec<Tag> {
    let tag = |name: &str, description: &str| {
        let mut tag = Tag::new(name);
        tag.description = Some(description.into());
        tag
    };
    vec![
        tag("accounts", "Register, sign in, stay signed in, sign out"),
        tag("user", "Plan, credit, use; what can be picked in forms"),
        tag("stories", "Ask for stories, read them, download them"),
        tag("jobs", "How far they are and what they cost; live, stopped, resumed"),
        tag("characters", "Characters that can be in many stories"),
        tag("files", "Pictures by signed, expiring addresses"),
        tag("administration", "For administrators: users, credit, figures, moderation, logs"),
        tag("operation", "Is it alive, is it ready?"),
    ]
}

fn add_security_schemes(components: &mut Components, prefix: &str) {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("An access token from /auth/login, /auth/register or /token"))
        .build();
    let password = Flow::Password(Password::new(format!("{prefix}/token"), Scopes::new()));
    let cookie = ApiKeyValue::with_description(
        SESSION_COOKIE,
        "The browser's session; set by /auth/login. Changes need an Origin header of this host",
    );
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    components.add_security_scheme("oauth2", SecurityScheme::OAuth2(OAuth2::new([password])));
    let key = ApiKeyValue::with_description(
        "X-API-Key",
        "A key from POST /auth/api-keys, with the scopes it needs",
    );
    components.add_security_scheme("api_key", SecurityScheme::ApiKey(ApiKey::Header(key)));
    components.add_security_scheme("session_cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
}

/// The operations of a path, and whether each reads only.
pub(crate) fn operations(item: &mut PathItem) -> Vec<(bool, &mut Operation)> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    let get = get.as_mut().map(|operation| (true, operation));
    let others = [put, post, delete, patch];
    let others =
        others.into_iter().filter_map(|operation| operation.as_mut().map(|operation| (false, operation)));
    get.into_iter().chain(others).collect()
}

/// How the paths end of what costs money.
const SPENDS: [&str; 4] = ["/stories", "/generate", "/regenerate", "/resume"];

/// Adds who may call an operation, and how it can fail.
fn complete(path: &str, is_get: bool, operation: &mut Operation) {
    let is_public = operation
        .security
        .as_ref()
        .is_some_and(|all| all.iter().all(|one| *one == SecurityRequirement::default()));
    if is_public {
        operation.security = Some(Vec::new());
    } else {
        let scheme = |name: &str| SecurityRequirement::new::<_, _, String>(name, []);
        let all = ["bearer", "oauth2", "session_cookie", "api_key"].map(scheme);
        operation.security.get_or_insert_with(|| all.to_vec());
        add_problem(operation, "401", "No credentials, or none that are good");
        add_problem(
            operation,
            "403",
            "Not allowed: by role, plan or scope, or the cookie came from another site",
        );
    }
    if SPENDS.iter().any(|end| path.ends_with(end)) && !is_get {
        add_problem(operation, "402", "Not enough credit");
    }
    if !path.starts_with("/health") && !path.starts_with("/static_content") {
        add_problem(operation, "429", "Too many requests; Retry-After says when");
    }
    if path.contains('{') {
        add_problem(operation, "404", "Absent, or somebody else's");
    }
    if operation.request_body.is_some() {
        add_problem(operation, "400", "The body or a header cannot be read");
        add_problem(operation, "413", "The body is too large");
        add_problem(operation, "415", "The body has another media type");
        add_problem(operation, "422", "Fields are wrong; all of them are named");
    }
    if operation.parameters.as_ref().is_some_and(|parameters| !parameters.is_empty()) {
        add_problem(operation, "400", "The address or a header cannot be read");
        add_problem(operation, "422", "Parameters are wrong; all of them are named");
    }
    if !path.starts_with("/health") {
        add_problem(operation, "500", "Our fault; quote trace_id when you ask for help");
        add_problem(operation, "503", "The database is away; try again in a few seconds");
    } else {
        add_problem(operation, "500", "Our fault; never expected");
    }
}

fn add_problem(operation: &mut Operation, status: &str, description: &str) {
    let responses = &mut operation.responses.responses;
    if responses.contains_key(status) {
        return;
    }
    let mut response = Response::new(description);
    let schema: RefOr<utoipa::openapi::Schema> = RefOr::Ref(Ref::from_schema_name("Problem"));
    response.content.insert(PROBLEM_JSON.into(), RefOr::T(Content::new(Some(schema))));
    responses.insert(status.into(), RefOr::T(response));
}
