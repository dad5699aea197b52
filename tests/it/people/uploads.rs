//! Pictures from strangers: what is kept is a picture and nothing else, and what is none costs little.

use std::io::Cursor;
use std::time::{Duration, Instant};

use image::{ImageFormat, RgbImage};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::json;
use talewright_testkit::TestDatabase;

use super::wire::pour;
use crate::support::{Answer, Client, ServerProcess, TestApp, environment};

/// What must never come out again.
const CANARY: &[u8] = b"GPS 48.8584 N 2.2945 E, the canary's nest";
/// Whatever is refused is refused by then, on the slowest machine; slow clients are cut off much later.
const QUICKLY: Duration = Duration::from_secs(10);

fn picture() -> RgbImage {
    RgbImage::from_fn(64, 48, |x, y| image::Rgb([(x * 4) as u8, (y * 5) as u8, 90]))
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture().write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// A photo as a telephone makes it, with the place in it.
fn jpeg() -> Vec<u8> {
    let exif = [b"Exif\0\0MM\0*\0\0\0\x08\0\0", CANARY].concat();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let plain = encoded(ImageFormat::Jpeg);
    [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat()
}

fn png() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 64, 48);
    encoder.set_color(png::ColorType::Rgb);
    encoder.add_text_chunk("Comment".into(), String::from_utf8(CANARY.to_vec()).unwrap()).unwrap();
    encoder.write_header().unwrap().write_image_data(picture().as_raw()).unwrap();
    bytes
}

fn webp() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image_webp::WebPEncoder::new(&mut bytes);
    encoder.set_exif_metadata(CANARY.to_vec());
    encoder.encode(picture().as_raw(), 64, 48, image_webp::ColorType::Rgb8).unwrap();
    bytes
}

/// A few bytes that claim to be a picture of 2.5 gigapixels.
fn bomb() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 50_000, 50_000);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_chunk(png::chunk::IDAT, &[0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]).unwrap();
    drop(writer);
    bytes
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A character of one's own to hang pictures on.
async fn character(client: &Client) -> String {
    let made = client.post("/characters", &json!({"name": "Mara"})).await.expect(201).json();
    format!("/characters/{}/photo", made["id"].as_str().unwrap())
}

async fn send(client: &Client, path: &str, part: Part) -> Answer {
    client.send(client.request(Method::POST, path).multipart(Form::new().part("file", part))).await
}

async fn upload(client: &Client, path: &str, bytes: Vec<u8>) -> Answer {
    send(client, path, Part::bytes(bytes).file_name("photo")).await
}

/// The file that a character shows, as a browser gets it.
async fn shown(client: &Client, character: &Answer) -> Answer {
    let address = character.json()["image_url"].as_str().unwrap().to_owned();
    assert!(address.contains("signature=") && address.contains("expires="), "{address}");
    client.send(client.anonymous_too().raw(Method::GET, &address)).await.expect(200)
}

/// Every file of the studio.
fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_becomes_a_jpeg_that_tells_nothing() {
    let app = TestApp::start().await;
    let ann = app.user("ann").await;
    let path = character(&ann).await;
    for (format, bytes) in [("jpeg", jpeg()), ("png", png()), ("webp", webp())] {
        assert!(holds(&bytes, CANARY), "{format}");
        let answer = upload(&ann, &path, bytes).await.expect(200);
        let file = shown(&ann, &answer).await;
        assert_eq!(file.header("content-type"), Some("image/jpeg"), "{format}");
        assert_eq!(file.header("x-content-type-options"), Some("nosniff"), "{format}");
        assert!(file.header("content-security-policy").is_some(), "{format}");
        assert!(!holds(&file.bytes, CANARY) && !holds(&file.bytes, b"Exif"), "{format}");
        let stored = image::load_from_memory_with_format(&file.bytes, ImageFormat::Jpeg).unwrap();
        assert_eq!((stored.width(), stored.height()), (64, 48), "{format}");
    }
    for file in files(app.folder()) {
        assert!(!holds(&std::fs::read(&file).unwrap(), CANARY), "{}", file.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_hangs_on_a_picture_is_left_behind() {
    let app = TestApp::start().await;
    let ann = app.user("ann").await;
    let path = character(&ann).await;
    let page = b"<html><script>alert('stowaway')</script></html>".to_vec();
    let archive = [b"PK\x03\x04\x14\0\0\0\0\0", &b"stowaway"[..], b"PK\x05\x06"].concat();
    for (what, bytes) in [
        ("a PNG and a page", [png(), page.clone()].concat()),
        ("a JPEG and an archive", [jpeg(), archive].concat()),
        ("a WebP and a page", [webp(), page].concat()),
    ] {
        let answer = upload(&ann, &path, bytes).await.expect(200);
        let file = shown(&ann, &answer).await;
        assert!(file.bytes.ends_with(&[0xff, 0xd9]), "{what}");
        assert!(!holds(&file.bytes, b"stowaway") && !holds(&file.bytes, b"PK\x03\x04"), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bombs_and_lies_are_refused_quickly() {
    let app = TestApp::start().await;
    let ann = app.user("ann").await;
    let path = character(&ann).await;
    let page = b"<!doctype html><html><script>alert(1)</script></html>";
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let half = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
    for (what, bytes, name, kind, expected) in [
        ("a bomb", bomb(), "x.png", "image/png", 422),
        ("a page named png", page.to_vec(), "x.png", "image/png", 415),
        ("SVG", svg.to_vec(), "x.svg", "image/svg+xml", 415),
        ("SVG named jpg", svg.to_vec(), "x.jpg", "image/jpeg", 415),
        ("GIF", b"GIF89a\x01\0\x01\0".to_vec(), "x.gif", "image/gif", 415),
        ("nothing", Vec::new(), "x.png", "image/png", 415),
        ("half a JPEG", half(jpeg()), "x.jpg", "image/jpeg", 422),
        ("half a PNG", half(png()), "x.png", "image/png", 422),
        ("half a WebP", half(webp()), "x.webp", "image/webp", 422),
    ] {
        let started = Instant::now();
        let part = Part::bytes(bytes).file_name(name).mime_str(kind).unwrap();
        let answer = send(&ann, &path, part).await;
        assert_eq!(answer.status, expected, "{what}: {}", String::from_utf8_lossy(&answer.bytes));
        assert!(started.elapsed() < QUICKLY, "{what}: {:?}", started.elapsed());
    }
    let character = ann.get(path.trim_end_matches("/photo")).await.expect(200).json();
    assert_eq!(character["image_url"], json!(null), "nothing was kept");
    // What somebody says of a file is not looked at: this is a picture.
    let part = Part::bytes(png()).file_name("x.html").mime_str("text/html").unwrap();
    send(&ann, &path, part).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_name_of_a_file_is_never_used() {
    let app = TestApp::start().await;
    let ann = app.user("ann").await;
    let path = character(&ann).await;
    let mut addresses = Vec::new();
    for name in ["../../../etc/passwd", "..\\..\\boot.ini", "/etc/cron.d/evil", "a\0b", "evil.php", ""] {
        let answer = send(&ann, &path, Part::bytes(png()).file_name(name)).await;
        if name.contains('\0') && answer.status == 400 {
            continue;
        }
        addresses.push(answer.expect(200).json()["image_url"].as_str().unwrap().to_owned());
    }
    let key = |address: &String| address.split('?').next().unwrap().to_owned();
    assert!(addresses.iter().all(|address| key(address) == key(&addresses[0])), "{addresses:?}");
    for file in files(app.folder()) {
        let name = file.display().to_string();
        assert!(!["passwd", "boot", "evil", "php"].iter().any(|part| name.contains(part)), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_form_with_a_file_for_a_character_of_ones_own_is_taken() {
    let app = TestApp::start().await;
    let (ann, bob) = (app.user("ann").await, app.user("bob").await);
    let path = character(&ann).await;
    upload(&bob, &path, png()).await.expect(404);
    upload(&app.anonymous(), &path, png()).await.expect(401);
    ann.post(&path, &json!({"file": "x"})).await.expect(415);
    let raw = ann.request(Method::POST, &path).header("content-type", "image/png").body(png());
    ann.send(raw).await.expect(415);
    let no_boundary =
        ann.request(Method::POST, &path).header("content-type", "multipart/form-data").body(png());
    ann.send(no_boundary).await.expect(415);
    let fields = Form::new().text("file", "not a file").text("colour", "red");
    let answer = ann.send(ann.request(Method::POST, &path).multipart(fields)).await.expect(422);
    assert_eq!(answer.json()["details"][0]["field"], "file");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_of_a_file_is_signed_and_expires() {
    let app = TestApp::start().await;
    let ann = app.user("ann").await;
    let path = character(&ann).await;
    let answer = upload(&ann, &path, png()).await.expect(200).json();
    let address = answer["image_url"].as_str().unwrap().to_owned();
    let (file, query) = address.split_once('?').unwrap();
    let (expires, signature) = query.split_once('&').unwrap();
    let expires: i64 = expires.trim_start_matches("expires=").parse().unwrap();
    for forged in [
        file.to_owned(),
        format!("{file}?expires={}&{signature}", expires + 60),
        format!("{file}?expires={expires}&signature=AAAA"),
        format!("{file}x?{query}"),
        format!("/static_content/..%2f..%2fsecret_key?{query}"),
        format!("/static_content/secret_key?{query}"),
    ] {
        let status = ann.send(ann.raw(Method::GET, &forged)).await.status;
        assert!(matches!(status, 403 | 404), "{forged}: {status}");
    }
}

/// The head of a request that brings a file.
fn head(client: &Client, path: &str, length: &str) -> String {
    format!(
        "POST /api/v1{path} HTTP/1.1\r\nHost: studio\r\nAuthorization: Bearer {}\r\n{length}\r\n\
         Content-Type: multipart/form-data; boundary=frontier\r\n\r\n",
        client.token()
    )
}

fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

/// What comes before something endless: a file, a field that is none, no part at all, a part's header.
const BEGINNINGS: [(&str, &str); 4] = [
    ("a file", "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.png\"\r\n\r\n"),
    ("a field", "--frontier\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n"),
    ("nothing", "\r\n"),
    ("a header", "--frontier\r\nContent-Disposition: form-data; name=\"file"),
];

/// Sends files without end in every way; each ends soon after the limit.
async fn assert_endless_ones_end(client: &Client, address: &str, path: &str, limit: usize) {
    for (what, beginning) in BEGINNINGS {
        for piece in ["x".repeat(64 << 10), "x\r\n".repeat(20 << 10)] {
            let head = head(client, path, "Transfer-Encoding: chunked") + &chunk(beginning);
            let started = Instant::now();
            let outcome = pour(address, &head, chunk(&piece).as_bytes()).await;
            assert!(started.elapsed() < QUICKLY, "{what}: {:?}", started.elapsed());
            // What is in the buffers of the system was sent, but never read.
            assert!(outcome.sent < limit + (16 << 20), "{what}: {outcome:?}");
            assert!(matches!(outcome.status, Some(413) | None), "{what}: {outcome:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_refused_by_its_length_or_on_the_way() {
    let limit = 100_000;
    let database = TestDatabase::sqlite().await;
    let app = TestApp::with(database, &[("MAX_UPLOAD_BYTES", &limit.to_string())]).await;
    let ann = app.user("ann").await;
    let path = character(&ann).await;
    // By what it says, before a byte of it came.
    let outcome = pour(app.address(), &head(&ann, &path, "Content-Length: 10000000000"), b"").await;
    assert_eq!(outcome.status, Some(413));
    let answer = upload(&ann, &path, vec![0; limit + 1]).await.expect(413);
    assert_eq!(answer.json()["code"], "payload_too_large");
    assert_endless_ones_end(&ann, app.address(), &path, limit).await;
    // The server is none the worse for it.
    upload(&ann, &path, png()).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_without_end_are_refused() {
    let app = TestApp::start().await;
    let long =
        format!("GET /api/v1/auth/me HTTP/1.1\r\nHost: studio\r\nX-Long: {}\r\n\r\n", "x".repeat(200 << 10));
    let outcome = pour(app.address(), &long, b"").await;
    assert!(matches!(outcome.status, Some(431) | None), "{outcome:?}");
    let outcome = pour(app.address(), "GET / HTTP/1.1\r\n", "X-Many: yes\r\n".repeat(1000).as_bytes()).await;
    assert!(matches!(outcome.status, Some(431) | None), "{outcome:?}");
    assert!(outcome.sent < 16 << 20, "{outcome:?}");
    app.anonymous().get("/health").await.expect(200);
}

/// The most memory that a process ever had, in bytes.
#[cfg(target_os = "linux")]
fn peak_memory(server: &ServerProcess) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn bombs_and_endless_files_take_no_memory() {
    let (database, dir) = (TestDatabase::sqlite().await, tempfile::tempdir().unwrap());
    let server = ServerProcess::start(&environment(dir.path(), database.url())).await;
    let ann = server.anonymous().register("ann").await;
    let path = character(&ann).await;
    upload(&ann, &path, jpeg()).await.expect(200);
    let before = peak_memory(&server);
    for _ in 0..20 {
        upload(&ann, &path, bomb()).await.expect(422);
    }
    // Ten megabytes, as nobody has set another limit.
    assert_endless_ones_end(&ann, server.address(), &path, 10 << 20).await;
    let grown = peak_memory(&server) - before;
    assert!(grown < 64 << 20, "{} MB more than before", grown >> 20);
    upload(&ann, &path, webp()).await.expect(200);
}
