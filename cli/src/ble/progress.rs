//! A bar while bytes go, for whoever looks at the terminal.

use indicatif::{ProgressBar, ProgressStyle};
use mdoc_proximity::driver::ble::OnProgress;
use mdoc_proximity::transport::ble::connection::Progress;

/// Messages shorter than this are gone before a bar is read.
const LEAST: usize = 4096;

/// Draws to standard error, and to nothing where that is no terminal.
pub fn bar() -> OnProgress {
    let mut shown: Option<(ProgressBar, bool)> = None;
    Box::new(move |progress: Progress| {
        let (at, length, sends) = match progress {
            Progress { sending: Some((at, length)), .. } => (at, Some(length), true),
            Progress { received, expected, .. } => (received, expected, false),
        };
        // A message that has ended, or another that begins, takes the bar of the last one away.
        if (at < LEAST || shown.as_ref().is_some_and(|(_, before)| *before != sends))
            && let Some((bar, _)) = shown.take()
        {
            bar.finish_and_clear();
        }
        if at >= LEAST {
            let (bar, _) = shown.get_or_insert_with(|| (draw(length, sends), sends));
            bar.set_position(u64::try_from(at).unwrap_or(u64::MAX));
        }
    })
}

fn draw(length: Option<usize>, sends: bool) -> ProgressBar {
    let what = if sends { "sending" } else { "receiving" };
    let (bar, template) = match length.and_then(|length| u64::try_from(length).ok()) {
        Some(length) => {
            (ProgressBar::new(length), format!("{what} {{bar:30}} {{bytes}} of {{total_bytes}}, {{bytes_per_sec}}"))
        }
        None => (ProgressBar::new_spinner(), format!("{what} {{spinner}} {{bytes}}, {{bytes_per_sec}}")),
    };
    bar.with_style(ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}
