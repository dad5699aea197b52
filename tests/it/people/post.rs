//! A mail server that takes every letter.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A mail server, and the letters that it was given.
pub(super) struct PostOffice {
    address: SocketAddr,
    letters: watch::Receiver<Vec<String>>,
}

impl PostOffice {
    pub(super) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (taken, letters) = watch::channel(Vec::new());
        let taken = Arc::new(taken);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let taken = Arc::clone(&taken);
                // An error here is a client that left.
                tokio::spawn(async move { talk(client, &taken).await.ok() });
            }
        });
        Self { address, letters }
    }

    /// The value of `SMTP_URL`.
    pub(super) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// All letters to somebody.
    pub(super) fn letters_to(&self, address: &str) -> usize {
        self.letters.borrow().iter().filter(|letter| is_to(letter, address)).count()
    }

    /// Waits for the letter to somebody with a link to this page, the first being number 0; the code of the link.
    pub(super) async fn code(&self, address: &str, page: &str, number: usize) -> String {
        let link = format!("/{page}#");
        let is_it = |letter: &&String| is_to(letter, address) && letter.contains(&link);
        let mut letters = self.letters.clone();
        let letters = letters.wait_for(|all| all.iter().filter(is_it).count() > number).await.unwrap();
        let letter = letters.iter().filter(is_it).nth(number).unwrap();
        letter.split(&link).nth(1).unwrap().lines().next().unwrap().to_owned()
    }
}

fn is_to(letter: &str, address: &str) -> bool {
    letter.contains(&format!("To: {address}\r\n"))
}

async fn talk(client: TcpStream, taken: &watch::Sender<Vec<String>>) -> std::io::Result<()> {
    let mut client = BufReader::new(client);
    client.write_all(b"220 test ESMTP\r\n").await?;
    let mut line = String::new();
    while client.read_line(&mut line).await? > 0 {
        if line.starts_with("DATA") {
            client.write_all(b"354 go on\r\n").await?;
            let mut letter = String::new();
            while !letter.ends_with("\r\n.\r\n") && client.read_line(&mut letter).await? > 0 {}
            // Long lines come quoted-printable.
            let letter = letter.replace("=\r\n", "").replace("=3D", "=");
            taken.send_modify(|all| all.push(letter));
        }
        client.write_all(b"250 fine\r\n").await?;
        line.clear();
    }
    Ok(())
}
