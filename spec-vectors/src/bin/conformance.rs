//! Writes `docs/CONFORMANCE.md`: `cargo run -p mdoc-spec-vectors --bin conformance`.

use std::path::Path;
use std::process::ExitCode;

use mdoc_spec_vectors::conformance;
use mdoc_spec_vectors::run::Suite;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let written = Suite::load(&root.join("spec-vectors"))
        .map_err(|error| error.to_string())
        .and_then(|suite| conformance::page(&root, &suite).map_err(|error| error.to_string()))
        .and_then(|page| std::fs::write(root.join("docs/CONFORMANCE.md"), page).map_err(|error| error.to_string()));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
