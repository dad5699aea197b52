//! The command line of Talewright. What each command does is in `commands/`, how things fit together in
//! `talewright_server::compose`.

use std::process::ExitCode;

use clap::Parser;
use talewright_server::commands::{self, Command};

#[derive(Parser)]
#[command(
    name = "talewright",
    version,
    about = "An open story studio: an idea becomes an illustrated book",
    long_about = "An open story studio: an idea becomes an illustrated book, on the command line, in the \
                  browser, or over a REST API. Without any key it uses the offline storyteller and painter.",
    after_help = "Your first book, right now:\n  talewright story \"A shy lighthouse learns to sing\" --out book.pdf\n\n\
                  The studio in the browser, at http://127.0.0.1:8000:\n  talewright serve\n\n\
                  Settings come from the environment, .env, or the file named by TALEWRIGHT_CONFIG;\n\
                  `talewright check-config` shows what they amount to.",
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match commands::run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("talewright: {error:#}");
            ExitCode::FAILURE
        }
    }
}
