//! A reader over Bluetooth.

use std::time::Duration;

use mdoc_proximity::crypto::rustcrypto::PROVIDER;
use mdoc_proximity::driver::ble::RadioError;
use mdoc_proximity::driver::{LinkError, TokioClock};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::reader::Engagement;
use mdoc_proximity::transport::ble::connection::Farewell;
use mdoc_proximity::transport::ble::{Ident, Mode, Psm, Role};

use super::radios::{self, AnyLink, Tuned};
use crate::args::{EndArg, ModeArg, ReaderArgs};
use crate::failure::Failure;
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
