//! The results for a person and for a program.

use std::fmt::Write;

use serde_json::json;

use super::judge::{GOAL, Judged};

/// A line for each run, the reasons below those that failed.
pub fn text(judged: &[Judged]) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{:<24} {:<7} {:>7} {:>5} {:>7} {:>9} {:>9} {:>6}",
        "run", "result", "time s", "MTU", "bytes", "kB/s", "raw kB/s", "ratio"
    );
    for one in judged {
        let figure =
            |figure: Option<f64>, digits: usize| figure.map_or("-".to_owned(), |figure| format!("{figure:.digits$}"));
        let rate = |rate: Option<f64>| figure(rate.map(|rate| rate / 1000.0), 1);
        let _ = writeln!(
            text,
            "{:<24} {:<7} {:>7} {:>5} {:>7} {:>9} {:>9} {:>6}",
            one.scenario.name,
            if one.passed() { "passed" } else { "FAILED" },
            figure(one.seconds, 1),
            one.mtu.map_or("-".to_owned(), |mtu| mtu.to_string()),
            one.bytes,
            rate(one.goodput),
            rate(one.raw),
            figure(one.ratio(), 2),
        );
        for wrong in &one.wrong {
            let _ = writeln!(text, "    {wrong}");
        }
    }
    let passed = judged.iter().filter(|one| one.passed()).count();
    let _ = writeln!(text, "{passed} of {} passed", judged.len());
    let ratios: Vec<f64> = judged.iter().filter_map(Judged::ratio).collect();
    if !ratios.is_empty() {
        let reached = ratios.iter().filter(|ratio| **ratio >= GOAL).count();
        let _ = writeln!(text, "{reached} of {} reach {GOAL} of the raw copy's goodput", ratios.len());
    }
    text
}

/// The same as JSON.
pub fn json(judged: &[Judged]) -> String {
    let runs: Vec<_> = judged
        .iter()
        .map(|one| {
            json!({
                "name": one.scenario.name,
                "flow": one.scenario.flow,
                "mode": one.scenario.mode,
                "link": one.scenario.link,
                "passed": one.passed(),
                "wrong": one.wrong,
                "seconds": one.seconds,
                "mtu": one.mtu,
                "bytes": one.bytes,
                "bytesPerSecond": one.goodput,
                "rawBytesPerSecond": one.raw,
                "ratio": one.ratio(),
                "noticedSeconds": one.noticed,
            })
        })
        .collect();
    format!("{:#}\n", json!({ "runs": runs }))
}
