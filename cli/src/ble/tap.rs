//! What a reader offers of Bluetooth in an NFC handover.

use mdoc_proximity::crypto::CryptoRng;
use mdoc_proximity::driver::ble::{AdapterInfo, RadioError, adapters};
use mdoc_proximity::model::retrieval::BleOptions;

use crate::args::{BleArgs, ModeArg};
use crate::failure::Failure;
use crate::holder::fresh_uuid;

/// What a reader can do over Bluetooth, for a holder to choose from.
pub struct Offer {
    /// Whether it can be the central, for the mdoc peripheral server mode.
    pub central: bool,
    /// The UUID under which it would be the peripheral, for the mdoc central client mode.
    pub peripheral: Option<[u8; 16]>,
}

/// Looks what the flags mean and the adapter can do.
pub async fn offer(args: &BleArgs, rng: &mut dyn CryptoRng) -> Result<Offer, Failure> {
    let failed = |error: RadioError| Failure::advised(&error, error.advice());
    let found = adapters().await.map_err(failed)?;
    let meant = |adapter: &&AdapterInfo| args.adapter.as_ref().is_none_or(|name| *name == adapter.name);
    let none = || failed(RadioError::NoAdapter { wanted: args.adapter.clone() });
    let adapter = found.iter().find(meant).ok_or_else(none)?;
    if !adapter.powered {
        let (adapter, blocked) = (adapter.name.clone(), adapter.blocked);
        return Err(failed(RadioError::PoweredOff { adapter, blocked }));
    }
    let central = args.mode.has(ModeArg::Peripheral) && adapter.central != Some(false);
    let serves = args.mode.has(ModeArg::Central) && adapter.peripheral == Some(true);
    if !central && !serves {
        return Err(failed(RadioError::Unsupported { what: format!("{} cannot advertise", adapter.name) }));
    }
    Ok(Offer { central, peripheral: serves.then(|| fresh_uuid(rng)) })
}

/// Whether one of the modes that a holder offers is meant.
pub fn is_meant(args: &BleArgs, offered: &BleOptions) -> bool {
    offered.central_client.is_some() && args.mode.has(ModeArg::Central)
        || offered.peripheral_server.is_some() && args.mode.has(ModeArg::Peripheral)
}
