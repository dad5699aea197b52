//! Prints the document of the API: `cargo run -q -p talewright-api --example openapi > docs/openapi.json`.

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    let document = talewright_api::openapi("/api/v1").to_pretty_json()?;
    writeln!(std::io::stdout(), "{document}")
}
