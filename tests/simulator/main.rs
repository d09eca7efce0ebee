//! The fault simulator: holder and reader over every transport, in virtual time, on a link that fails as a seed says.
//!
//! ```text
//! cargo test --test simulator                                          2,000 runs
//! SIM_RUNS=100000 SIM_THREADS=2 cargo test --test simulator every_run -- --nocapture
//! SIM_SEED=123 cargo test --test simulator one_seed -- --nocapture    one of them, told step by step
//! ```
#![allow(missing_docs, unreachable_pub)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod ble;
mod boundaries;
mod carriage;
mod crossing;
mod devices;
mod endings;
mod fault;
mod limits;
mod nfc;
mod nonce;
mod party;
mod plan;
mod sim;
mod stage;
mod stream;
mod suffering;
mod table;
mod ways;
#[allow(dead_code)]
#[path = "../two_party/world.rs"]
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::str::FromStr;
use std::thread;
use std::time::Instant;

use mdoc_proximity::session::{CloseReason, Status};

use fault::Kind;
use plan::Plan;
use sim::{Ended, Sim};
use stage::Stage;
use table::Table;

fn setting<T: FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}

/// One run, judged.
fn run(stage: &Stage, plan: &Plan) -> Ended {
    let ended = Sim::new(stage, plan.clone()).run();
    if plan.is_harmless() {
        assert!(ended.success, "nothing was wrong, and it failed: {ended:?}");
        // Both sides agree about who ended it, and nothing that was sent was cut off.
        let told = CloseReason::Peer(Status::Termination);
        let ends = if plan.holder_closes { (CloseReason::Local, told) } else { (told, CloseReason::Local) };
        assert_eq!((ended.holder, ended.reader), ends, "{ended:?}");
        let fair = |why: &Option<String>| matches!(why.as_deref(), Some("Local" | "Peer" | "Lost" | "Closed"));
        assert!(ended.links.iter().all(fair), "{ended:?}");
    }
    ended
}

/// The runs of these seeds; the first that fails is named.
fn runs(stage: &Stage, seeds: impl Iterator<Item = u64>) -> Table {
    let mut table = Table::default();
    for seed in seeds {
        let plan = Plan::new(seed);
        match catch_unwind(AssertUnwindSafe(|| run(stage, &plan))) {
            Ok(ended) => table.add(&plan, &ended),
            Err(why) => {
                eprintln!("SIM_SEED={seed} cargo test --test simulator one_seed -- --nocapture\n{plan:#?}");
                std::panic::resume_unwind(why);
            }
        }
    }
    table
}

#[test]
fn every_run_ends_in_success_or_a_reason() {
    let count = setting("SIM_RUNS").unwrap_or(2000);
    let threads = setting("SIM_THREADS").unwrap_or(2_u64);
    let first = setting("SIM_FIRST").unwrap_or(0);
    let began = Instant::now();
    let mut table = Table::default();
    thread::scope(|scope| {
        let workers = (0..threads).map(|worker| {
            let seeds = (first + worker..first + count).step_by(usize::try_from(threads).unwrap());
            scope.spawn(move || runs(&Stage::new(), seeds))
        });
        for worker in workers.collect::<Vec<_>>() {
            table.merge(worker.join().unwrap_or_else(|why| std::panic::resume_unwind(why)));
        }
    });
    let seconds = began.elapsed().as_secs_f64();
    println!("{table}\n{count} runs in {seconds:.1} s on {threads} threads, {:.0} a second", count as f64 / seconds);

    let count = usize::try_from(count).unwrap();
    assert_eq!(table.runs(), count);
    // What was left alone succeeded.
    let (calm, successes) = table.row("nothing");
    assert!(calm == successes && calm >= count / 16, "{calm} runs, {successes} successes");
    // Every fault has really happened, and has not undone everything.
    for kind in Kind::ALL {
        let applied = table.applied.get(&kind).copied().unwrap_or(0);
        assert!(applied >= count / 100, "{kind:?} was applied {applied} times");
    }
    let reasons = [
        "Local",
        "LinkClosed",
        "TimedOut",
        "Undecodable",
        "Unexpected",
        "Channel(Decrypt)",
        "Peer(20)",
        "Peer(10)",
        "Peer(11)",
    ];
    for reason in reasons {
        assert!(table.ended(reason) >= count / 1000, "{reason}: {}", table.ended(reason));
    }
    assert!(table.crashes as usize >= count / 50);
}

/// Tells a run step by step, and that the same seed gives the same run.
#[test]
fn one_seed_gives_one_run() {
    let stage = Stage::new();
    let seed = setting("SIM_SEED");
    let plan = Plan::new(seed.unwrap_or(1234));
    if seed.is_some() {
        println!("{plan:#?}");
        Sim::new(&stage, plan.clone()).traced().run();
    }
    let (one, same) = (run(&stage, &plan), run(&stage, &plan));
    let told = |ended: &Ended| (ended.success, ended.responses, ended.holder, ended.reader, ended.took);
    assert_eq!(told(&one), told(&same));
}
