//! A holder over Bluetooth.

use mdoc_proximity::crypto::CryptoRng;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::driver::{LinkError, TokioClock, race};
use mdoc_proximity::model::retrieval::BleOptions;
use mdoc_proximity::transport::ble::{Ident, Mode, Role};

use super::radios::{self, RadioLink, Tuned};
use crate::args::{BleArgs, ModeArg};
use crate::failure::Failure;
use crate::holder::fresh_uuid;
use crate::terminal::note;

/// The radios of a holder, before its engagement.
pub struct Radios {
    tuned: Vec<Tuned>,
    /// What the engagement says of them.
    pub options: BleOptions,
}

/// Opens what the flags ask for. Where both modes are meant, one that cannot be had is left out.
pub async fn open(args: &BleArgs, patience: std::time::Duration, rng: &mut dyn CryptoRng) -> Result<Radios, Failure> {
    let mut radios = Radios { tuned: Vec::new(), options: BleOptions::default() };
    let mut refused = Vec::new();
    if args.mode.has(ModeArg::Central) {
        let (uuid, mode) = (fresh_uuid(rng), Mode::CentralClient);
        match radios::central(args, mode, uuid, None, patience).await {
            Ok(tuned) => {
                radios.options.central_client = Some(uuid);
                radios.tuned.push(tuned);
            }
            Err(error) => refused.push((mode.to_string(), LinkError::Radio(error))),
        }
    }
    if args.mode.has(ModeArg::Peripheral) {
        let (uuid, mode) = (fresh_uuid(rng), Mode::PeripheralServer);
        match radios::peripheral(args, mode, uuid, None).await {
            Ok(tuned) => {
                radios.options.peripheral_server = Some(uuid);
                radios.options.psm = tuned.psm().map(|psm| psm.number().into());
                radios.tuned.push(tuned);
            }
            Err(error) => refused.push((mode.to_string(), LinkError::Radio(error))),
        }
    }
    if radios.tuned.is_empty() {
        return Err(radios::failed(&refused));
    }
    for (mode, error) in refused {
        note!("note: {mode} is left out: {error}");
    }
    Ok(radios)
}

impl Radios {
    /// The link to the first reader that starts, in whichever mode.
    pub async fn first_reader(
        self,
        args: &BleArgs,
        e_device_key_bytes: &[u8],
        clock: TokioClock,
    ) -> Result<RadioLink, Failure> {
        let ident = Ident::derive(&PROVIDER, e_device_key_bytes);
        let ident = ident.map_err(|error| Failure::Refused(error.to_string()))?;
        let ways = self.tuned.into_iter().map(|tuned| tuned.link(args, Role::Mdoc, ident, clock).into_way());
        match race(ways.collect(), &clock).await {
            Ok((_, link)) => Ok(link),
            Err(none) => Err(radios::failed(none.failures())),
        }
    }
}
