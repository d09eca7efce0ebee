//! How long each step took.

use std::fmt;
use std::time::{Duration, Instant};

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use serde_json::json;

/// The steps, in the order made.
#[derive(Debug, Default)]
pub struct Steps {
    steps: Vec<(&'static str, Duration)>,
}

impl Steps {
    /// Does `work` and notes how long it took.
    pub fn time<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let done = work();
        self.add(name, start.elapsed());
        done
    }

    /// Notes a step.
    pub fn add(&mut self, name: &'static str, took: Duration) {
        self.steps.push((name, took));
    }
}

impl fmt::Display for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.steps.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        for (index, (name, took)) in self.steps.iter().enumerate() {
            let end = if index == 0 { "" } else { "\n" };
            write!(f, "{end}  {name:<width$}  {:>9.2} ms", took.as_secs_f64() * 1_000.0)?;
        }
        Ok(())
    }
}

impl Serialize for Steps {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut steps = serializer.serialize_seq(Some(self.steps.len()))?;
        for (name, took) in &self.steps {
            let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
            steps.serialize_element(&json!({ "step": name, "microseconds": microseconds }))?;
        }
        steps.end()
    }
}
