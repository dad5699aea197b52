//! What can go wrong, as a test scripts it. See the table of the [parent module](super) for which habit is which.

use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
use super::twist::{ChatTwist, ImageTwist, RunwareTwist, SpeechTwist};

/// Something that goes wrong with one call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fault {
    /// An answer, as given and instead of any work.
    Raw {
        /// The status.
        status: u16,
        /// Headers; without a content type it is `application/json`.
        #[serde(default)]
        headers: Vec<(String, String)>,
        /// The body.
        body: String,
        /// Whether the work was done and billed all the same.
        #[serde(default)]
        charged: bool,
    },
    /// An error in the vendor's own words and shape.
    Refuse(Refusal),
    /// The connection's fault.
    Transport(Transport),
    /// A conversation's answer that is not what it should be.
    Chat(ChatTwist),
    /// A picture's answer that is not what it should be.
    Image(ImageTwist),
    /// Speech or music that is not what it should be.
    Speech(SpeechTwist),
    /// What only Runware does.
    Runware(RunwareTwist),
    /// A verdict with these categories, e.g. `violence`.
    Flag {
        /// The categories that are flagged.
        categories: Vec<String>,
    },
}

/// What happens to the connection, or to the bytes of a good answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Transport {
    /// The connection is reset before the request's body is read. Nothing is billed. The words of a prompt are not
    /// known yet: a rule with such words never matches.
    ResetBeforeBody,
    /// The connection is reset when the request was read.
    ResetAfterBody {
        /// Whether the work was done and billed.
        #[serde(default)]
        charged: bool,
    },
    /// Nothing comes until [`super::MockProviders::release`] is called; then the good answer.
    HangBeforeHeaders {
        /// Whether the work was done and billed.
        #[serde(default)]
        charged: bool,
    },
    /// Half of a good answer comes, and then nothing more.
    HangMidBody,
    /// Half of a good answer comes, and then the connection breaks.
    CutBody,
    /// A good answer in drops.
    SlowBytes {
        /// Bytes of one drop.
        bytes: usize,
        /// Milliseconds between two drops.
        pause_ms: u64,
    },
    /// The good answer, so much later.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// Blanks and newlines before a good answer, to keep the connection alive.
    LeadingBlanks {
        /// How many lines of them.
        lines: usize,
        /// Milliseconds between two lines.
        #[serde(default)]
        pause_ms: u64,
    },
    /// A good answer that says it is something else.
    ContentType {
        /// e.g. `text/html`.
        value: String,
    },
    /// 200, the usual content type, and a body of so many bytes.
    HugeBody {
        /// How many.
        bytes: usize,
    },
    /// 200, the usual content type, and nonsense.
    Garbage,
    /// 200, the usual content type, and nothing.
    EmptyBody,
    /// A good answer with these headers added or replaced; an empty value takes one away.
    Headers {
        /// Names and values.
        headers: Vec<(String, String)>,
    },
}

impl Fault {
    /// 500 after the work was done and billed.
    #[must_use]
    pub fn charge_then_fail() -> Self {
        Refusal::new(super::Reason::ServerError).charged().into()
    }

    /// Silence after the work was done and billed.
    #[must_use]
    pub fn charge_then_hang() -> Self {
        Self::Transport(Transport::HangBeforeHeaders { charged: true })
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refuse(refusal)
    }
}

impl From<Transport> for Fault {
    fn from(transport: Transport) -> Self {
        Self::Transport(transport)
    }
}

impl From<ChatTwist> for Fault {
    fn from(twist: ChatTwist) -> Self {
        Self::Chat(twist)
    }
}

impl From<ImageTwist> for Fault {
    fn from(twist: ImageTwist) -> Self {
        Self::Image(twist)
    }
}

impl From<SpeechTwist> for Fault {
    fn from(twist: SpeechTwist) -> Self {
        Self::Speech(twist)
    }
}

impl From<RunwareTwist> for Fault {
    fn from(twist: RunwareTwist) -> Self {
        Self::Runware(twist)
    }
}
