//! Data retrieval over Bluetooth Low Energy (edition 1 8.3.3.1.1, edition 2 11.1): what goes over the air, without a radio.
//!
//! [`Connection`] is one transport connection, of either role in either mode: the radio's events and the time go in,
//! what the radio is to do and whole messages come out. A driver owns the radio and nothing else; the rules are here.
//! The parts can be used on their own:
//!
//! * [`service`]: the two GATT services, who serves which in which mode, and their characteristics.
//! * [`ident`]: the value by which an mdoc knows that it found its reader.
//! * [`state`]: the values of the State characteristic.
//! * [`fragment`] and [`reassembly`]: messages in values of at most min(MTU - 3, 512) bytes, and back.
//! * [`psm`] and [`l2cap`]: the channel that edition 2 offers beside GATT.

pub mod connection;
pub mod fragment;
pub mod ident;
pub mod l2cap;
pub mod psm;
pub mod reassembly;
pub mod service;
pub mod state;

pub use connection::Connection;
pub use fragment::ValueSize;
pub use ident::Ident;
pub use psm::Psm;
pub use service::{Characteristic, GattSide, Mode, Role};
