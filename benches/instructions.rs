//! How many instructions the library's own code takes, counted by valgrind: what a verification costs beyond the raw
//! operations that nobody can do without. Such counts are the same from run to run, whatever else the machine does.
//!
//! * `cargo bench --bench instructions` prints the counts, and how those of a verification grow.
//! * `cargo bench --bench instructions -- --check` compares them with the committed ones and fails where one has grown by
//!   more than 2 %, or could not be counted, or where a verification grows faster than what it verifies.
//! * `cargo bench --bench instructions -- --save` commits to them: it writes benches/instructions.txt.
//!
//! Each work and its floor run in a process of their own under `valgrind --tool=cachegrind`, twice: the longer run less
//! the shorter one is what the work takes, and all setting up is gone. Growth is counted once for each size: setting up is
//! the same for work and floor.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

#[path = "support/fixture.rs"]
mod fixture;
#[path = "support/growth.rs"]
mod growth;
#[path = "support/minicbor_structs.rs"]
mod minicbor_structs;
#[path = "support/pairs.rs"]
mod pairs;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use growth::Growing;
use mdoc_proximity::crypto::{PROVIDERS, rustcrypto::PROVIDER};
use pairs::{Pair, cases};

/// The cases that are counted, each with whether its floor is taken off: decoding has none, and of the others the floor is
/// the cryptography, whose instructions are not ours.
const COUNTED: [(&str, bool); 14] = [
    ("decode, floor minicbor", false),
    ("reader verify, 34 KB, signature", true),
    ("reader verify, 34 KB, MAC", true),
    ("reader verify, 34 KB, signature, signer known", true),
    ("reader verify, 3 documents", true),
    ("holder respond, signature", true),
    ("holder respond, MAC", true),
    ("session set-up, both sides", true),
    ("session set-up, keys made before the tap", true),
    ("encrypt 32 KB", true),
    ("decrypt 32 KB", true),
    ("BLE framing and reassembly, 34 KB", false),
    ("issue", true),
    ("verdict as JSON", false),
];

/// By how much a count may grow, in percent.
const TOLERANCE: f64 = 2.0;

/// What an element of one tenfold may cost beside one of the tenfold before; what is quadratic would come to ten. It is up
/// to 1.21: beyond 128 keys there is no bit for each, their ids take three bytes where the first take one, and digests are
/// searched among more of them.
const STEEPER: f64 = 1.25;

/// What the largest value may cost beside the smallest: nothing but its digest, which is the floor's, looks at its bytes.
const LARGER: f64 = 1.05;

/// Of the shorter and of the longer run.
const TIMES: [u64; 2] = [1, 3];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        // The work itself, as run below; for callgrind by hand also on another provider, where it is named behind.
        ["--run", part, times, name] | ["--run", part, times, name, _] => {
            let wanted = arguments.get(4).map_or(PROVIDER.name, String::as_str);
            let provider = PROVIDERS.iter().find(|provider| provider.name == wanted).unwrap();
            let case = cases(*provider).into_iter().find(|case| case.name == name).unwrap();
            let Pair { mut floor, mut ours } = case.make();
            let work = if part == "floor" { &mut floor } else { &mut ours };
            work(times.parse().unwrap());
            ExitCode::SUCCESS
        }
        ["--grow", part, growing, size] => {
            let growing = Growing::ALL.into_iter().find(|it| it.name() == growing).unwrap();
            growing.run(PROVIDER, size.parse().unwrap(), part == "floor");
            ExitCode::SUCCESS
        }
        ["--growth"] if grows() => ExitCode::SUCCESS,
        ["--growth"] => ExitCode::FAILURE,
        ["--check"] => check(),
        ["--save"] => {
            let mut text = format!("{}\n", compiler());
            for (name, count) in counts().unwrap() {
                text += &format!("{count:>9} {name}\n");
            }
            std::fs::write(baseline(), text).unwrap();
            ExitCode::SUCCESS
        }
        _ => {
            match counts() {
                Some(counts) => {
                    counts.iter().for_each(|(name, count)| println!("{count:>9} {name}"));
                    grows();
                }
                None => println!("valgrind is not installed: nothing was counted"),
            }
            ExitCode::SUCCESS
        }
    }
}

fn baseline() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions.txt")
}

/// Another compiler makes other code.
fn compiler() -> String {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let version = Command::new(rustc).arg("--version").output().unwrap();
    String::from_utf8(version.stdout).unwrap().trim().to_owned()
}

fn check() -> ExitCode {
    let text = std::fs::read_to_string(baseline()).unwrap();
    let (made_by, lines) = text.split_once('\n').unwrap();
    let expected: BTreeMap<&str, u64> = lines
        .lines()
        .map(|line| line.trim().split_once(' ').unwrap())
        .map(|(count, name)| (name, count.parse().unwrap()))
        .collect();
    let Some(counts) = counts() else {
        eprintln!("valgrind is not installed: nothing can be compared");
        return ExitCode::FAILURE;
    };
    let compiler = compiler();
    if compiler != made_by {
        println!("counted under {made_by}, and this is {compiler}: where its code differs, save the counts anew");
    }
    let mut grown = 0;
    for (name, count) in &counts {
        let before = expected.get(name).copied().unwrap_or(0);
        let percent = (*count as f64 / before as f64 - 1.0) * 100.0;
        let verdict = if percent > TOLERANCE { "GROWN" } else { "" };
        grown += usize::from(percent > TOLERANCE);
        println!("{before:>9} {count:>9} {percent:>+7.2} % {name} {verdict}");
    }
    if grown > 0 || counts.len() != expected.len() {
        eprintln!("{grown} counts have grown by more than {TOLERANCE} %");
        return ExitCode::FAILURE;
    }
    if grows() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints how a verification grows, and says whether it does so no faster than what it verifies.
fn grows() -> bool {
    let mut sound = true;
    for growing in Growing::ALL {
        let sizes = growing.sizes();
        let [ours, floor] = ["ours", "floor"].map(|part| {
            sizes.map(|size| counted(&["--grow", part, growing.name(), &size.to_string()], growing.name()))
        });
        let own: Vec<f64> = ours.iter().zip(&floor).map(|(ours, floor)| *ours as f64 - *floor as f64).collect();
        let steps = |at: usize| (own[at + 1] - own[at]) / (sizes[at + 1] - sizes[at]) as f64;
        for (size, own) in sizes.iter().zip(&own) {
            println!("{own:>9} to verify {size} {}", growing.name());
        }
        let (first, last) = (steps(0), steps(2));
        let grown = match growing {
            Growing::Elements => steps(1) > first * STEEPER || last > steps(1) * STEEPER,
            Growing::Bytes => own[3] > own[0] * LARGER,
        };
        sound &= !grown;
        let verdict = if grown { "GROWN" } else { "" };
        println!("{first:.4}, {:.4}, {last:.4} for each of {} {verdict}", steps(1), growing.name());
    }
    sound
}

/// The count of each case; `None` without valgrind.
fn counts() -> Option<Vec<(&'static str, u64)>> {
    Command::new("valgrind").arg("--version").stdout(Stdio::null()).status().ok()?;
    let counts = COUNTED.map(|(name, less_floor)| {
        let ours = count("ours", name);
        (name, if less_floor { ours.saturating_sub(count("floor", name)) } else { ours })
    });
    Some(counts.to_vec())
}

/// The instructions that the work takes once.
fn count(part: &str, name: &str) -> u64 {
    let [short, long] = TIMES.map(|times| counted(&["--run", part, &times.to_string(), name], name));
    (long - short) / (TIMES[1] - TIMES[0])
}

/// The instructions of this program, run with these arguments.
fn counted(arguments: &[&str], name: &str) -> u64 {
    let run = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .arg(std::env::current_exe().unwrap())
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{name}: {said}");
    let line = said.lines().find_map(|line| line.split_once("I   refs:")).unwrap_or_else(|| panic!("{name}: {said}"));
    line.1.trim().replace(',', "").parse().unwrap()
}
