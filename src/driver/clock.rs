//! Time, from outside the library.

use core::future::Future;

use crate::time::{Monotonic, Now};

/// A pair of clocks and a way to wait.
pub trait Clock {
    /// Both clocks.
    fn now(&self) -> Now;

    /// Completes at or after `deadline`.
    fn sleep_until(&self, deadline: Monotonic) -> impl Future<Output = ()> + Send;
}

#[cfg(feature = "tokio")]
pub use tokio_clock::TokioClock;

#[cfg(feature = "tokio")]
mod tokio_clock {
    use std::time::{SystemTime, UNIX_EPOCH};

    use tokio::time::Instant;

    use super::{Clock, Future, Monotonic, Now};
    use crate::time::UnixTime;

    /// The system's wall clock and tokio's timer.
    #[derive(Debug, Clone, Copy)]
    pub struct TokioClock {
        start: Instant,
    }

    impl TokioClock {
        /// A clock that starts now.
        #[must_use]
        pub fn new() -> Self {
            Self { start: Instant::now() }
        }
    }

    impl Default for TokioClock {
        fn default() -> Self {
            Self::new()
        }
    }

    impl Clock for TokioClock {
        fn now(&self) -> Now {
            let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
            Now {
                monotonic: Monotonic::new(self.start.elapsed()),
                wall: UnixTime::from_unix_seconds(i64::try_from(seconds).unwrap_or(i64::MAX)),
            }
        }

        fn sleep_until(&self, deadline: Monotonic) -> impl Future<Output = ()> + Send {
            let at = self.start.checked_add(deadline.since_start());
            async move {
                match at {
                    Some(at) => tokio::time::sleep_until(at).await,
                    // Later than the timer can say: never.
                    None => core::future::pending().await,
                }
            }
        }
    }
}
