//! `mdoc vectors run`.

use std::fs;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use mdoc_proximity::crypto::{CryptoProvider, DEFAULT_PROVIDER, PROVIDERS};
use mdoc_spec_vectors::library::Library;
use mdoc_spec_vectors::run::{Implementation, run as run_case};

use super::against::Process;
use super::record::Record;
use super::{html, is_chosen, junit, suite, text};
use crate::args::{ReportFormat, VectorsRunArgs};
use crate::failure::Failure;
use crate::terminal::{self, note, say};
use crate::verify;

pub fn run(args: &VectorsRunArgs) -> Result<ExitCode, Failure> {
    let mut suite = suite(&args.dir)?;
    match (&args.exceptions, &args.against) {
        (Some(path), _) => {
            suite = suite.with_exceptions(path).map_err(|error| Failure::Unreadable(error.to_string()))?;
        }
        // What is known of this library is not known of another one.
        (None, Some(_)) => suite.exceptions.clear(),
        (None, None) => {}
    }
    let (mut implementation, name): (Box<dyn Implementation>, String) = match &args.against {
        None => {
            let provider = provider(args.provider.as_deref())?;
            let name = format!("mdoc-proximity {} on {}", env!("CARGO_PKG_VERSION"), provider.name);
            (Box::new(Library { provider }), name)
        }
        Some(command) => (Box::new(Process::new(command, Duration::from_secs(args.timeout))?), command.clone()),
    };
    let chosen: Vec<_> = suite.cases.values().filter(|case| is_chosen(case, &args.filter)).collect();
    if chosen.is_empty() {
        return Err(Failure::Unreadable(format!("no case has all of: {}", args.filter.join(", "))));
    }
    let bar = progress(chosen.len());
    let mut runs = Vec::new();
    for case in &chosen {
        bar.set_message(case.id.clone());
        let exception = suite.exceptions.get(&case.id);
        let begun = Instant::now();
        let result = run_case(implementation.as_mut(), case, exception.map(String::as_str));
        runs.push(((*case).clone(), result, begun.elapsed()));
        bar.inc(1);
    }
    bar.finish_and_clear();
    // It ends now, and not when the report has been written.
    drop(implementation);
    let record = Record {
        implementation: name,
        at: verify::now().to_string(),
        vectors: suite.digest,
        left_out: suite.cases.len().saturating_sub(runs.len()),
        runs,
        elsewhere: suite.elsewhere,
    };
    report(args, &record)?;
    Ok(if record.is_good() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The provider of a name, or the default one.
fn provider(name: Option<&str>) -> Result<CryptoProvider, Failure> {
    let Some(name) = name else { return Ok(DEFAULT_PROVIDER) };
    PROVIDERS.iter().find(|provider| provider.name == name).copied().ok_or_else(|| {
        let names: Vec<_> = PROVIDERS.iter().map(|provider| provider.name).collect();
        Failure::Unreadable(format!("no provider is called {name}: this build has {}", names.join(", ")))
    })
}

fn report(args: &VectorsRunArgs, record: &Record) -> Result<(), Failure> {
    let unwritable = |error: String| Failure::Unreadable(format!("the report cannot be written: {error}"));
    let report = match args.format {
        ReportFormat::Text => text::report(record),
        ReportFormat::Json => terminal::escaped(&format!("{:#}", record.to_json())),
        ReportFormat::Junit => junit::report(record).map_err(unwritable)?,
        ReportFormat::Html => html::report(record).map_err(unwritable)?,
    };
    let Some(path) = &args.out else {
        say!("{report}");
        return Ok(());
    };
    let report = match args.format {
        ReportFormat::Text => anstream::adapter::strip_str(&report).to_string(),
        _ => report,
    };
    fs::write(path, report + "\n").map_err(|error| Failure::unreadable(path.display(), error))?;
    // A person who asked for a file still wants to know how it went.
    note!("{}", text::totals(record));
    note!("written to {}", path.display());
    Ok(())
}

/// A bar on a terminal, nothing elsewhere.
fn progress(cases: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(cases).unwrap_or(u64::MAX));
    match ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
