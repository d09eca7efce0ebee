//! How verifying scales to two threads, beside the raw verifications alone on the same machine.
//!
//! `cargo bench --bench threads [-- rounds]` lets one thread and then two work for a slice of time, floor and ours in turn,
//! in so many rounds, and takes the best of each: what docs/PERFORMANCE.md has. A machine whose processors are busy with
//! something else shows it in the floor's scaling.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

#[path = "support/fixture.rs"]
mod fixture;

use core::hint::black_box;
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::sync::Barrier;
use std::time::Instant;

use fixture::{Fixture, Floor, Shape};
use mdoc_proximity::crypto::{CryptoProvider, PROVIDERS};

/// How long is worked each time.
const SLICE: Duration = Duration::from_millis(60);

/// How often, unless told.
const ROUNDS: usize = 5;

fn main() {
    let rounds = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(ROUNDS);
    println!(
        "| provider | work | floor: 1 thread, 1/s | 2 threads | scales by | ours: 1 thread, 1/s | 2 threads | scales by | ratio |"
    );
    println!("|---|---|--:|--:|--:|--:|--:|--:|--:|");
    for provider in PROVIDERS {
        measure(*provider, false, rounds);
        measure(*provider, true, rounds);
    }
}

/// All threads share the response and the reader, and where `known` is set the paths it remembers.
fn measure(provider: CryptoProvider, known: bool, rounds: usize) {
    let mut fixture = Fixture::new(provider, Shape::default());
    if known {
        fixture.remember_paths();
        drop(fixture.verify());
    }
    let raw = fixture.floor();
    let floor = || raw_once(&raw, &fixture, known);
    let ours = || drop(black_box(fixture.verify()));
    // One and two threads of the floor, then of ours.
    let mut best = [0.0_f64; 4];
    for _ in 0..rounds {
        let round = [rate(1, &floor), rate(1, &ours), rate(2, &floor), rate(2, &ours)];
        best.iter_mut().zip(round).for_each(|(best, rate)| *best = best.max(rate));
    }
    let [floor_1, ours_1, floor_2, ours_2] = best;
    let (floor, ours) = (floor_2 / floor_1, ours_2 / ours_1);
    let name = if known { "reader verify, 34 KB, signer known" } else { "reader verify, 34 KB" };
    println!(
        "| {} | {name} | {floor_1:.0} | {floor_2:.0} | {floor:.2} | {ours_1:.0} | {ours_2:.0} | {ours:.2} | {:.2} |",
        provider.name,
        ours / floor
    );
}

fn raw_once(raw: &Floor, fixture: &Fixture, known: bool) {
    let key = &*fixture.e_reader_key;
    if known { raw.verify_known(key) } else { raw.verify(key) }
}

/// How often a second so many threads do the work together.
fn rate(threads: usize, work: &(impl Fn() + Sync)) -> f64 {
    let (start, stop) = (Barrier::new(threads + 1), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    work();
                    start.wait();
                    let (from, mut times) = (Instant::now(), 0_u32);
                    while !stop.load(Ordering::Relaxed) {
                        work();
                        times += 1;
                    }
                    f64::from(times) / from.elapsed().as_secs_f64()
                })
            })
            .collect();
        start.wait();
        std::thread::sleep(SLICE);
        stop.store(true, Ordering::Relaxed);
        running.into_iter().map(|thread| thread.join().unwrap()).sum()
    })
}
