//! Links over this machine's radios.

use mdoc_proximity::driver::ble::{BleLink, Central, CentralOptions, Radio, RadioError, callbacks};
use mdoc_proximity::driver::{LinkError, TokioClock, Way};
use mdoc_proximity::transport::ble::connection::{Config, L2cap};
use mdoc_proximity::transport::ble::{Ident, Mode, Psm, Role, ValueSize};

use super::progress;
use crate::args::BleArgs;
use crate::failure::{Failure, advised};

/// Values that the radio's thread has at hand, so that it need not wait for this one.
const WINDOW: usize = 8;

/// A link over any radio.
pub type RadioLink = BleLink<Box<dyn Radio>, TokioClock>;

/// A radio that is there, before the session it is for.
pub struct Tuned {
    radio: Box<dyn Radio>,
    inbox: mdoc_proximity::driver::ble::Inbox,
    mode: Mode,
    value_size: ValueSize,
    l2cap: L2cap,
}

impl Tuned {
    /// The PSM that this side listens at.
    pub fn psm(&self) -> Option<Psm> {
        match self.l2cap {
            L2cap::Offered(psm) => Some(psm),
            _ => None,
        }
    }

    /// The link of `role`.
    pub fn link(self, args: &BleArgs, role: Role, ident: Ident, clock: TokioClock) -> RadioLink {
        let mut config = Config::new(self.mode, role);
        config.ident = (self.mode == Mode::CentralClient).then_some(ident);
        config.l2cap = self.l2cap;
        config.value_size = match args.mtu {
            Some(mtu) => self.value_size.at_most(self.value_size.of(mtu.into())),
            None => self.value_size,
        };
        config.window = WINDOW;
        let mut link = BleLink::new(config, self.radio, self.inbox, clock);
        link.on_progress(progress::bar());
        link
    }
}

/// A central that looks for the service.
pub async fn central(
    args: &BleArgs,
    mode: Mode,
    uuid: [u8; 16],
    psm: Option<Psm>,
    patience: std::time::Duration,
) -> Result<Tuned, RadioError> {
    let (callbacks, inbox) = callbacks();
    let mut options = CentralOptions::new(mode, uuid);
    options.adapter.clone_from(&args.adapter);
    options.patience = patience;
    let radio = Box::new(Central::open(options, callbacks).await?);
    let l2cap = if args.l2cap && Central::opens_channels() { L2cap::Preferred(psm) } else { L2cap::Never };
    Ok(Tuned { radio, inbox, mode, value_size: Central::value_size(), l2cap })
}

/// A peripheral that serves it.
#[cfg(target_os = "linux")]
pub async fn peripheral(args: &BleArgs, mode: Mode, uuid: [u8; 16], ident: Option<Ident>) -> Result<Tuned, RadioError> {
    use mdoc_proximity::driver::ble::{Peripheral, PeripheralOptions};

    let (callbacks, inbox) = callbacks();
    let mut options = PeripheralOptions::new(mode, uuid);
    options.adapter.clone_from(&args.adapter);
    options.ident = ident;
    options.l2cap = args.l2cap;
    let radio = Peripheral::open(options, callbacks).await?;
    let l2cap = radio.psm().map_or(L2cap::Never, L2cap::Offered);
    Ok(Tuned { radio: Box::new(radio), inbox, mode, value_size: Peripheral::value_size(), l2cap })
}

/// A peripheral, which no crate has here.
#[cfg(not(target_os = "linux"))]
pub async fn peripheral(_: &BleArgs, _: Mode, _: [u8; 16], _: Option<Ident>) -> Result<Tuned, RadioError> {
    Err(RadioError::Unsupported { what: "this program advertises on Linux only".to_owned() })
}

/// A way that is closed from the beginning, so that it is told with the others.
pub fn closed(mode: Mode, error: RadioError) -> Way<'static, RadioLink> {
    Way::new(mode.to_string(), core::future::ready(Err(LinkError::Radio(error))))
}

/// What a person is told when no way leads to the peer: why of each, and what to do about it.
pub fn failed(failures: &[(String, LinkError)]) -> Failure {
    let told = failures.iter().map(|(name, error)| match error {
        LinkError::Radio(radio) => format!("{name}: {}", advised(radio, radio.advice())),
        error => format!("{name}: {error}"),
    });
    Failure::Refused(told.collect::<Vec<_>>().join("\n"))
}
