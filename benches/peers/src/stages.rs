//! One presentation, stage by stage, in process and without a radio: ours and isomdl's, each with itself.

mod isomdl_alone;
mod ours_alone;

use std::time::Instant;

use serde::Serialize;

use crate::fixture::Fixture;

/// What each stage is, in order.
pub const STAGES: [&str; 5] = [
    "holder: engagement",
    "reader: session and request",
    "holder: session, request read",
    "holder: disclose, sign, encrypt",
    "reader: decrypt, verify",
];

/// Microseconds of each stage.
pub type Stages = [f64; STAGES.len()];

const TURNS: usize = 41;

#[derive(Debug, Serialize)]
pub struct Course {
    pub name: String,
    pub stages: Stages,
}

/// The median of each stage for all courses, in turns.
pub fn measure(fast: &Fixture, pure: &Fixture) -> Vec<Course> {
    type Run<'f> = Box<dyn Fn(&mut Watch) + 'f>;
    let runs: [(String, Run<'_>); 3] = [
        (format!("{}, aws-lc-rs", crate::OURS), Box::new(|watch| ours_alone::present(fast, watch))),
        (format!("{}, rustcrypto", crate::OURS), Box::new(|watch| ours_alone::present(pure, watch))),
        ("isomdl 0.2.0".to_owned(), Box::new(|watch| isomdl_alone::present(pure, watch))),
    ];
    let mut times = vec![Vec::new(); runs.len()];
    for turn in 0..=TURNS {
        for (at, (_, run)) in runs.iter().enumerate() {
            let mut watch = Watch::new();
            run(&mut watch);
            // The first warms up.
            if turn > 0 {
                times[at].push(watch.stages);
            }
        }
    }
    let courses = runs.iter().zip(times);
    courses.map(|((name, _), times)| Course { name: name.clone(), stages: medians(&times) }).collect()
}

fn medians(times: &[Stages]) -> Stages {
    std::array::from_fn(|stage| {
        let mut of_stage: Vec<f64> = times.iter().map(|stages| stages[stage]).collect();
        of_stage.sort_by(f64::total_cmp);
        of_stage[of_stage.len() / 2]
    })
}

/// Takes the time of one stage after the other.
pub struct Watch {
    since: Instant,
    at: usize,
    stages: Stages,
}

impl Watch {
    fn new() -> Self {
        Self { since: Instant::now(), at: 0, stages: Stages::default() }
    }

    /// The stage is over.
    pub fn lap(&mut self) {
        self.stages[self.at] = self.since.elapsed().as_secs_f64() * 1e6;
        self.at += 1;
        self.since = Instant::now();
    }
}
