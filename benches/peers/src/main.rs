//! `benches/peers/run`: how long one response takes to verify, with this library and with its peers, in one run.
//!
//! One mDL of 34 KB, thirteen elements, a portrait of 30 KB, IACA and document signer, P-256 throughout, issued and shown by
//! this library. Each is warm, and takes the response from bytes to its verdict; medians, of which the best round counts.
#![allow(clippy::unwrap_used)]

mod outside;
mod stages;
mod svg;
mod table;
mod theirs;
mod timing;

#[path = "../../support/fixture.rs"]
mod fixture;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use fixture::{Fixture, Shape};
use mdoc_proximity::crypto::{Curve, aws_lc, rustcrypto};
use mdoc_proximity::time::UnixTime;
use table::Row;
use timing::{Subject, interleaved};

const OURS: &str = "mdoc-proximity";
const VERSION: &str = "this commit";
/// One mDL on P-256, whose certificate isomdl takes too.
const SHAPE: Shape = Shape { portrait: 30_000, documents: 1, curve: Curve::P256, mac: false, mdl_only: true };

/// Where the peers of other languages are.
#[derive(Default)]
struct Options {
    node: Option<PathBuf>,
    python: Option<PathBuf>,
    scripts: PathBuf,
    files: PathBuf,
    json: Option<PathBuf>,
    svg: Option<PathBuf>,
}

impl Options {
    fn read() -> Result<Self, String> {
        let mut options = Self { files: std::env::temp_dir().join("mdoc-peers"), ..Self::default() };
        let mut arguments = std::env::args().skip(1);
        while let Some(flag) = arguments.next() {
            let value = arguments.next().map(PathBuf::from).ok_or(format!("{flag} needs a value"))?;
            match flag.as_str() {
                "--node" => options.node = Some(value),
                "--python" => options.python = Some(value),
                "--scripts" => options.scripts = value,
                "--files" => options.files = value,
                "--json" => options.json = Some(value),
                "--svg" => options.svg = Some(value),
                _ => return Err(format!("{flag} is not known")),
            }
        }
        Ok(options)
    }
}

fn main() -> ExitCode {
    let told = Options::read().and_then(|options| measure(&options));
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("mdoc-peers: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &Options) -> Result<(), String> {
    // The peers look at the system's clock.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|error| error.to_string())?;
    let now = UnixTime::from_unix_seconds(i64::try_from(now.as_secs()).map_err(|error| error.to_string())?);
    let fast = Fixture::at(now, aws_lc::PROVIDER, SHAPE);
    let mut seen = Fixture::at(now, aws_lc::PROVIDER, SHAPE);
    seen.remember_paths();
    let pure = Fixture::at(now, rustcrypto::PROVIDER, SHAPE);
    outside::write(&fast, &options.files).map_err(|error| error.to_string())?;
    let theirs = theirs::Theirs::new(&fast);
    let floor = fast.floor();

    let mut subjects = [
        Subject::new("raw operations, AWS-LC", "", "3 verifications and 13 digests, no CBOR", || {
            floor.verify(&*fast.e_reader_key);
        }),
        Subject::new(format!("{OURS}, aws-lc-rs"), VERSION, "", || drop(fast.verify())),
        Subject::new(
            format!("{OURS}, aws-lc-rs, known signer"),
            VERSION,
            "the document signer was seen before",
            || {
                drop(seen.verify());
            },
        ),
        Subject::new(format!("{OURS}, rustcrypto"), VERSION, "", || drop(pure.verify())),
        Subject::new("isomdl", "0.2.0", "decrypts the message too", || theirs.verify()),
    ];
    interleaved(&mut subjects);
    let courses = stages::measure(&fast, &pure);
    let mut rows: Vec<Row> = subjects.iter().map(Row::from).collect();
    rows.extend(others(options)?);
    print!("{}", table::markdown(&rows, fast.response.len()));
    print!("\n{}", table::stages(&courses));
    write(options.json.as_deref(), || table::json(&rows, &courses))?;
    write(options.svg.as_deref(), || svg::draw(&courses))
}

fn write(file: Option<&Path>, text: impl FnOnce() -> String) -> Result<(), String> {
    let Some(file) = file else { return Ok(()) };
    std::fs::write(file, text()).map_err(|error| format!("{}: {error}", file.display()))
}

fn others(options: &Options) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    if let Some(node) = &options.node {
        for (script, note) in [("auth0.mjs", ""), ("animo.mjs", "cryptography of Node.js, given to it by us")] {
            rows.push(Row::told(outside::run("node", &node.join(script), &options.files)?, note));
        }
    }
    if let Some(python) = &options.python {
        let script = options.scripts.join(Path::new("isomdoc_time.py"));
        let told = outside::run(&python.to_string_lossy(), &script, &options.files)?;
        rows.push(Row::told(told, "no chain, no trust, no dates: 2 of 3 verifications"));
    }
    Ok(rows)
}
