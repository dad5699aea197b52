use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What a receiver does when it has read a message.
#[derive(Debug, Clone)]
pub(crate) enum Manner {
    /// Says this and hangs up.
    Says(String),
    /// Says nothing.
    IsSilent,
    /// Says this, and then a letter now and then.
    Drips(&'static str),
    /// Says this, and then letters as fast as it can.
    NeverEnds(&'static str),
    /// Says this and holds the line.
    Stops(&'static str),
    /// Hangs up before it has read anything.
    HangsUp,
}

impl Manner {
    pub(crate) fn answers(status: u16, headers: &str, body: &str) -> Self {
        let length = body.len();
        Self::Says(format!("HTTP/1.1 {status} Said\r\ncontent-length: {length}\r\n{headers}\r\n{body}"))
    }
}

/// A message as it arrived.
#[derive(Debug, Clone, Default)]
pub(crate) struct Received {
    pub(crate) line: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
}

#[derive(Debug, Default)]
struct Seen {
    connections: usize,
    messages: Vec<Received>,
    sent: usize,
}

/// A server of somebody else's.
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

impl Receiver {
    pub(crate) async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, seen) = (listener.local_addr().unwrap(), Arc::<Mutex<Seen>>::default());
        let remembered = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (manner, seen) = (manner.clone(), Arc::clone(&remembered));
                seen.lock().unwrap().connections += 1;
                // An error here is a courier that left.
                tokio::spawn(async move { serve(client, &manner, &seen).await.ok() });
            }
        });
        Self { address, seen }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook?key=a%20b", self.address)
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    pub(crate) fn messages(&self) -> Vec<Received> {
        self.seen.lock().unwrap().messages.clone()
    }

    /// How many bytes of an endless answer the network has taken.
    pub(crate) fn sent(&self) -> usize {
        self.seen.lock().unwrap().sent
    }
}

async fn serve(client: TcpStream, manner: &Manner, seen: &Mutex<Seen>) -> std::io::Result<()> {
    if matches!(manner, Manner::HangsUp) {
        return Ok(());
    }
    let mut client = BufReader::new(client);
    let message = read(&mut client).await?;
    seen.lock().unwrap().messages.push(message);
    match manner {
        Manner::Says(words) => client.write_all(words.as_bytes()).await?,
        Manner::Drips(words) => {
            client.write_all(words.as_bytes()).await?;
            let mut now_and_then = tokio::time::interval(Duration::from_millis(5));
            loop {
                now_and_then.tick().await;
                client.write_all(b"x").await?;
            }
        }
        Manner::NeverEnds(words) => {
            client.write_all(words.as_bytes()).await?;
            loop {
                client.write_all(&[b'x'; 4_096]).await?;
                seen.lock().unwrap().sent += 4_096;
            }
        }
        Manner::Stops(words) => {
            client.write_all(words.as_bytes()).await?;
            std::future::pending::<()>().await;
        }
        Manner::IsSilent | Manner::HangsUp => std::future::pending().await,
    }
    client.shutdown().await
}

async fn read(client: &mut BufReader<TcpStream>) -> std::io::Result<Received> {
    let mut message = Received::default();
    client.read_line(&mut message.line).await?;
    message.line.truncate(message.line.trim_end().len());
    loop {
        let mut line = String::new();
        client.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        message.headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = message.headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    message.body.resize(length, 0);
    client.read_exact(&mut message.body).await?;
    Ok(message)
}
