use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};

use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

use super::support::TestApi;
use crate::serve;

/// Sends a GET and reads until the server hangs up.
fn get(address: SocketAddr, path: &str, token: &str, opened: impl FnOnce()) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = vec![0];
    stream.read_exact(&mut answer).unwrap();
    opened();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[actix_web::test]
async fn it_serves_until_it_is_told_to_stop_and_ends_its_streams() {
    let api = TestApi::new().await;
    let ann = api.register("ann").await;
    let (_, job) = ann.story().await;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = CancellationToken::new();
    let server = actix_web::rt::spawn(serve(listener, api.state.clone(), shutdown.clone()));
    let health = spawn_blocking(move || get(address, "/health", "", || ())).await.unwrap();
    assert!(health.starts_with("HTTP/1.1 200 OK"), "{health}");
    let (token, path) = (ann.token.clone(), format!("/api/v1/jobs/{job}/events"));
    let stop = shutdown.clone();
    let stream = spawn_blocking(move || get(address, &path, &token, || stop.cancel())).await.unwrap();
    assert!(stream.contains("text/event-stream") && stream.contains(": ok"), "{stream}");
    server.await.unwrap().unwrap();
    assert!(TcpStream::connect(address).is_err());
}
