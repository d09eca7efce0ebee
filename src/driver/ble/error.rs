//! What a radio fails with, told as what it is.

use core::fmt;
use core::time::Duration;

/// Why a radio could not do what it was asked for.
///
/// `Display` says what is wrong in a sentence; [`advice`](Self::advice) says what a person can do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RadioError {
    /// The system's Bluetooth service does not answer (Linux: bluetoothd or the system bus is not there).
    NoService,
    /// There is no adapter, or not the one asked for.
    NoAdapter {
        /// The name asked for, such as `hci1`.
        wanted: Option<String>,
    },
    /// The adapter is switched off.
    PoweredOff {
        /// Its name.
        adapter: String,
        /// Whether a switch (rfkill: airplane mode, a key) keeps it off.
        blocked: bool,
    },
    /// The system does not let this program use Bluetooth.
    NotPermitted {
        /// What the system said.
        said: String,
    },
    /// The adapter or the system's Bluetooth service cannot do this.
    Unsupported {
        /// What is missing.
        what: String,
    },
    /// Nobody was found, or connected, in time.
    NotFound {
        /// How long was waited.
        waited: Duration,
    },
    /// The peer connected, but does not have the service or its characteristics.
    NotAnMdoc {
        /// What is missing.
        missing: String,
    },
    /// A step took too long.
    TooSlow {
        /// Which one.
        step: &'static str,
    },
    /// The adapter was switched off, reset or pulled out on the way.
    AdapterLost,
    /// Anything else, in the system's words.
    Other {
        /// What was being done.
        step: &'static str,
        /// What the system said.
        said: String,
    },
}

impl RadioError {
    /// What a person can do about it; `None` where there is nothing to be done but trying again.
    #[must_use]
    pub const fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoService => {
                "install BlueZ and start it: `sudo systemctl enable --now bluetooth` (in a container, share the host's \
                 /run/dbus)"
            }
            Self::NoAdapter { .. } => {
                "plug in a Bluetooth adapter (4.2 or newer), or load its driver; `bluetoothctl list` names what there is"
            }
            Self::PoweredOff { blocked: true, .. } => "`rfkill unblock bluetooth`, or leave airplane mode",
            Self::PoweredOff { blocked: false, .. } => "switch it on: `bluetoothctl power on`",
            Self::NotPermitted { .. } => {
                "on Linux add yourself to the group bluetooth (`sudo usermod -aG bluetooth $USER`, then log in again); \
                 elsewhere allow Bluetooth for this program in the system's privacy settings"
            }
            Self::Unsupported { .. } => "use an adapter and a BlueZ (5.66 or newer) that can do it, or the other mode",
            Self::NotFound { .. } => "bring the devices together and start again with a fresh QR code",
            Self::AdapterLost => "start again with a fresh QR code",
            Self::NotAnMdoc { .. } | Self::TooSlow { .. } | Self::Other { .. } => return None,
        })
    }
}

impl fmt::Display for RadioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoService => f.write_str("the system's Bluetooth service is not running"),
            Self::NoAdapter { wanted: None } => f.write_str("there is no Bluetooth adapter"),
            Self::NoAdapter { wanted: Some(name) } => write!(f, "there is no Bluetooth adapter {name}"),
            Self::PoweredOff { adapter, blocked: true } => write!(f, "the Bluetooth adapter {adapter} is blocked"),
            Self::PoweredOff { adapter, blocked: false } => {
                write!(f, "the Bluetooth adapter {adapter} is switched off")
            }
            Self::NotPermitted { said } => write!(f, "this program may not use Bluetooth: {said}"),
            Self::Unsupported { what } => write!(f, "Bluetooth here cannot do this: {what}"),
            Self::NotFound { waited } => write!(f, "nobody was found within {} s", waited.as_secs()),
            Self::NotAnMdoc { missing } => write!(f, "the peer does not offer the service of this session: {missing}"),
            Self::TooSlow { step } => write!(f, "Bluetooth took too long: {step}"),
            Self::AdapterLost => f.write_str("the Bluetooth adapter was switched off, reset or removed"),
            Self::Other { step, said } => write!(f, "Bluetooth failed ({step}): {said}"),
        }
    }
}

impl core::error::Error for RadioError {}
