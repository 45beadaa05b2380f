//! What developers run besides `cargo`: `cargo xtask test` and the commands that make pages of `docs/`.

mod acts;
mod klein;
mod marks;
mod mediators;
mod peers;
mod test;
mod validation;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  test        everything that must pass: formatting, lints, tests, documentation, examples
  acts        writes the reference of acts from the code of the table
  klein       holds the talks of the first tutorial and writes their figures into it
  mediators   holds the same random talks under every mediator, and writes the page that compares them
  validation  holds people's tasks among strategies, and writes the page that sets them beside people
  peers       installs NegMAS, measures it and Wasit in turn, and writes the page on speed
              [--quick] [--environment PATH] [--json FILE]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["test"] => test::run(),
        ["acts"] => acts::run(),
        ["klein"] => klein::run(),
        ["mediators"] => mediators::run(),
        ["validation"] => validation::run(),
        ["peers", "--once", request] => peers::once(request),
        ["peers", options @ ..] => match peers::Options::read(options) {
            Some(options) => peers::run(&options),
            None => {
                eprintln!("{USAGE}");
                return ExitCode::from(2);
            }
        },
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the checkout.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the checkout").to_path_buf()
}
