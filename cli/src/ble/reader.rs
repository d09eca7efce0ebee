//! A reader over Bluetooth.

use std::time::Duration;

#[cfg(feature = "nfc")]
use mdoc_proximity::crypto::CryptoRng;
use mdoc_proximity::crypto::rustcrypto::PROVIDER;
#[cfg(feature = "nfc")]
use mdoc_proximity::driver::ble::{AdapterInfo, adapters};
use mdoc_proximity::driver::ble::{Farewell, RadioError};
use mdoc_proximity::driver::{LinkError, TokioClock};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::reader::Engagement;
use mdoc_proximity::transport::ble::{Ident, Mode, Psm, Role};

use super::radios::{self, AnyLink, Tuned};
#[cfg(feature = "nfc")]
use crate::args::BleArgs;
use crate::args::{EndArg, ModeArg, ReaderArgs};
use crate::failure::Failure;
#[cfg(feature = "nfc")]
use crate::holder::fresh_uuid;
use crate::terminal::note;

/// The link to the holder of an engagement, once the two have found each other.
pub async fn connect(args: &ReaderArgs, engagement: &Engagement, clock: TokioClock) -> Result<AnyLink, Failure> {
    let methods = engagement.retrieval_methods().iter();
    let mut offered = methods.filter_map(|method| match method {
        RetrievalMethod::Ble(options) => Some(options),
        _ => None,
    });
    let offered =
        offered.next().ok_or_else(|| Failure::Refused("the engagement does not offer Bluetooth".to_owned()))?;
    let ident = Ident::derive(&PROVIDER, engagement.e_device_key_bytes());
    let ident = ident.map_err(|error| Failure::Refused(error.to_string()))?;
    let patience = Duration::from_secs(args.wait);
    let tuned = tune(args, offered, ident, patience).await?;
    let mut link = tuned.link(&args.ble, Role::Reader, ident, clock);
    if args.end == EndArg::Status {
        link.set_farewell(Farewell::Status);
    }
    match tokio::time::timeout(patience, link.started()).await {
        Ok(Ok(())) => Ok(link),
        Ok(Err(LinkError::Radio(error))) => Err(radios::failed(&error)),
        Ok(Err(error)) => Err(Failure::Refused(error.to_string())),
        Err(_) => Err(radios::failed(&RadioError::NotFound { waited: patience })),
    }
}

/// What a reader can do over Bluetooth, for a holder to choose from.
#[cfg(feature = "nfc")]
pub struct Offer {
    /// Whether it can be the central, for the mdoc peripheral server mode.
    pub central: bool,
    /// The UUID under which it would be the peripheral, for the mdoc central client mode.
    pub peripheral: Option<[u8; 16]>,
}

/// Looks what the flags mean and the adapter can do.
#[cfg(feature = "nfc")]
pub async fn offer(args: &BleArgs, rng: &mut dyn CryptoRng) -> Result<Offer, Failure> {
    let failed = |error| radios::failed(&error);
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
#[cfg(feature = "nfc")]
pub fn is_meant(args: &BleArgs, offered: &BleOptions) -> bool {
    offered.central_client.is_some() && args.mode.has(ModeArg::Central)
        || offered.peripheral_server.is_some() && args.mode.has(ModeArg::Peripheral)
}

/// The radio for a mode that is offered and meant. Where both are, the standard prefers mdoc central client mode; the
/// other is taken where this machine cannot serve.
async fn tune(args: &ReaderArgs, offered: &BleOptions, ident: Ident, patience: Duration) -> Result<Tuned, Failure> {
    let central = offered.central_client.filter(|_| args.ble.mode.has(ModeArg::Central));
    let peripheral = offered.peripheral_server.filter(|_| args.ble.mode.has(ModeArg::Peripheral));
    if let Some(uuid) = central {
        match (radios::peripheral(&args.ble, Mode::CentralClient, uuid, Some(ident)).await, peripheral) {
            (Ok(tuned), _) => return Ok(tuned),
            (Err(error), None) => return Err(radios::failed(&error)),
            (Err(error), Some(_)) => note!("note: the preferred mode cannot be had: {error}"),
        }
    }
    let uuid = peripheral.ok_or_else(|| Failure::Refused("the engagement does not offer this mode".to_owned()))?;
    let psm = Psm::of_options(offered);
    let tuned = radios::central(&args.ble, Mode::PeripheralServer, uuid, psm, patience).await;
    tuned.map_err(|error| radios::failed(&error))
}
