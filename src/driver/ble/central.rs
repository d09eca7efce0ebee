//! The central, on btleplug: scans, connects, subscribes, writes.

#[cfg(target_os = "linux")]
mod channel;
mod client;
mod peer;
mod scan;
#[cfg(target_os = "linux")]
mod service;

use core::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;

use crate::driver::ble::thread::{Ready, Worker};
use crate::driver::ble::{Call, Callbacks, Radio, RadioError};
use crate::transport::ble::{Mode, ValueSize};
use client::Client;

/// What a [`Central`] looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CentralOptions {
    /// The adapter, such as `hci0`; the first where it is left out. Where the system names none, only the first can be
    /// used.
    pub adapter: Option<String>,
    /// The mode, which says whose service it is.
    pub mode: Mode,
    /// The service's UUID (RFC 4122 order), of the engagement.
    pub uuid: [u8; 16],
    /// How long to look for it, and to connect, before it is told that nobody is there. Default 60 s. A connection that has
    /// not started then tries again, [`BLE_ATTEMPTS`](crate::budget::BLE_ATTEMPTS) times in all: who wants an end sooner sets
    /// [`BleLink::started`](super::BleLink::started) a limit.
    pub patience: Duration,
}

impl CentralOptions {
    /// The service of `mode`, through the first adapter.
    #[must_use]
    pub const fn new(mode: Mode, uuid: [u8; 16]) -> Self {
        Self { adapter: None, mode, uuid, patience: Duration::from_secs(60) }
    }
}

/// A GATT client of the system's own Bluetooth stack: Linux, macOS, iOS, Windows, Android. It was run on Linux with
/// BlueZ 5.66 and virtual controllers; on the others it is compiled code that nobody has run.
///
/// It runs on a thread of its own. L2CAP channels are opened on Linux only.
#[derive(Debug)]
pub struct Central {
    worker: Worker,
}

impl Central {
    /// How long the values are that the stack writes whole: bluetoothd 5.66 silently drops those above 510 bytes.
    #[must_use]
    pub fn value_size() -> ValueSize {
        if cfg!(target_os = "linux") { ValueSize::new(3, 510) } else { ValueSize::STANDARD }
    }

    /// Whether this system's radio opens L2CAP channels.
    #[must_use]
    pub const fn opens_channels() -> bool {
        cfg!(target_os = "linux")
    }

    /// Looks whether the adapter is there and switched on. Nothing is scanned for yet.
    ///
    /// # Errors
    /// [`RadioError`].
    pub async fn open(options: CentralOptions, callbacks: Callbacks) -> Result<Self, RadioError> {
        let work = move |calls, ready| run(options, callbacks, calls, ready);
        let (worker, ()) = Worker::start("ble-central", work).await?;
        Ok(Self { worker })
    }
}

impl Radio for Central {
    fn call(&mut self, call: Call) {
        self.worker.call(call);
    }
}

async fn run(options: CentralOptions, callbacks: Callbacks, calls: UnboundedReceiver<Call>, ready: Ready<()>) {
    match Client::open(options, callbacks).await {
        Ok(client) => {
            if ready.send(Ok(())).is_ok() {
                client.run(calls).await;
            }
        }
        Err(error) => {
            let _ = ready.send(Err(error));
        }
    }
}

/// What btleplug's error means.
pub(super) fn error(step: &'static str, error: &btleplug::Error) -> RadioError {
    let said = error.to_string();
    match error {
        btleplug::Error::PermissionDenied => RadioError::NotPermitted { said },
        btleplug::Error::NoAdapterAvailable => RadioError::NoAdapter { wanted: None },
        btleplug::Error::NotSupported(what) => RadioError::Unsupported { what: what.clone() },
        btleplug::Error::TimedOut(_) => RadioError::TooSlow { step },
        _ => RadioError::Other { step, said },
    }
}
