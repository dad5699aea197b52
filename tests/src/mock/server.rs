//! From a socket to an answer.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use http_body_util::{BodyExt, Either, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

use super::call::{Call, Head};
use super::control;
use super::desk::{self, Answer};
use super::house::{House, Slot, lock};
use super::reply::{Ending, Reply};
use super::vendor::Vendor;
use super::wire::{Cord, Line};

type Pieces = Pin<Box<dyn Stream<Item = io::Result<Frame<Bytes>>> + Send>>;
type Body = Either<Full<Bytes>, StreamBody<Pieces>>;

/// The connection is to be reset.
#[derive(Debug)]
struct Reset;

impl std::fmt::Display for Reset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection is reset, as scripted")
    }
}

impl std::error::Error for Reset {}

/// Accepts connections until the runtime ends.
pub(crate) async fn listen(house: Arc<House>, vendor: Vendor, listener: TcpListener) {
    let origin = listener.local_addr().map(|address| format!("http://{address}")).unwrap_or_default();
    loop {
        match listener.accept().await {
            Ok((socket, _)) => {
                drop(tokio::spawn(connection(Arc::clone(&house), vendor, origin.clone(), socket)))
            }
            // Out of descriptors: some will be free soon.
            Err(_) => tokio::task::yield_now().await,
        }
    }
}

async fn connection(house: Arc<House>, vendor: Vendor, origin: String, socket: TcpStream) {
    let _ = socket.set_nodelay(true);
    let cord = Cord::default();
    let line = TokioIo::new(Line::new(socket, cord.clone()));
    let service = service_fn(move |request| {
        let (house, origin, cord) = (Arc::clone(&house), origin.clone(), cord.clone());
        Box::pin(async move { serve(&house, vendor, origin, request, &cord).await })
    });
    // A client that goes away is no error of ours.
    let _ = http1::Builder::new().header_read_timeout(None).serve_connection(line, service).await;
}

async fn serve(
    house: &Arc<House>,
    vendor: Vendor,
    origin: String,
    request: Request<Incoming>,
    cord: &Cord,
) -> Result<Response<Body>, Reset> {
    let (parts, body) = request.into_parts();
    let head = Head::new(vendor, &parts);
    if lock(&house.script).drops_unread(vendor, head.operation) {
        cord.pull();
        return Err(Reset);
    }
    let Ok(body) = body.collect().await else { return Err(Reset) };
    if let Some(path) = head.path.strip_prefix("/_mock/") {
        let reply = control::answer(house, &head.method, path, &body.to_bytes());
        return Ok(response(reply, None));
    }
    let call = Call::new(head, body.to_bytes(), house.next_number(), origin);
    // From here on a release is heard: who waits for a call to be written down may release it at once.
    let released = house.released.subscribe();
    let slot = house.enter(&call).await;
    match desk::answer(house, &call, released).await {
        Answer::Reply(reply) => {
            slot.answering(&reply);
            Ok(response(reply, Some(slot)))
        }
        Answer::Reset => {
            cord.pull();
            Err(Reset)
        }
    }
}

fn response(reply: Reply, slot: Option<Slot>) -> Response<Body> {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = reply.headers.clone();
    let mut response = Response::new(body(reply, slot));
    *response.status_mut() = status;
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) =
            (HeaderName::try_from(name.to_ascii_lowercase()), HeaderValue::try_from(value))
        {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// One piece is sent with its length; more of them, or a bad end, as a stream. The call's place is kept to the end.
fn body(mut reply: Reply, slot: Option<Slot>) -> Body {
    if reply.chunks.len() <= 1 && reply.ending == Ending::Whole {
        if let Some(mut slot) = slot {
            slot.finish();
        }
        return Either::Left(Full::new(reply.chunks.pop().unwrap_or_default()));
    }
    let (ending, pause) = (reply.ending, reply.pause);
    let pieces = stream::iter(reply.chunks).enumerate().then(move |(index, chunk)| async move {
        if index > 0 && !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        Ok(Frame::data(chunk))
    });
    let end = stream::once(finish(ending, slot)).filter_map(|broken| async move { broken.map(Err) });
    Either::Right(StreamBody::new(Box::pin(pieces.chain(end))))
}

async fn finish(ending: Ending, slot: Option<Slot>) -> Option<io::Error> {
    match ending {
        Ending::Whole => {
            if let Some(mut slot) = slot {
                slot.finish();
            }
            None
        }
        Ending::Broken => {
            // What came before is sent only when there is nothing to do for a moment.
            tokio::task::yield_now().await;
            Some(io::ErrorKind::ConnectionReset.into())
        }
        Ending::Never => {
            let never: Infallible = std::future::pending().await;
            match never {}
        }
    }
}
