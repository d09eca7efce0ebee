//! The law of the flipped bit: whatever single bit of a response or of its transcript is flipped, verification refuses or
//! yields the same claims to the byte. Where it yields them, the report differs only by what is said of fields that
//! nobody signs, all of which are listed here.
//!
//! `cargo test` takes a sample; `MDOC_EXHAUSTIVE=1 cargo test --release --test law_bit_flip` takes every bit.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
#![allow(missing_docs, unreachable_pub)]

#[path = "../../benches/support/fixture.rs"]
mod fixture;
mod path;
mod specimen;
#[allow(dead_code)]
#[path = "../reader_support/vectors.rs"]
mod vectors;
#[allow(dead_code)]
#[path = "../reader_support/wallets.rs"]
mod wallets;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use mdoc_proximity::report::CheckId;
use specimen::{Judged, Specimen, corpus};

/// How many bits of a response, and of a transcript, `cargo test` flips.
const SAMPLE: usize = 60;

/// A field that nobody signs, and the checks that may say something else of it while everything still holds.
struct Unsigned {
    /// The path of the field ends with this, or lies below what does.
    field: &'static str,
    checks: &'static [CheckId],
}

/// Certificates in `x5chain` (33) are not relied on where the signer's key is pinned, and then nothing is said of them.
const UNSIGNED: &[Unsigned] = &[Unsigned { field: "version", checks: &[CheckId::ResponseVersion] }];

/// Whether a difference in this check is to be expected of a bit in this field.
fn is_listed(path: &str, check: CheckId) -> bool {
    UNSIGNED.iter().any(|unsigned| {
        (path.ends_with(unsigned.field) || path.contains(&format!("{}.", unsigned.field)))
            && unsigned.checks.contains(&check)
    })
}

fn flip(bytes: &mut [u8], bit: usize) {
    bytes[bit / 8] ^= 1 << (bit % 8);
}

/// What became of the flipped bits.
#[derive(Debug, Default)]
struct Tally {
    flipped: usize,
    refused: usize,
    /// Of those that were not refused, the fields they stand in.
    held: BTreeMap<String, usize>,
    breaches: Vec<String>,
}

/// Fields that a sample of the first specimen takes every bit of: nobody signs them.
const ALWAYS: [&str; 4] = ["version", "status", "documents.0.issuerSigned", "documents.0.issuerSigned.nameSpaces"];

/// The bits to flip: all, or a sample that differs from specimen to specimen and always takes the same bits.
fn bits(bytes: usize, number: usize) -> Box<dyn Iterator<Item = usize>> {
    let bits = bytes * 8;
    if std::env::var_os("MDOC_EXHAUSTIVE").is_some() {
        return Box::new(0..bits);
    }
    let step = (bits / SAMPLE).max(1);
    Box::new((number * 7 % step..bits).step_by(step))
}

fn judge_flips(specimen: &Specimen, number: usize) -> Tally {
    let Judged::Held { claims, report } = specimen.judge(&specimen.response, &specimen.transcript) else {
        panic!("{}: not verified to begin with", specimen.name)
    };
    let paths = path::paths(&specimen.response);
    let mut tally = Tally::default();
    let mut response = specimen.response.clone();
    let unsigned = |bit: &usize| number == 0 && ALWAYS.contains(&paths[bit / 8].as_str());
    let chosen: BTreeSet<usize> =
        bits(response.len(), number).chain((0..response.len() * 8).filter(unsigned)).collect();
    for bit in chosen {
        flip(&mut response, bit);
        tally.flipped += 1;
        match specimen.judge(&response, &specimen.transcript) {
            Judged::Refused => tally.refused += 1,
            Judged::Held { claims: now, report: other } => {
                let path = &paths[bit / 8];
                if now != claims {
                    tally.breaches.push(format!("{}: bit {bit} ({path}): other claims", specimen.name));
                }
                let differing: BTreeSet<CheckId> =
                    report.symmetric_difference(&other).map(|(check, _)| *check).collect();
                for check in differing.into_iter().filter(|check| !is_listed(path, *check)) {
                    tally.breaches.push(format!("{}: bit {bit} ({path}): {check} differs", specimen.name));
                }
                *tally.held.entry(path.clone()).or_default() += 1;
            }
        }
        flip(&mut response, bit);
    }
    let mut transcript = specimen.transcript.clone();
    for bit in bits(transcript.len(), number) {
        flip(&mut transcript, bit);
        tally.flipped += 1;
        match specimen.judge(&specimen.response, &transcript) {
            Judged::Refused => tally.refused += 1,
            Judged::Held { .. } => tally.breaches.push(format!("{}: transcript, bit {bit}", specimen.name)),
        }
        flip(&mut transcript, bit);
    }
    tally
}

#[test]
fn no_flipped_bit_changes_a_claim() {
    let corpus = corpus();
    let (next, all) = (AtomicUsize::new(0), Mutex::new(Tally::default()));
    let work = || {
        while let Some((number, specimen)) = corpus.iter().enumerate().nth(next.fetch_add(1, Ordering::SeqCst)) {
            let tally = judge_flips(specimen, number);
            println!("{}: {} flipped, {} refused, held: {:?}", specimen.name, tally.flipped, tally.refused, tally.held);
            let mut all = all.lock().unwrap();
            all.flipped += tally.flipped;
            all.refused += tally.refused;
            all.breaches.extend(tally.breaches);
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let all = all.into_inner().unwrap();
    println!("{} specimens, {} bits flipped, {} refused", corpus.len(), all.flipped, all.refused);
    assert!(all.breaches.is_empty(), "{} breaches:\n{}", all.breaches.len(), all.breaches.join("\n"));
    assert!(all.refused * 10 > all.flipped * 9, "{} of {} refused", all.refused, all.flipped);
}
