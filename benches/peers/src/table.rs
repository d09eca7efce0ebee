//! The table, for a person and for a program.

use std::fmt::Write;

use serde::Serialize;
use serde_json::json;

use crate::outside::Told;
use crate::stages::{Course, STAGES};
use crate::timing::{ROUNDS, Subject};

#[derive(Debug, Serialize)]
pub struct Row {
    name: String,
    version: String,
    note: String,
    /// Microseconds: the best of the rounds' medians, and all of them.
    best: f64,
    medians: Vec<f64>,
}

fn best(medians: &[f64]) -> f64 {
    medians.iter().copied().fold(f64::INFINITY, f64::min)
}

impl From<&Subject<'_>> for Row {
    fn from(subject: &Subject<'_>) -> Self {
        let Subject { name, version, note, medians, .. } = subject;
        Self {
            name: name.clone(),
            version: version.clone(),
            note: (*note).to_owned(),
            best: best(medians),
            medians: medians.clone(),
        }
    }
}

impl Row {
    pub fn told(told: Told, note: &str) -> Self {
        let Told { name, version, medians, runtime } = told;
        let note = if note.is_empty() { runtime } else { format!("{runtime}; {note}") };
        Self { name, version, note, best: best(&medians), medians }
    }
}

/// Ours where nothing is known before, beside which the others are set.
fn ours(rows: &[Row]) -> f64 {
    rows.iter().find(|row| row.name.starts_with(crate::OURS)).map_or(f64::NAN, |row| row.best)
}

pub fn markdown(rows: &[Row], bytes: usize) -> String {
    let mut text = String::new();
    let ours = ours(rows);
    let machine = machine();
    let _ = writeln!(text, "One response of {bytes} bytes, verified; best of {ROUNDS} medians. {machine}\n");
    let _ = writeln!(text, "| verifier | version | µs | to ours | |\n|---|---|--:|--:|---|");
    for Row { name, version, note, best, .. } in rows {
        let _ = writeln!(text, "| {name} | {version} | {best:.0} | {:.2} | {note} |", best / ours);
    }
    text
}

/// One presentation by stages.
pub fn stages(courses: &[Course]) -> String {
    let mut text = String::from("| one presentation, µs |");
    for course in courses {
        let _ = write!(text, " {} |", course.name);
    }
    let _ = write!(text, "\n|---|{}\n", "--:|".repeat(courses.len()));
    for (at, stage) in STAGES.iter().enumerate() {
        let times = courses.iter().map(|course| format!(" {:.0} |", course.stages[at]));
        let _ = writeln!(text, "| {stage} |{}", times.collect::<String>());
    }
    let sums = courses.iter().map(|course| format!(" {:.0} |", course.stages.iter().sum::<f64>()));
    let _ = writeln!(text, "| all |{}", sums.collect::<String>());
    text
}

pub fn json(rows: &[Row], courses: &[Course]) -> String {
    let told = json!({ "verify": rows, "stages": STAGES, "presentation": courses });
    format!("{told:#}\n")
}

/// What it ran on, where the system tells.
fn machine() -> String {
    let told = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = told.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    name.map_or_else(String::new, |(_, name)| format!("{name}, {threads} threads, {}.", std::env::consts::OS))
}
