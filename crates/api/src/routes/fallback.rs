//! What no route answers: the method is wrong (405), the page may know it, or it is not there (404).

use actix_web::dev::ResourceDef;
use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::PathItem;

use super::frontend::{Frontend, serve_page};
use crate::error::ApiError;

/// Which methods the paths of the API know, taken from its document.
pub(crate) struct RouteTable {
    /// The prefix and the aliases, without slashes at their ends.
    bases: Vec<String>,
    /// Under a base.
    below: Vec<(ResourceDef, String)>,
    /// At the root.
    root: Vec<(ResourceDef, String)>,
}

impl RouteTable {
    pub(crate) fn new(document: &OpenApi, prefix: &str, aliases: &[String]) -> Self {
        let mut table = Self { bases: vec![prefix.to_owned()], below: Vec::new(), root: Vec::new() };
        table.bases.extend(aliases.iter().cloned());
        for (path, item) in &document.paths.paths {
            let allowed = methods(item);
            match path.strip_prefix(prefix).filter(|_| !prefix.is_empty()) {
                Some(rest) => table.below.push((ResourceDef::new(rest), allowed)),
                None => table.root.push((ResourceDef::new(path.as_str()), allowed)),
            }
        }
        table
    }

    /// The methods of a path, where it is there.
    fn allowed(&self, path: &str) -> Option<&str> {
        self.find(path, |_| true)
    }

    /// The methods of a path that is there by this very name, such as `/stories/estimate`: with another method it
    /// would be taken for the story of that id.
    pub(crate) fn allowed_by_name(&self, path: &str) -> Option<&str> {
        self.find(path, |route| route.pattern().is_some_and(|pattern| !pattern.contains('{')))
    }

    fn find(&self, path: &str, is_wanted: impl Fn(&ResourceDef) -> bool) -> Option<&str> {
        let fits = |route: &ResourceDef, path: &str| is_wanted(route) && route.is_match(path);
        let root = self.root.iter().find(|(route, _)| fits(route, path));
        let rests = self.bases.iter().filter_map(|base| path.strip_prefix(base.as_str()));
        let mut below = rests.filter_map(|rest| self.below.iter().find(|(route, _)| fits(route, rest)));
        root.or_else(|| below.next()).map(|(_, allowed)| allowed.as_str())
    }

    /// Whether requests to a path are counted: those of the API, but not whether it is well, nor files and pages.
    pub(crate) fn is_counted(&self, path: &str) -> bool {
        let rests = self.bases.iter().filter_map(|base| path.strip_prefix(base.as_str()));
        let mut below = rests.filter(|rest| !rest.starts_with("/health"));
        below.any(|rest| self.below.iter().any(|(route, _)| route.is_match(rest)))
    }

    /// Whether a path is the API's own, so that no page may answer for it.
    fn owns(&self, path: &str) -> bool {
        let below = |base: &String| {
            !base.is_empty()
                && path
                    .strip_prefix(base.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.bases.iter().any(below) || path.starts_with("/static_content/") || path.starts_with("/docs/")
    }
}

fn methods(item: &PathItem) -> String {
    let known = [
        ("GET, HEAD", &item.get),
        ("POST", &item.post),
        ("PUT", &item.put),
        ("PATCH", &item.patch),
        ("DELETE", &item.delete),
    ];
    let known: Vec<&str> =
        known.iter().filter(|(_, operation)| operation.is_some()).map(|(name, _)| *name).collect();
    known.join(", ")
}

/// The default service of the app.
pub(crate) async fn fallback(
    request: HttpRequest,
    table: web::Data<RouteTable>,
    frontend: web::Data<Frontend>,
) -> Result<HttpResponse, ApiError> {
    let path = request.path();
    if let Some(allowed) = table.allowed(path) {
        return Err(ApiError::MethodNotAllowed(allowed.to_owned()));
    }
    if table.owns(path) {
        return Err(ApiError::NotFound(format!("there is nothing at {path}; /docs lists what there is")));
    }
    if request.method() != Method::GET {
        return Err(ApiError::NotFound(format!("there is nothing at {path}")));
    }
    serve_page(&request, &frontend).await
}
