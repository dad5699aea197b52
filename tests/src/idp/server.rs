//! From a socket to an answer.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use futures::{Stream, stream};
use http_body_util::{BodyExt, Either, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

use super::answer::Answer;
use super::call::{Endpoint, Recorded};
use super::house::{House, Service};
use super::script::Fault;
use super::{authorize, github, google};

type Pieces = Pin<Box<dyn Stream<Item = Result<Frame<Bytes>, Infallible>> + Send>>;
type Body = Either<Full<Bytes>, StreamBody<Pieces>>;

/// Accepts connections until the runtime ends.
pub(super) async fn listen(house: Arc<House>, listener: TcpListener) {
    loop {
        match listener.accept().await {
            Ok((socket, _)) => drop(tokio::spawn(connection(Arc::clone(&house), socket))),
            // Out of descriptors: some will be free soon.
            Err(_) => tokio::task::yield_now().await,
        }
    }
}

async fn connection(house: Arc<House>, socket: TcpStream) {
    let service = service_fn(move |request| {
        let house = Arc::clone(&house);
        async move { serve(&house, request).await }
    });
    // A client that goes away is no error of ours.
    let _ =
        http1::Builder::new().header_read_timeout(None).serve_connection(TokioIo::new(socket), service).await;
}

async fn serve(house: &House, request: Request<Incoming>) -> hyper::Result<Response<Body>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let call = Recorded::new(&head, &body);
    house.record(call.clone());
    let answer = match house.fault(call.endpoint) {
        None => answer(house, &call),
        Some(Fault::Status(status)) => Answer::html(status, "Something went wrong."),
        Some(Fault::Html) => Answer::html(200, "Welcome to the hotel's network."),
        Some(Fault::Redirect) => Answer::redirect(307, format!("{}/elsewhere", house.origin)),
        Some(Fault::Flood) => return Ok(flood()),
        Some(Fault::Hang) => std::future::pending().await,
    };
    Ok(response(answer))
}

fn answer(house: &House, call: &Recorded) -> Answer {
    match call.endpoint {
        Endpoint::Discovery => google::discovery(house),
        Endpoint::GoogleAuthorize => authorize::page(house, Service::Google, call),
        Endpoint::GoogleToken => google::token(house, call),
        Endpoint::Keys => google::keys(house),
        Endpoint::GitHubAuthorize => authorize::page(house, Service::GitHub, call),
        Endpoint::GitHubToken => github::token(house, call),
        Endpoint::User => github::user(house, call),
        Endpoint::Emails => github::emails(house, call),
        Endpoint::Elsewhere => Answer::html(404, "There is nothing here."),
    }
}

fn response(answer: Answer) -> Response<Body> {
    let mut response = Response::new(Either::Left(Full::new(answer.body)));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}

/// Blanks without end, which are fine before JSON.
fn flood() -> Response<Body> {
    let blanks = Bytes::from_static(&[b' '; 64 << 10]);
    let pieces: Pieces = Box::pin(stream::repeat_with(move || Ok(Frame::data(blanks.clone()))));
    let mut response = Response::new(Either::Right(StreamBody::new(pieces)));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(hyper::header::CONTENT_TYPE, json);
    response
}
