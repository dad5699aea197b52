use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What a server does with letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    Takes,
    /// Says 550 to every recipient, in many words.
    RefusesRecipients,
    /// Says 535 to every password.
    RefusesPasswords,
    /// Hangs up in the middle of a letter.
    HangsUp,
    /// Says not even hello.
    IsSilent,
}

/// A mail server without TLS.
pub(crate) struct MailServer {
    address: SocketAddr,
    heard: Arc<Mutex<Heard>>,
}

/// What it was told.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heard {
    pub(crate) commands: Vec<String>,
    pub(crate) letters: Vec<String>,
}

impl MailServer {
    pub(crate) async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, heard) = (listener.local_addr().unwrap(), Arc::<Mutex<Heard>>::default());
        let hearing = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let hearing = Arc::clone(&hearing);
                // An error here is a client that left.
                tokio::spawn(async move { talk(client, manner, &hearing).await.ok() });
            }
        });
        Self { address, heard }
    }

    /// `smtp://`, with credentials such as `ann:secret@`, or without.
    pub(crate) fn url(&self, credentials: &str) -> String {
        format!("smtp://{credentials}{}", self.address)
    }

    pub(crate) fn heard(&self) -> Heard {
        self.heard.lock().unwrap().clone()
    }
}

async fn talk(client: TcpStream, manner: Manner, heard: &Mutex<Heard>) -> std::io::Result<()> {
    let mut client = BufReader::new(client);
    let mut line = String::new();
    if manner == Manner::IsSilent {
        client.read_line(&mut line).await?;
        return Ok(());
    }
    client.write_all(b"220 test ESMTP\r\n").await?;
    loop {
        line.clear();
        if client.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let command = line.trim_end().to_owned();
        heard.lock().unwrap().commands.push(command.clone());
        let verb = command.split(' ').next().unwrap_or_default().to_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN\r\n",
            "AUTH" if manner == Manner::RefusesPasswords => "535 5.7.8 wrong credentials\r\n",
            "AUTH" => "235 welcome\r\n",
            "RCPT" if manner == Manner::RefusesRecipients => "550-no such\r\n550 \x1b[31muser here\r\n",
            "DATA" if manner == Manner::HangsUp => return Ok(()),
            "DATA" => {
                client.write_all(b"354 go on\r\n").await?;
                let letter = read_letter(&mut client).await?;
                heard.lock().unwrap().letters.push(letter);
                "250 taken\r\n"
            }
            "QUIT" => "221 bye\r\n",
            _ => "250 fine\r\n",
        };
        client.write_all(answer.as_bytes()).await?;
    }
}

async fn read_letter(client: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut letter = String::new();
    while !letter.ends_with("\r\n.\r\n") {
        if client.read_line(&mut letter).await? == 0 {
            break;
        }
    }
    Ok(letter)
}
