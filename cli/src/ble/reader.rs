//! A reader over Bluetooth.

use std::time::Duration;

use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::driver::{TokioClock, Way, race};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::reader::Engagement;
use mdoc_proximity::transport::ble::connection::Farewell;
use mdoc_proximity::transport::ble::{Ident, Mode, Psm, Role};

use super::radios::{self, RadioLink, Tuned};
use crate::args::{EndArg, ModeArg, ReaderArgs};
use crate::failure::Failure;

/// How much earlier the preferred mode begins: a holder that scans finds this reader within 3 s or so.
const HEAD_START: Duration = Duration::from_secs(5);

/// The link to the holder of an engagement, once the two have found each other.
pub async fn connect(args: &ReaderArgs, engagement: &Engagement, clock: TokioClock) -> Result<RadioLink, Failure> {
    let methods = engagement.retrieval_methods().iter();
    let mut offered = methods.filter_map(|method| match method {
        RetrievalMethod::Ble(options) => Some(options),
        _ => None,
    });
    let offered =
        offered.next().ok_or_else(|| Failure::Refused("the engagement does not offer Bluetooth".to_owned()))?;
    let ident = Ident::derive(&PROVIDER, engagement.e_device_key_bytes());
    let ident = ident.map_err(|error| Failure::Refused(error.to_string()))?;
    let ways = ways(args, offered, ident, clock).await;
    if ways.is_empty() {
        return Err(Failure::Refused("the engagement does not offer this mode".to_owned()));
    }
    match race(ways, &clock).await {
        Ok((_, link)) => Ok(link),
        Err(none) => Err(radios::failed(none.failures())),
    }
}

/// The modes that are offered and meant, the preferred one first: where both are, the standard would have the reader take
/// mdoc central client mode. The other joins in a little later, or at once where this machine cannot serve.
async fn ways(
    args: &ReaderArgs,
    offered: &BleOptions,
    ident: Ident,
    clock: TokioClock,
) -> Vec<Way<'static, RadioLink>> {
    let patience = Duration::from_secs(args.wait);
    let central = offered.central_client.filter(|_| args.ble.mode.has(ModeArg::Central));
    let peripheral = offered.peripheral_server.filter(|_| args.ble.mode.has(ModeArg::Peripheral));
    let way = |tuned: Tuned| {
        let mut link = tuned.link(&args.ble, Role::Reader, ident, clock);
        if args.end == EndArg::Status {
            link.set_farewell(Farewell::Status);
        }
        link.into_way()
    };
    let mut ways = Vec::new();
    if let Some(uuid) = central {
        let mode = Mode::CentralClient;
        let tuned = radios::peripheral(&args.ble, mode, uuid, Some(ident)).await;
        ways.push(tuned.map_or_else(|error| radios::closed(mode, error), way).within(patience));
    }
    if let Some(uuid) = peripheral {
        let mode = Mode::PeripheralServer;
        let tuned = radios::central(&args.ble, mode, uuid, Psm::of_options(offered), patience).await;
        ways.push(tuned.map_or_else(|error| radios::closed(mode, error), way).within(patience).after(HEAD_START));
    }
    ways
}
