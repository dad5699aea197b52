//! What is answered to a call: first what is wrong with it, then what is scripted, then the good answer.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::watch;

use super::call::Call;
use super::fault::{Fault, Transport};
use super::house::{House, lock};
use super::refusal::{Reason, Refusal, RetryAfter, Shape};
use super::reply::{Ending, Reply};
use super::vendor::{Operation, Vendor};
use super::vendors;

/// Bytes of one piece of a huge body.
const HUGE_PIECE: usize = 64 * 1024;

/// What becomes of a call.
pub(crate) enum Answer {
    Reply(Reply),
    Reset,
}

/// Answers a call.
pub(crate) async fn answer(house: &Arc<House>, call: &Call, released: watch::Receiver<u64>) -> Answer {
    if let Some(refusal) = refuse(house, call) {
        return Answer::Reply(refusal);
    }
    let fault = lock(&house.script).fault_for(call);
    match fault {
        Some(Fault::Refuse(refusal)) => {
            if refusal.charged {
                work(house, call, None).await;
            }
            tokio::time::sleep(Duration::from_millis(refusal.after_ms)).await;
            Answer::Reply(refusal.reply(call))
        }
        Some(Fault::Raw { status, headers, body, charged }) => {
            if charged {
                work(house, call, None).await;
            }
            let reply = Reply::new(status, "application/json", body);
            Answer::Reply(headers.iter().fold(reply, |reply, (name, value)| reply.with(name, value)))
        }
        Some(Fault::Transport(transport)) => carry(house, call, transport, released).await,
        twist => Answer::Reply(work(house, call, twist.as_ref()).await),
    }
}

/// What a vendor says before it looks at what is wanted: no key, a wrong request, too much at once.
fn refuse(house: &Arc<House>, call: &Call) -> Option<Reply> {
    let is_local = call.vendor == Vendor::Compatible;
    let is_free = is_local || call.operation == Operation::Download;
    if call.api_key().map_or(!is_free, |key| key.starts_with("bad-")) {
        return Some(Refusal::new(Reason::BadKey).reply(call));
    }
    if call.operation == Operation::Unknown {
        // Who does not know what a server of one's own is may ask it.
        if is_local {
            return Some(Refusal::new(Reason::NotFound).shape(Shape::Text).status(404).reply(call));
        }
        house.complain(call, [format!("{} {} is no address of this vendor", call.method, call.path)]);
        return Some(Refusal::new(Reason::NotFound).status(404).reply(call));
    }
    let wrongs = house.judge.wrongs(call);
    if !wrongs.is_empty() {
        let said = wrongs.join("; ");
        house.complain(call, wrongs);
        let shape = if call.vendor == Vendor::ElevenLabs { Shape::List } else { Shape::Usual };
        let reply = Refusal::new(Reason::InvalidRequest).shape(shape).status(422).reply(call);
        return Some(reply.with("x-mock-violation", said.replace(|c: char| !c.is_ascii_graphic(), " ")));
    }
    (call.operation.is_work() && house.is_full(call.vendor)).then(|| {
        let refusal = Refusal::new(Reason::ConcurrentLimit).retry_after(RetryAfter::Seconds(1));
        refusal.reply(call)
    })
}

/// Does the work: it is on the bill before the client can go away.
async fn work(house: &Arc<House>, call: &Call, twist: Option<&Fault>) -> Reply {
    let pace = house.pace(call.vendor);
    let reply = vendors::answer(house, call, twist, pace.latency);
    house.charge(call, &reply.bills);
    if !pace.latency.is_zero() && !reply.instant && call.operation.is_work() {
        tokio::time::sleep(pace.latency).await;
    }
    reply
}

/// What the connection does to a good answer.
async fn carry(
    house: &Arc<House>,
    call: &Call,
    transport: Transport,
    mut released: watch::Receiver<u64>,
) -> Answer {
    match transport {
        Transport::ResetBeforeBody | Transport::ResetAfterBody { charged: false } => return Answer::Reset,
        Transport::ResetAfterBody { charged: true } => {
            work(house, call, None).await;
            return Answer::Reset;
        }
        Transport::HangBeforeHeaders { charged } => {
            let reply = if charged { Some(work(house, call, None).await) } else { None };
            // It ends when it is released, or when the client goes away and this future with it.
            let _ = released.changed().await;
            return Answer::Reply(match reply {
                Some(reply) => reply,
                None => work(house, call, None).await,
            });
        }
        Transport::Delay { ms } => tokio::time::sleep(Duration::from_millis(ms)).await,
        _ => {}
    }
    let mut reply = work(house, call, None).await;
    spoil(&mut reply, transport);
    Answer::Reply(reply)
}

fn spoil(reply: &mut Reply, transport: Transport) {
    match transport {
        Transport::HangMidBody => {
            reply.keep(reply.len() / 2);
            reply.ending = Ending::Never;
        }
        Transport::CutBody => {
            reply.keep(reply.len() / 2);
            reply.ending = Ending::Broken;
        }
        Transport::SlowBytes { bytes, pause_ms } => {
            reply.cut_into(bytes);
            reply.pause = Duration::from_millis(pause_ms);
        }
        Transport::LeadingBlanks { lines, pause_ms } => {
            let blanks = std::iter::repeat_n(Bytes::from_static(b"   \n"), lines);
            reply.chunks.splice(0..0, blanks);
            reply.pause = Duration::from_millis(pause_ms);
        }
        Transport::ContentType { value } => *reply = reply.clone().with("content-type", value),
        Transport::HugeBody { bytes } => {
            let piece = Bytes::from(vec![b' '; HUGE_PIECE]);
            reply.chunks = std::iter::repeat_n(piece, bytes.div_ceil(HUGE_PIECE)).collect();
            reply.keep(bytes);
        }
        Transport::Garbage => {
            reply.chunks = vec![Bytes::from_static(b"\x00\xffOK ][ {\"a\" <b> \x07 lorem \xf0\x28")]
        }
        Transport::EmptyBody => reply.chunks.clear(),
        Transport::Headers { headers } => {
            for (name, value) in headers {
                reply.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(&name));
                if !value.is_empty() {
                    reply.headers.push((name, value));
                }
            }
        }
        Transport::ResetBeforeBody
        | Transport::ResetAfterBody { .. }
        | Transport::HangBeforeHeaders { .. }
        | Transport::Delay { .. } => {}
    }
}
