//! Tokio's timer and the date of the test documents.

use core::future::Future;

use mdoc_proximity::driver::{Clock, TokioClock};
use mdoc_proximity::time::{Monotonic, Now};

use super::world::NOW;

pub struct TestClock(TokioClock);

impl TestClock {
    pub fn new() -> Self {
        Self(TokioClock::new())
    }
}

impl Clock for TestClock {
    fn now(&self) -> Now {
        Now { wall: NOW, ..self.0.now() }
    }

    fn sleep_until(&self, deadline: Monotonic) -> impl Future<Output = ()> + Send {
        self.0.sleep_until(deadline)
    }
}
