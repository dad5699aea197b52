//! The Redis of tests, and a line to it that can be cut.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot have its Redis must fail")]

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// The address of the server that `TEST_REDIS_URL` names. All tests share it: use keys and ids of your own.
///
/// # Panics
/// The variable is not set: a test that did not run must not look like one that passed.
#[must_use]
pub fn redis_server() -> String {
    #[expect(clippy::disallowed_methods, reason = "the test server is not a setting of the product")]
    let server = std::env::var("TEST_REDIS_URL");
    server.unwrap_or_else(|_| {
        panic!("TEST_REDIS_URL is not set; run the tests through `make test` or `scripts/with-services.sh`")
    })
}

/// A network between a test and its Redis, with the faults that networks have.
pub struct RedisLine {
    address: SocketAddr,
    state: watch::Sender<State>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Cut,
    Silent,
}

impl RedisLine {
    /// A line to the server of [`redis_server`].
    ///
    /// # Panics
    /// As [`redis_server`], or there is no free port.
    pub async fn open() -> Self {
        let server = redis_server();
        let target = server.trim_start_matches("redis://").trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("a bound port");
        let (state, watched) = watch::channel(State::Open);
        tokio::spawn(async move {
            while let Ok((caller, _)) = listener.accept().await {
                tokio::spawn(carry(caller, target.clone(), watched.clone()));
            }
        });
        Self { address, state }
    }

    /// The address of this end of the line.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    /// Every connection is closed, and so is each new one.
    pub fn cut(&self) {
        self.state.send_replace(State::Cut);
    }

    /// Connections stay and new ones are made, but nothing is carried, as when a machine behind a firewall has gone.
    pub fn silence(&self) {
        self.state.send_replace(State::Silent);
    }

    /// It works again, for new connections.
    pub fn mend(&self) {
        self.state.send_replace(State::Open);
    }
}

async fn carry(mut caller: TcpStream, target: String, mut state: watch::Receiver<State>) {
    if *state.borrow() == State::Open
        && let Ok(mut server) = TcpStream::connect(target).await
    {
        tokio::select! {
            _ = copy_bidirectional(&mut caller, &mut server) => {}
            _ = state.wait_for(|state| *state != State::Open) => {}
        }
    }
    // Whoever was struck with silence stays so, until the line changes again.
    let _ = state.wait_for(|state| *state != State::Silent).await;
}
