//! BLE over radios.

#[cfg(feature = "ble")]
mod adapters;
#[cfg(all(feature = "ble", target_os = "linux"))]
mod bluez;
#[cfg(feature = "ble")]
mod central;
mod error;
mod inbox;
mod link;
#[cfg(all(feature = "ble-peripheral", target_os = "linux"))]
mod peripheral;
mod race;
mod radio;
#[cfg(feature = "ble")]
mod thread;

#[cfg(feature = "ble")]
pub use adapters::{AdapterInfo, adapters};
#[cfg(feature = "ble")]
pub use central::{Central, CentralOptions};
pub use error::RadioError;
pub use inbox::{Callbacks, Inbox, callbacks};
pub use link::{BleLink, Farewell, OnProgress};
#[cfg(all(feature = "ble-peripheral", target_os = "linux"))]
pub use peripheral::{Peripheral, PeripheralOptions};
pub use race::first_started;
pub use radio::{Call, Event, Radio};
