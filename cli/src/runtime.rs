//! The asynchronous runtime of the commands that talk.

use std::future::Future;

use crate::failure::Failure;

/// Runs a command to its end, and does not wait for a question nobody answers any more.
pub fn run<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::unreadable("the runtime", error))?;
    let done = runtime.block_on(async {
        let done = work.await;
        // A prompt that was interrupted has hidden the cursor.
        let terminal = dialoguer::console::Term::stderr();
        if terminal.is_term() {
            let _ = terminal.show_cursor();
        }
        done
    });
    runtime.shutdown_background();
    done
}

/// Completes at Ctrl-C; never where it cannot be waited for.
pub async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
