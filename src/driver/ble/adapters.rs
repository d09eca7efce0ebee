//! What adapters there are and what they can do.

use crate::driver::ble::RadioError;

/// An adapter and what it can do; what cannot be found out is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AdapterInfo {
    /// Its name, such as `hci0`.
    pub name: String,
    /// Whether it is switched on.
    pub powered: bool,
    /// Whether a switch (rfkill: airplane mode, a key) keeps it off.
    pub blocked: bool,
    /// Whether it can be the central, which scans and connects.
    pub central: Option<bool>,
    /// Whether it can be the peripheral, which advertises and serves.
    pub peripheral: Option<bool>,
    /// Whether the system has L2CAP channels for this library.
    pub l2cap: bool,
    /// The largest ATT_MTU this library makes use of, in bytes; what is used is agreed upon with each peer.
    pub mtu: u16,
    /// Whether it advertises from random addresses that change, so that nobody knows it again (edition 2 11.1.2). No program
    /// can choose that for one advertisement. On Linux it is as `/etc/bluetooth/main.conf` says, for the service does not
    /// tell.
    pub random_addresses: Option<bool>,
}

impl AdapterInfo {
    /// How to make it use random addresses; `None` where it does, or where there is nothing to be done.
    #[must_use]
    pub const fn address_advice(&self) -> Option<&'static str> {
        match self.random_addresses {
            Some(true) => None,
            _ if cfg!(target_os = "linux") => Some(
                "set `Privacy = device` under `[General]` in /etc/bluetooth/main.conf, then `bluetoothctl power off`, \
                 `sudo systemctl restart bluetooth`, `bluetoothctl power on`",
            ),
            _ => None,
        }
    }
}

/// A value takes at most 512 bytes and its header 3 (edition 2 11.1.3.3).
const MTU: u16 = 515;

/// The adapters of this system, by name. Needs a tokio runtime.
///
/// # Errors
/// [`RadioError::NoService`], [`RadioError::NotPermitted`] or whatever the system says. No adapter is no error here, but
/// an empty list.
#[cfg(target_os = "linux")]
pub async fn adapters() -> Result<Vec<AdapterInfo>, RadioError> {
    use crate::driver::ble::bluez;

    let failed = |error: bluer::Error| bluez::error("listing adapters", &error);
    let session = bluez::session().await?;
    let mut names = session.adapter_names().await.map_err(failed)?;
    names.sort();
    let l2cap = bluer::l2cap::Socket::<bluer::l2cap::Stream>::new_stream().is_ok();
    let mut found = Vec::new();
    for name in names {
        let adapter = session.adapter(&name).map_err(failed)?;
        let powered = adapter.is_powered().await.map_err(failed)?;
        // The advertising manager is there exactly where the controller can advertise.
        let peripheral = adapter.supported_advertising_instances().await.is_ok();
        let blocked = bluez::is_blocked(&name);
        found.push(AdapterInfo {
            name,
            powered,
            blocked,
            // Whoever can advertise speaks LE; that some such cannot scan is unheard of.
            central: peripheral.then_some(true),
            peripheral: Some(peripheral),
            l2cap,
            mtu: MTU,
            random_addresses: bluez::random_addresses(),
        });
    }
    Ok(found)
}

/// The adapters of this system. Needs a tokio runtime.
///
/// # Errors
/// [`RadioError::NotPermitted`] or whatever the system says. No adapter is no error here, but an empty list.
#[cfg(not(target_os = "linux"))]
pub async fn adapters() -> Result<Vec<AdapterInfo>, RadioError> {
    use crate::driver::ble::central;
    use btleplug::api::{Central as _, CentralState, Manager as _};

    let failed = |error: btleplug::Error| central::error("listing adapters", &error);
    let manager = btleplug::platform::Manager::new().await.map_err(failed)?;
    let mut found = Vec::new();
    for adapter in manager.adapters().await.map_err(failed)? {
        found.push(AdapterInfo {
            name: adapter.adapter_info().await.map_err(failed)?,
            powered: !matches!(adapter.adapter_state().await.map_err(failed)?, CentralState::PoweredOff),
            blocked: false,
            central: Some(true),
            peripheral: None,
            l2cap: false,
            mtu: MTU,
            random_addresses: None,
        });
    }
    Ok(found)
}
