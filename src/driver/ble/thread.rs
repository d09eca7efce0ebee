//! A radio on a thread of its own.
//!
//! The crates that the radios stand on leave the order of what arrives to the runtime they run on, and only a
//! single-threaded one keeps it. A thread of their own also lets them clean up when whoever called them is gone, runtime
//! and all.

use core::future::Future;
use std::thread;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use crate::driver::ble::{Call, Radio, RadioError};

/// Calls for a thread. Dropping it makes the thread clean up and end.
#[derive(Debug)]
pub(super) struct Worker(UnboundedSender<Call>);

/// How a thread says that it is ready, or why not.
pub(super) type Ready<T> = oneshot::Sender<Result<T, RadioError>>;

impl Worker {
    /// Starts a thread that does `work`, and waits until it is ready. Work that is given up before it is ready sees
    /// [`Ready::is_closed`](oneshot::Sender::is_closed).
    ///
    /// # Errors
    /// What the work says, or [`RadioError::Other`] where no thread can be made.
    pub(super) async fn start<T, F, W>(name: &'static str, work: F) -> Result<(Self, T), RadioError>
    where
        T: Send + 'static,
        F: FnOnce(UnboundedReceiver<Call>, Ready<T>) -> W + Send + 'static,
        W: Future<Output = ()>,
    {
        let failed = |said: &dyn core::fmt::Display| RadioError::Other { step: "starting", said: said.to_string() };
        let (calls, called) = unbounded_channel();
        let (ready, result) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| failed(&error))?;
        let run = move || runtime.block_on(work(called, ready));
        thread::Builder::new().name(name.to_owned()).spawn(run).map_err(|error| failed(&error))?;
        match result.await {
            Ok(result) => result.map(|made| (Self(calls), made)),
            Err(_) => Err(failed(&"the thread has ended")),
        }
    }
}

impl Radio for Worker {
    fn call(&mut self, call: Call) {
        // A thread that has ended has told so.
        let _ = self.0.send(call);
    }
}
