//! BLE over radios.
//!
//! The rules of a connection are [`Connection`](crate::transport::ble::Connection)'s, which knows no radio. A [`Radio`]
//! carries out its [`Call`]s and tells [`Event`]s through [`Callbacks`]; a [`BleLink`] puts the two together and is a
//! [`Link`](super::Link) like any other. [`race`](crate::driver::race) takes several, each by [`BleLink::into_way`].
//!
//! # The radios here
//!
//! | radio | feature | systems | run on |
//! |---|---|---|---|
//! | `Central`: scans, connects | `ble` | those of `btleplug`: Linux, macOS, iOS, Windows, Android | Linux, BlueZ 5.66, virtual controllers |
//! | `Peripheral`: advertises, serves | `ble-peripheral` | Linux, by `bluer` | Linux, BlueZ 5.66, virtual controllers |
//!
//! On Linux both need the headers of libdbus to be built. Each runs on a thread of its own and cleans up when it is
//! dropped. No phone was tried, and none of the other systems.
//!
//! # A radio of your own
//!
//! What a wallet on Android or iOS writes is two small pieces: calls out, to whatever its foreign-function layer is, and
//! callbacks in. The methods of this one are named after Android's; those of iOS stand at each [`Call`].
//!
//! ```
//! use mdoc_proximity::driver::ble::{BleLink, Call, Callbacks, Event, Radio, RadioError, callbacks};
//! use mdoc_proximity::driver::{Link, LinkError};
//! use mdoc_proximity::transport::ble::connection::{Config, PeerId};
//! use mdoc_proximity::transport::ble::service::NOTIFICATIONS_ON;
//! use mdoc_proximity::transport::ble::{Characteristic, Mode, Role};
//!
//! const MODE: Mode = Mode::PeripheralServer;
//!
//! /// Calls out: what the Kotlin side implements. None of these waits.
//! trait Gatt: Send {
//!     fn start_advertising(&self);
//!     fn stop_advertising(&self);
//!     fn notify_characteristic_changed(&self, device: u64, uuid: [u8; 16], value: Vec<u8>);
//!     fn cancel_connection(&self, device: u64);
//!     fn close(&self);
//! }
//!
//! struct WalletRadio(Box<dyn Gatt>);
//!
//! impl Radio for WalletRadio {
//!     fn call(&mut self, call: Call) {
//!         match call {
//!             Call::Advertise => self.0.start_advertising(),
//!             Call::StopAdvertising => self.0.stop_advertising(),
//!             Call::Notify { peer, characteristic, value } => {
//!                 if let Some(uuid) = characteristic.uuid(MODE) {
//!                     self.0.notify_characteristic_changed(peer.0, uuid, value);
//!                 }
//!             }
//!             Call::Disconnect(peer) => self.0.cancel_connection(peer.0),
//!             // The rest is for clients and L2CAP channels, which this wallet has not.
//!             _ => {}
//!         }
//!     }
//! }
//!
//! impl Drop for WalletRadio {
//!     fn drop(&mut self) {
//!         self.0.close();
//!     }
//! }
//!
//! /// Callbacks in: what the Kotlin side calls, from any thread. `device` counts connections and never repeats.
//! struct WalletCallbacks(Callbacks);
//!
//! impl WalletCallbacks {
//!     fn on_connected(&self, device: u64) {
//!         self.0.tell(Event::Connected { peer: PeerId(device), mtu: 23 });
//!     }
//!     fn on_mtu_changed(&self, device: u64, mtu: u16) {
//!         self.0.tell(Event::Mtu { peer: PeerId(device), mtu });
//!     }
//!     /// The descriptor 0x2902 of this characteristic was written: to begin, and also to end. Kotlin answers with
//!     /// `sendResponse` before it calls this.
//!     fn on_descriptor_write_request(&self, device: u64, uuid: &[u8; 16], value: &[u8]) {
//!         if let Some(characteristic) = Characteristic::from_uuid(MODE, uuid) {
//!             let takes = value == NOTIFICATIONS_ON;
//!             let event = if takes { Event::Subscribed } else { Event::Unsubscribed };
//!             self.0.tell(event(PeerId(device), characteristic));
//!         }
//!     }
//!     fn on_characteristic_write_request(&self, device: u64, uuid: &[u8; 16], value: Vec<u8>) {
//!         if let Some(characteristic) = Characteristic::from_uuid(MODE, uuid) {
//!             self.0.tell(Event::Value { peer: PeerId(device), characteristic, value });
//!         }
//!     }
//!     /// Also called where `notifyCharacteristicChanged` itself says that it takes nothing, for then no callback comes.
//!     fn on_notification_sent(&self, device: u64, status: i32) {
//!         let peer = PeerId(device);
//!         self.0.tell(if status == 0 { Event::Sent(peer) } else { Event::Refused(peer) });
//!     }
//!     fn on_start_failure(&self, code: i32) {
//!         self.0.tell(Event::Failed(RadioError::Other { step: "advertising", said: code.to_string() }));
//!     }
//!     fn on_disconnected(&self, device: u64) {
//!         self.0.tell(Event::Disconnected(PeerId(device)));
//!     }
//! }
//!
//! /// A message that came over such a radio. A session takes the link as it is: see `next_event`.
//! async fn first_message(
//!     gatt: Box<dyn Gatt>,
//!     hand_to_kotlin: impl FnOnce(WalletCallbacks),
//!     clock: impl mdoc_proximity::driver::Clock + Send + Sync,
//! ) -> Result<Vec<u8>, LinkError> {
//!     let (callbacks, inbox) = callbacks();
//!     hand_to_kotlin(WalletCallbacks(callbacks));
//!     let config = Config::new(MODE, Role::Mdoc);
//!     let mut link = BleLink::new(config, WalletRadio(gatt), inbox, clock);
//!     link.recv().await
//! }
//! ```
//!
//! What a server of yours lets be read (the Ident and the PSM, in mdoc central client mode and with L2CAP) is what
//! [`Connection::attribute`](crate::transport::ble::Connection::attribute) says of [`BleLink::connection`], from the
//! beginning to the end; which characteristics to serve at all, what
//! [`Connection::characteristics`](crate::transport::ble::Connection::characteristics) says. On iOS, where the system
//! tells a server of no connection and no MTU, a peer is there when it first subscribes or writes, and its MTU is
//! `central.maximumUpdateValueLength` + 3; of a client it is `maximumWriteValueLength(for: .withoutResponse)` + 3.
//!
//! # Distance
//!
//! [`BleLink::connection`] tells how long answers took and, where the radio says, how strong the peer is heard. **Neither
//! stops a relay**: nothing in the protocol binds the session to a place, and whoever forwards every message in time, and
//! as loud as it likes, is not noticed. Take them as hints for a person, never as proof of presence.

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
mod radio;
#[cfg(feature = "ble")]
mod thread;

#[cfg(feature = "ble")]
pub use adapters::{AdapterInfo, adapters};
#[cfg(feature = "ble")]
pub use central::{Central, CentralOptions};
pub use error::RadioError;
pub use inbox::{Callbacks, Inbox, callbacks};
pub use link::{BleLink, OnProgress};
#[cfg(all(feature = "ble-peripheral", target_os = "linux"))]
pub use peripheral::{Peripheral, PeripheralOptions};
pub use radio::{Call, Event, Radio};

/// How long a stack may take to disconnect a peer.
#[cfg(feature = "ble")]
const PARTING: core::time::Duration = core::time::Duration::from_secs(5);
