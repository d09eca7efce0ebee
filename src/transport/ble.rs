//! Data retrieval over Bluetooth Low Energy (edition 1 8.3.3.1.1, edition 2 11.1): what goes over the air, without a radio.

pub mod l2cap;
