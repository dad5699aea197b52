//! HTTP by hand, for what no decent client sends.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long a server may take to get rid of somebody.
const PATIENCE: Duration = Duration::from_secs(20);

/// What came of it.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The status, where the server still said one before it hung up.
    pub(super) status: Option<u16>,
    /// Bytes that were sent.
    pub(super) sent: usize,
}

/// Sends a head, and then the same piece again and again until the server has answered or hung up.
pub(super) async fn pour(address: &str, head: &str, piece: &[u8]) -> Outcome {
    let socket = TcpStream::connect(address.trim_start_matches("http://")).await.unwrap();
    let (mut reader, mut writer) = socket.into_split();
    let mut sent = 0;
    let (mut answer, mut buffer) = (Vec::new(), vec![0; 4096]);
    let talk = async {
        let mut takes = writer.write_all(head.as_bytes()).await.is_ok() && !piece.is_empty();
        loop {
            tokio::select! {
                biased;
                read = reader.read(&mut buffer) => match read {
                    Ok(0) | Err(_) => break,
                    Ok(count) => {
                        answer.extend_from_slice(&buffer[..count]);
                        if answer.windows(4).any(|window| window == b"\r\n\r\n") {
                            break;
                        }
                    }
                },
                // One that is cut short was sent in part, and is counted whole.
                written = writer.write_all(piece), if takes => {
                    takes = written.is_ok();
                    sent += piece.len();
                }
            }
        }
    };
    tokio::time::timeout(PATIENCE, talk).await.expect("the server answers or hangs up");
    let line = String::from_utf8_lossy(&answer);
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    Outcome { status, sent }
}
