//! Answers that are almost right.

use serde::{Deserialize, Serialize};

/// What is wrong with a conversation's answer. All of them come with status 200, and are billed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "twist", rename_all = "snake_case")]
pub enum ChatTwist {
    /// These words in place of the good answer.
    Say {
        /// The words.
        text: String,
    },
    /// A part of the good JSON, cut anywhere, with the finish reason `length`.
    Truncated,
    /// JSON that is whole and valid but ends early (the last half of its longest list is missing), with the finish
    /// reason `length`.
    TruncatedButValid,
    /// Pages of these numbers are missing from the answer, as if all was well.
    WithoutPages {
        /// The numbers.
        pages: Vec<u64>,
    },
    /// Hidden reasoning took all tokens: content null, finish reason `length`.
    ReasoningAteAll,
    /// The model's thoughts are in the content, and the finish reason is `length`.
    ThoughtsInContent,
    /// Thoughts in `<think>`, fences, words around, a trailing comma; the JSON is all there.
    Chatty,
    /// The schema is ignored: prose instead of JSON.
    SchemaIgnored,
    /// `refusal` says no; content null, finish reason `stop`.
    Refusal,
    /// Finish reason `content_filter`, half of the content.
    ContentFilter,
    /// `choices` is empty and nothing else is said.
    EmptyChoices,
    /// Content is an empty text, finish reason `stop`.
    EmptyContent,
    /// No `usage`.
    NoUsage,
    /// 200 with an error body; in a stream, the first chunk has empty choices and `error`.
    ErrorInBody,
    /// In a stream: an error after half of the content, the finish reason `error`. Otherwise as `ErrorInBody`.
    ErrorMidStream,
    /// In a stream: it ends in the middle of an event, cleanly for HTTP. Otherwise half of a body.
    CutMidEvent,
    /// In a stream: no `[DONE]` and no finish reason, though all of the content came.
    NoTerminal,
    /// In a stream: all is there but for the `[DONE]`.
    NoDone,
    /// In a stream: nothing but comments. Otherwise nothing but blanks.
    CommentsOnly,
    /// The prompt was cut silently to so many tokens: the oldest words are lost, as `usage.prompt_tokens` shows.
    PromptTruncated {
        /// Tokens that were read.
        tokens: u64,
    },
}

/// What is wrong with a picture's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "twist", rename_all = "snake_case")]
pub enum ImageTwist {
    /// No `data`.
    NoData,
    /// `data` is an empty list.
    EmptyData,
    /// One picture less than was asked for.
    OneLess,
    /// An address, which does not answer any more, in place of the bytes.
    ExpiredUrl,
    /// Not base64.
    BrokenBase64,
    /// Base64 of something that is no picture.
    NotAPicture,
    /// A picture of another size.
    OtherSize {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// A picture in another file format than was asked for.
    OtherFormat,
}

/// What is wrong with speech or music.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "twist", rename_all = "snake_case")]
pub enum SpeechTwist {
    /// These sizes in the header of a WAV file, e.g. `0xFFFF_FFFF`; 0 for the true ones.
    WavSizes {
        /// Both sizes.
        size: u32,
    },
    /// Several files, each with its header, one after the other.
    ConcatenatedFiles,
    /// No alignment at all.
    NullAlignment,
    /// `normalized_alignment` alone is null.
    NullNormalized,
    /// `normalized_alignment` is in other letters than the text.
    Romanised,
    /// The times run ahead of the sound: the last character ends long after it.
    Drifting,
    /// The times jump back.
    NonMonotonic,
    /// From the middle on, all characters have one time.
    Collapsed,
    /// A list of times is shorter than that of the characters.
    UnevenLists,
    /// In a stream: cut in the middle of a line, cleanly for HTTP. Otherwise half of the sound.
    CutMidLine,
    /// In a stream: blank lines between the others.
    BlankLines,
    /// The headers of cost and concurrency have other names, or none.
    OtherHeaders,
    /// JSON where sound was to come.
    ErrorInsteadOfSound,
    /// No sound at all, 200.
    Silence,
}

/// What only Runware does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "twist", rename_all = "snake_case")]
pub enum RunwareTwist {
    /// All pictures but one, and a safety error for that.
    PartialSuccess,
    /// No picture, a safety error.
    SafetyError,
    /// A picture with `NSFWContent: true`.
    Nsfw,
    /// Only the acknowledgement comes; the picture is there when it is asked for with `getResponse`.
    AsyncOnly,
    /// `data: []` comes; the picture is there when it is asked for with `getResponse`.
    EmptyData,
    /// The work is done, but the answer is the error `timeoutProvider`; the picture is there for `getResponse`.
    TimeoutThenDone,
    /// The acknowledgement comes, and `getResponse` says `error`.
    FailsLater,
    /// The acknowledgement comes, and `getResponse` says `processing` for ever.
    NeverDone,
    /// An error that is a list of texts under `parameter`.
    ParameterList,
    /// An error as `{"error": {…}, "taskUUID", "taskType"}`.
    ErrorObject,
    /// An error as a bare list.
    ErrorList,
    /// Neither `data` nor `errors`.
    Neither,
    /// No `cost`, although it was asked for.
    NoCost,
    /// The address of the picture does not answer any more.
    ExpiredUrl,
}
