//! Medians of rounds.

use std::time::Instant;

/// Rounds, of which the best counts: what else the machine does makes one slower, never faster.
pub const ROUNDS: usize = 5;
const WARM: usize = 20;
const TURNS: usize = 60;

/// Something that is timed.
pub struct Subject<'s> {
    pub name: String,
    pub version: String,
    /// What it does less than the others.
    pub note: &'static str,
    pub medians: Vec<f64>,
    once: Box<dyn FnMut() + 's>,
}

impl<'s> Subject<'s> {
    pub fn new(name: impl Into<String>, version: &str, note: &'static str, once: impl FnMut() + 's) -> Self {
        Self { name: name.into(), version: version.to_owned(), note, medians: Vec::new(), once: Box::new(once) }
    }

    /// The median of one round, in microseconds.
    fn round(&mut self) -> f64 {
        for _ in 0..WARM {
            (self.once)();
        }
        let mut times: Vec<f64> = (0..TURNS)
            .map(|_| {
                let start = Instant::now();
                (self.once)();
                start.elapsed().as_secs_f64() * 1e6
            })
            .collect();
        times.sort_by(f64::total_cmp);
        times[TURNS / 2]
    }
}

/// Times all of them, in turns, so that a slow minute is everybody's.
pub fn interleaved(subjects: &mut [Subject<'_>]) {
    for _ in 0..ROUNDS {
        for subject in &mut *subjects {
            let median = subject.round();
            subject.medians.push(median);
        }
    }
}
