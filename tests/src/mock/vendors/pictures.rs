//! Pictures, as OpenAI and those who follow it send them.

use crate::mock::set;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chrono::Utc;
use serde_json::{Value, json};

use crate::mock::call::Call;
use crate::mock::fault::Fault;
use crate::mock::picture::{Format, Studio};
use crate::mock::reply::Reply;
use crate::mock::twist::ImageTwist;

/// The size where none is asked for.
const USUAL_SIZE: (u32, u32) = (1024, 1024);

/// Pictures that are asked for.
pub(super) struct Wanted {
    pub(super) words: String,
    pub(super) number: u64,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) format: Format,
}

impl Wanted {
    pub(super) fn new(call: &Call) -> Self {
        let (width, height) = call.text("size").and_then(size).or_else(|| shape(call)).unwrap_or(USUAL_SIZE);
        let seed = call.number("seed").unwrap_or_default();
        Self {
            // The same words with other references or another seed are another picture.
            words: format!("{} {seed} {}", call.prompt, call.form().len()),
            number: call.number("n").map_or(1, |n| n as u64),
            width,
            height,
            format: call.text("output_format").and_then(Format::named).unwrap_or(Format::Png),
        }
    }

    /// The files, as base64 unless a twist says otherwise.
    pub(super) fn data(mut self, studio: &Studio, twist: Option<&Fault>) -> Vec<Value> {
        let twist = if let Some(Fault::Image(twist)) = twist { Some(twist) } else { None };
        match twist {
            Some(ImageTwist::OneLess) => self.number = self.number.saturating_sub(1),
            Some(ImageTwist::OtherSize { width, height }) => (self.width, self.height) = (*width, *height),
            Some(ImageTwist::OtherFormat) => {
                self.format = if self.format == Format::Png { Format::Jpeg } else { Format::Png };
            }
            _ => {}
        }
        let file = |index: u64| {
            let words = format!("{} {index}", self.words);
            studio.picture(self.width, self.height, self.format, &words)
        };
        let entry = |index: u64| match twist {
            Some(ImageTwist::ExpiredUrl) => json!({ "url": "http://127.0.0.1:9/expired.png" }),
            Some(ImageTwist::BrokenBase64) => json!({ "b64_json": "%%% not base64 %%%" }),
            Some(ImageTwist::NotAPicture) => json!({ "b64_json": STANDARD.encode("<html>oops</html>") }),
            _ => json!({ "b64_json": STANDARD.encode(file(index)) }),
        };
        match twist {
            Some(ImageTwist::EmptyData) => Vec::new(),
            _ => (0..self.number).map(entry).collect(),
        }
    }

    /// Tokens that a picture of this size and quality takes: 4333 for 1536 × 864 in high.
    pub(super) fn tokens(&self, quality: &str) -> u64 {
        let pixels = u64::from(self.width) * u64::from(self.height);
        let high = pixels / 306;
        self.number
            * match quality {
                "low" => high / 16,
                "high" => high,
                "xhigh" | "max" => 2 * high,
                _ => high / 4,
            }
    }
}

/// `created` and `data`, with what else a vendor tells.
pub(super) fn body(data: Vec<Value>, twist: Option<&Fault>, more: Value) -> Value {
    let mut body = more;
    set(&mut body, "created", json!(Utc::now().timestamp()));
    if twist != Some(&Fault::Image(ImageTwist::NoData)) {
        set(&mut body, "data", json!(data));
    }
    body
}

/// The same as events, with one partial picture before.
pub(super) fn events(name: &str, data: &[Value], more: &Value) -> Reply {
    let picture = data.first().and_then(|entry| entry.get("b64_json")).cloned().unwrap_or_default();
    let event = |kind: &str| {
        let mut event = more.clone();
        set(&mut event, "type", json!(format!("{name}.{kind}")));
        set(&mut event, "b64_json", picture.clone());
        if kind == "partial_image" {
            set(&mut event, "partial_image_index", json!(0));
            event.as_object_mut().map(|fields| fields.remove("usage"));
        }
        Bytes::from(format!("event: {name}.{kind}\ndata: {event}\n\n"))
    };
    Reply::stream("text/event-stream", vec![event("partial_image"), event("completed")])
}

/// OpenRouter's other way: an aspect ratio and the length of the longer side.
fn shape(call: &Call) -> Option<(u32, u32)> {
    let (width, height) = call.text("aspect_ratio")?.split_once(':')?;
    let (width, height): (f64, f64) = (width.parse().ok()?, height.parse().ok()?);
    let long = match call.text("resolution") {
        Some("512") => 512.0,
        Some("2K") => 2048.0,
        Some("4K") => 4096.0,
        _ => 1024.0,
    };
    let scale = long / width.max(height);
    Some(((width * scale).round() as u32, (height * scale).round() as u32))
}

/// `1024x768`.
pub(super) fn size(text: &str) -> Option<(u32, u32)> {
    let (width, height) = text.split_once('x')?;
    Some((width.parse().ok()?, height.parse().ok()?))
}
