//! What Runware remembers of its tasks.

use std::collections::HashMap;
use std::time::Instant;

use serde_json::Value;

use crate::mock::picture::Format;

/// Tasks by `taskUUID`, and the pictures that have addresses.
#[derive(Debug, Default)]
pub(crate) struct Tasks {
    known: HashMap<String, Task>,
    pictures: HashMap<String, Order>,
}

/// A task that was taken on.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) kind: &'static str,
    pub(super) outcome: Outcome,
    /// When the work is done.
    pub(super) ready: Instant,
}

/// How a task ends.
#[derive(Debug)]
pub(super) enum Outcome {
    Done(Vec<Value>),
    Failed,
    Never,
}

/// A picture that is made when its address is asked.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) format: Format,
    pub(super) words: String,
}

impl Task {
    pub(super) fn is_ready(&self) -> bool {
        Instant::now() >= self.ready
    }
}

impl Tasks {
    pub(super) fn get(&self, id: &str) -> Option<&Task> {
        self.known.get(id)
    }

    /// Takes a task on, unless its id is known.
    pub(super) fn take_on(&mut self, id: &str, task: Task) {
        self.known.insert(id.to_owned(), task);
    }

    pub(super) fn keep_picture(&mut self, id: &str, order: Order) {
        self.pictures.insert(id.to_owned(), order);
    }

    pub(super) fn picture(&self, id: &str) -> Option<Order> {
        self.pictures.get(id).cloned()
    }
}
