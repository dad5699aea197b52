use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

#[tokio::test]
async fn they_can_be_run_by_hand() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_mock-providers"));
    program.args(["--port", "0", "--flavour", "vllm"]).kill_on_drop(true);
    let mut running = program.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
    let mut settings = Vec::new();
    while settings.len() < 12 {
        settings.push(lines.next_line().await.unwrap().expect("twelve lines of settings"));
    }
    let of = |name: &str| settings.iter().find_map(|line| line.strip_prefix(name)).unwrap().to_owned();
    let url = format!("{}/models", of("COMPATIBLE_BASE_URL="));
    let http = talewright_providers::http::client_builder().unwrap().no_proxy().build().unwrap();
    let answer = http.get(url).bearer_auth(of("COMPATIBLE_API_KEY=")).send().await.unwrap();
    let models: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(models["data"][0]["owned_by"], "vllm");
    running.kill().await.unwrap();
}
