//! A presentation and its parts, each beside its floor, on every provider of the build.
//!
//! `cargo bench --bench presentation -- --ratios [filter]` measures both in turn, five times, and prints the best of each
//! and their ratio: what docs/PERFORMANCE.md has. Without `--ratios` it is Criterion's.

// `criterion_main!` writes an undocumented `main`.
#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

#[path = "support/fixture.rs"]
mod fixture;
#[path = "support/minicbor_structs.rs"]
mod minicbor_structs;
#[path = "support/pairs.rs"]
mod pairs;

use core::hint::black_box;
use core::time::Duration;

use criterion::Criterion;
use mdoc_proximity::crypto::PROVIDERS;
use pairs::{Pair, Work, cases, decoded};

/// How often both are measured, and how long each time.
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_millis(60);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.split_first() {
        Some((first, filters)) if first == "--ratios" => ratios(filters),
        _ => criterion(),
    }
}

fn criterion() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(500))
        .configure_from_args();
    for provider in PROVIDERS {
        for case in cases(*provider) {
            let mut group = criterion.benchmark_group(format!("{}/{}", provider.name, case.name.replace('/', " ")));
            let Pair { mut floor, mut ours } = case.make();
            group.bench_function("floor", |bencher| bencher.iter_custom(&mut floor));
            group.bench_function("ours", |bencher| bencher.iter_custom(&mut ours));
            group.finish();
        }
    }
    let fixture = fixture::Fixture::new(PROVIDERS[0], fixture::Shape::default());
    let mut group = criterion.benchmark_group("decode");
    group.bench_function("ours", |bencher| bencher.iter(|| decoded(&fixture.response)));
    group.bench_function("minicbor into borrowed structures", |bencher| {
        bencher.iter(|| drop(black_box(minicbor_structs::response(black_box(&fixture.response)).unwrap())));
    });
    group.bench_function("ciborium::Value", |bencher| bencher.iter(|| values(&fixture.response)));
    group.finish();
    criterion.final_summary();
}

/// The whole response as `ciborium::Value`s: what is embedded included, and the mobile security object, which is embedded
/// in the payload of issuerAuth.
fn values(response: &[u8]) -> usize {
    fn payload(value: &ciborium::Value) -> Option<&Vec<u8>> {
        value.as_array()?.get(2)?.as_bytes()
    }
    fn inner(value: &ciborium::Value) -> usize {
        use ciborium::Value;
        match value {
            Value::Tag(24, content) => match &**content {
                Value::Bytes(bytes) => 1 + values(bytes),
                _ => 1,
            },
            Value::Tag(_, content) => 1 + inner(content),
            Value::Array(items) => 1 + items.iter().map(inner).sum::<usize>(),
            Value::Map(entries) => entries.iter().fold(1, |sum, (key, value)| match payload(value) {
                Some(bytes) if key.as_text() == Some("issuerAuth") => sum + inner(value) + values(bytes),
                _ => sum + inner(value),
            }),
            _ => 1,
        }
    }
    let value: ciborium::Value = ciborium::from_reader(black_box(response)).unwrap();
    inner(&value)
}

/// How long one takes, at best of a round.
fn once(work: &mut Work, times: u64) -> f64 {
    work(times).as_secs_f64() / f64::from(u32::try_from(times).unwrap_or(u32::MAX))
}

/// As often as fills a round.
fn times(work: &mut Work) -> u64 {
    work(1);
    let one = work(1).max(Duration::from_nanos(100));
    u64::try_from(ROUND.as_nanos() / one.as_nanos()).unwrap_or(1).clamp(1, 100_000)
}

fn line(provider: &str, name: &str, Pair { mut floor, mut ours }: Pair) {
    let (floors, our) = (times(&mut floor), times(&mut ours));
    let (mut best_floor, mut best_ours) = (f64::MAX, f64::MAX);
    for _ in 0..ROUNDS {
        let (one, other) = (once(&mut floor, floors), once(&mut ours, our));
        best_floor = best_floor.min(one);
        best_ours = best_ours.min(other);
    }
    let ratio = best_ours / best_floor;
    println!("| {provider} | {name} | {:.2} | {:.2} | {ratio:.2} |", best_floor * 1e6, best_ours * 1e6);
}

fn ratios(filters: &[String]) {
    let wanted = |name: &str| filters.is_empty() || filters.iter().any(|filter| name.contains(filter.as_str()));
    println!("| provider | work | floor, us | ours, us | ratio of the best of {ROUNDS} |\n|---|---|---|---|---|");
    for provider in PROVIDERS {
        for case in cases(*provider).iter().filter(|case| wanted(&case.name)) {
            line(provider.name, &case.name, case.make());
        }
    }
    if wanted("decode, floor ciborium") {
        let fixture: &'static _ = Box::leak(Box::new(fixture::Fixture::new(PROVIDERS[0], fixture::Shape::default())));
        let work = |mut work: Box<dyn FnMut()>| -> Work {
            Box::new(move |times| {
                let start = std::time::Instant::now();
                (0..times).for_each(|_| work());
                start.elapsed()
            })
        };
        let floor = work(Box::new(|| {
            black_box(values(&fixture.response));
        }));
        let ours = work(Box::new(|| decoded(&fixture.response)));
        line("-", "decode, floor ciborium::Value", Pair { floor, ours });
    }
}
