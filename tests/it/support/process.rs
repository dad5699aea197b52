//! The real binary as a process of its own, to be killed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::Client;

/// A running `talewright serve`.
pub struct ServerProcess {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    address: String,
}

impl ServerProcess {
    /// Starts the binary and waits until it says where it listens.
    pub async fn start(environment: &BTreeMap<String, String>) -> Self {
        let mut child = Command::new(binary())
            .arg("serve")
            .env_clear()
            .envs(environment)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = loop {
            let line = lines.next_line().await.unwrap().expect("the server says where it listens");
            if let Some(at) = line.find("http://") {
                break line[at..].split_whitespace().next().unwrap().trim_end_matches('/').to_owned();
            }
        };
        Self { child, lines, address }
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Somebody at its address.
    pub fn anonymous(&self) -> Client {
        Client::anonymous(&self.address)
    }

    /// Its number among the processes of this machine.
    pub fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// Waits until it halts at its named moment.
    pub async fn halted(&mut self) {
        self.said("FAULT ").await;
    }

    /// Waits until it says this; the whole line.
    pub async fn said(&mut self, words: &str) -> String {
        loop {
            let line = self.lines.next_line().await.unwrap().expect("the server says so");
            if line.contains(words) {
                return line;
            }
        }
    }

    /// SIGKILL, now.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// SIGTERM, and waits until it is gone; whether it ended well.
    pub async fn stop(mut self) -> bool {
        self.terminate().await;
        self.child.wait().await.unwrap().success()
    }

    /// The same; all that it had said and nobody had heard.
    pub async fn last_words(mut self) -> String {
        self.terminate().await;
        let mut words = String::new();
        while let Some(line) = self.lines.next_line().await.unwrap() {
            words = words + &line + "\n";
        }
        words
    }

    async fn terminate(&self) {
        let pid = self.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
    }
}

/// The binary beside this test's own folder: `make test` builds it.
pub fn binary() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let binary = test.parent().unwrap().parent().unwrap().join("talewright");
    assert!(binary.exists(), "{} is missing: run `make test`, or build talewright-server", binary.display());
    binary
}
