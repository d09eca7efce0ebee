//! Linux: what the system's Bluetooth service is asked for beside the radios themselves.

use std::fs;
use std::path::Path;

use bluer::{Adapter, Address, ErrorKind, InternalErrorKind, Session};

use crate::driver::ble::RadioError;

mod privacy;

#[cfg(test)]
mod tests;

pub(super) use privacy::random_addresses;

/// The largest piece (SDU) that a channel takes at once. The kernel's own 672 bytes make a message of many pieces, each of
/// which is read, woken for and acknowledged.
pub(super) const CHANNEL_MTU: u16 = 8 * 1024;

/// A connection to the service. It lives on the runtime it is made on.
pub(super) async fn session() -> Result<Session, RadioError> {
    Session::new().await.map_err(|error| match error.kind {
        // The bus itself is not there.
        ErrorKind::Internal(InternalErrorKind::DBus(_) | InternalErrorKind::Io(_)) => RadioError::NoService,
        _ => self::error("connecting to the system bus", &error),
    })
}

/// The adapter of that name, or the first; switched on.
pub(super) async fn adapter(session: &Session, wanted: Option<&str>) -> Result<Adapter, RadioError> {
    let names = session.adapter_names().await.map_err(|error| self::error("looking for an adapter", &error))?;
    let name = match wanted {
        Some(wanted) => names.iter().find(|name| *name == wanted),
        None => names.iter().min(),
    };
    let Some(name) = name else { return Err(RadioError::NoAdapter { wanted: wanted.map(str::to_owned) }) };
    let adapter = session.adapter(name).map_err(|error| self::error("opening the adapter", &error))?;
    let powered = adapter.is_powered().await.map_err(|error| self::error("opening the adapter", &error))?;
    if !powered {
        return Err(RadioError::PoweredOff { adapter: name.clone(), blocked: is_blocked(name) });
    }
    Ok(adapter)
}

/// Makes the service forget the devices that scans have left behind. It ignores what a device newly advertises that it
/// has met before, and a device on a public address is met again. What a person has paired or trusted, and what is
/// connected, is left alone.
pub(super) async fn forget_strangers(adapter: &Adapter) {
    let Ok(known) = adapter.device_addresses().await else { return };
    for address in known {
        forget(adapter, address).await;
    }
}

/// Makes the service forget one device, on the same terms: nothing of a transaction is kept when it is over (edition 1
/// 8.3.3.1.1.1, edition 2 11.1.1). It does so itself with those that connected to it, and not with those it was told to
/// connect to.
pub(super) async fn forget(adapter: &Adapter, address: Address) {
    let Ok(device) = adapter.device(address) else { return };
    let kept = device.is_paired().await.unwrap_or(true)
        || device.is_trusted().await.unwrap_or(true)
        || device.is_connected().await.unwrap_or(true);
    if !kept && let Err(error) = adapter.remove_device(address).await {
        tracing::debug!(%error, "a device left behind was not removed");
    }
}

/// Whether a switch keeps an adapter off (`/sys/class/rfkill`, where there is one entry per adapter, named like it).
pub(super) fn is_blocked(adapter: &str) -> bool {
    let Ok(entries) = fs::read_dir("/sys/class/rfkill") else { return false };
    let reads = |path: &Path, file: &str| fs::read_to_string(path.join(file)).unwrap_or_default();
    entries.flatten().map(|entry| entry.path()).any(|path| {
        reads(&path, "name").trim() == adapter
            && [reads(&path, "soft"), reads(&path, "hard")].iter().any(|switch| switch.trim() == "1")
    })
}

/// What the service's error means.
pub(super) fn error(step: &'static str, error: &bluer::Error) -> RadioError {
    let said = error.to_string();
    match &error.kind {
        ErrorKind::NotAuthorized | ErrorKind::NotPermitted => RadioError::NotPermitted { said },
        ErrorKind::NotReady => RadioError::AdapterLost,
        ErrorKind::NotSupported => RadioError::Unsupported { what: said },
        ErrorKind::Internal(InternalErrorKind::DBus(name)) => from_bus(step, name, said),
        ErrorKind::Internal(InternalErrorKind::DBusConnectionLost) => RadioError::NoService,
        ErrorKind::Internal(InternalErrorKind::Io(std::io::ErrorKind::PermissionDenied)) => {
            RadioError::NotPermitted { said }
        }
        _ => RadioError::Other { step, said },
    }
}

/// What a D-Bus error name means.
pub(super) fn from_bus(step: &'static str, name: &str, said: String) -> RadioError {
    match name.rsplit('.').next().unwrap_or_default() {
        "ServiceUnknown" | "NameHasNoOwner" | "NoServer" | "FileNotFound" | "Disconnected" => RadioError::NoService,
        "AccessDenied" | "NotAuthorized" | "NotPermitted" => RadioError::NotPermitted { said },
        "NotReady" => RadioError::AdapterLost,
        "NoReply" | "Timeout" | "TimedOut" => RadioError::TooSlow { step },
        "NotSupported" => RadioError::Unsupported { what: said },
        _ => RadioError::Other { step, said },
    }
}
