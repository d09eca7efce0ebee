//! A reader whose holder comes to the terminal.

use std::time::Duration;

use mdoc_proximity::driver::nfc::pcsc::{PcscError, PcscTerminal};
use mdoc_proximity::driver::nfc::{NfcError, TerminalLink, engage};
use mdoc_proximity::driver::{LinkError, TokioClock};
use mdoc_proximity::model::retrieval::{NfcOptions, RetrievalMethod};
use mdoc_proximity::reader::Engagement;
use mdoc_proximity::transport::nfc::handover::{Handover, RequestOptions};
use mdoc_proximity::transport::nfc::reader::{HandoverReader, ReadError};
use mdoc_proximity::transport::nfc::transfer::{EXTENDED, SHORT};
use tokio::time::{Instant, sleep, timeout};

use crate::args::{ApduArg, ReaderArgs};
use crate::failure::{Failure, advised};
use crate::terminal::{Voice, note};

/// How long to wait before the same card is tried again.
const PAUSE: Duration = Duration::from_millis(300);
/// How long the phone may take to hear that it is over.
const FAREWELL: Duration = Duration::from_secs(1);

/// A phone that has engaged.
pub struct Tap {
    /// Its engagement.
    pub engagement: Engagement,
    /// Which way the rest goes.
    pub way: Way,
}

/// Which way a session goes after the handover.
pub enum Way {
    /// Over Bluetooth; the phone may leave the terminal.
    Ble,
    /// Over NFC, with a phone that announced these lengths.
    Nfc(PcscTerminal, NfcOptions),
}

/// What came of one card.
enum Tried {
    Engaged(Box<(PcscTerminal, Handover)>),
    /// Nothing is lost: a phone that was taken away too early, or whose wallet is not open yet.
    Again(Failure),
    /// The time is up.
    Late(Failure),
}

/// Waits for a phone and engages. One that is taken away too early, or is not ready, may come again until the time is up.
pub async fn tap(args: &ReaderArgs, voice: Voice, clock: TokioClock) -> Result<Tap, Failure> {
    let request = request(args).await?;
    let patience = Duration::from_secs(args.wait);
    let started = Instant::now();
    voice.tell(format_args!("hold the phone to the terminal; waiting for {} s at most", args.wait));
    let mut last: Option<Failure> = None;
    loop {
        let left = patience.saturating_sub(started.elapsed());
        match attempt(args, &request, left, clock).await? {
            Tried::Engaged(engaged) => {
                let (terminal, handover) = *engaged;
                return followed(args, voice, terminal, &handover);
            }
            Tried::Again(failure) => {
                if last.as_ref().is_none_or(|last| last.message() != failure.message()) {
                    voice.tell(format_args!("{}; waiting on", failure.message()));
                }
                last = Some(failure);
                sleep(PAUSE).await;
            }
            // What was seen says more than that the time is up.
            Tried::Late(failure) => return Err(last.unwrap_or(failure)),
        }
    }
}

/// Waits for one card and tries to engage.
async fn attempt(
    args: &ReaderArgs,
    request: &RequestOptions,
    left: Duration,
    clock: TokioClock,
) -> Result<Tried, Failure> {
    let started = Instant::now();
    let name = args.nfc.terminal.clone();
    let waiting = tokio::task::spawn_blocking(move || PcscTerminal::wait(name.as_deref(), left)).await;
    let mut terminal = match waiting.map_err(|error| Failure::Refused(error.to_string()))? {
        Ok(terminal) => terminal,
        Err(error) => {
            let error = match error {
                PcscError::NoCard { .. } => PcscError::NoCard { waited: Duration::from_secs(args.wait) },
                error => error,
            };
            let failure = Failure::advised(&error, error.advice());
            return match error {
                _ if started.elapsed() >= left => Ok(Tried::Late(failure)),
                PcscError::CardLeft | PcscError::Mute | PcscError::Busy => Ok(Tried::Again(failure)),
                _ => Err(failure),
            };
        }
    };
    let reader = HandoverReader::new(request).map_err(|error| Failure::Refused(error.to_string()))?;
    let engaged = timeout(left.saturating_sub(started.elapsed()), engage(&mut terminal, reader, &clock)).await;
    let late = engaged.is_err();
    match engaged.unwrap_or(Err(NfcError::Handover(ReadError::NotReady))) {
        Ok(handover) => Ok(Tried::Engaged(Box::new((terminal, handover)))),
        Err(error) => {
            let failure = Failure::advised(&error, error.advice());
            match error {
                _ if late => Ok(Tried::Late(failure)),
                NfcError::Link(LinkError::Closed) | NfcError::Handover(ReadError::NotATag(_)) => {
                    Ok(Tried::Again(failure))
                }
                _ => Err(failure),
            }
        }
    }
}

/// What a phone that negotiates may choose from.
async fn request(args: &ReaderArgs) -> Result<RequestOptions, Failure> {
    let options = RequestOptions { nfc: !args.nfc.tap_only, ..RequestOptions::default() };
    if !args.ble.ble {
        return Ok(options);
    }
    #[cfg(feature = "ble")]
    {
        let offer = crate::ble::tap::offer(&args.ble, &mut crate::random::system()).await?;
        Ok(RequestOptions { ble_central: offer.central, ble_peripheral: offer.peripheral, ..options })
    }
    #[cfg(not(feature = "ble"))]
    Err(crate::ble::missing())
}

/// The engagement of a handover, and the way to go on.
fn followed(args: &ReaderArgs, voice: Voice, terminal: PcscTerminal, handover: &Handover) -> Result<Tap, Failure> {
    let engagement = Engagement::from_nfc(&handover.select, handover.request.as_deref());
    let engagement = engagement.map_err(|error| Failure::unreadable("the engagement", error))?;
    let way = match over_nfc(args, engagement.retrieval_methods())? {
        None => {
            voice.tell("the phone has engaged and may leave the terminal");
            Way::Ble
        }
        Some(lengths) => {
            voice.tell("the phone has engaged; keep it at the terminal");
            Way::Nfc(terminal, lengths)
        }
    };
    Ok(Tap { engagement, way })
}

/// The lengths of the NFC that is offered, or nothing where Bluetooth is, and both sides mean that.
fn over_nfc(args: &ReaderArgs, offered: &[RetrievalMethod]) -> Result<Option<NfcOptions>, Failure> {
    let (mut ble, mut nfc) = (false, None);
    for method in offered {
        match method {
            #[cfg(feature = "ble")]
            RetrievalMethod::Ble(options) => ble |= crate::ble::tap::is_meant(&args.ble, options),
            #[cfg(not(feature = "ble"))]
            RetrievalMethod::Ble(_) => ble = true,
            RetrievalMethod::Nfc(lengths) => nfc = Some(*lengths),
            _ => {}
        }
    }
    match nfc {
        _ if ble && args.ble.ble => Ok(None),
        Some(lengths) if !args.nfc.tap_only => Ok(Some(lengths)),
        Some(_) => Err(Failure::Refused("the phone offers NFC only: ask without --tap-only".to_owned())),
        None if ble => Err(Failure::Refused("the phone offers Bluetooth only: ask with --ble too".to_owned())),
        None => Err(Failure::Refused("the phone offers no way that is meant here".to_owned())),
    }
}

/// The link over a terminal.
pub async fn connect(
    args: &ReaderArgs,
    terminal: PcscTerminal,
    lengths: NfcOptions,
) -> Result<TerminalLink<PcscTerminal>, Failure> {
    let own = match args.nfc.apdu {
        ApduArg::Auto => terminal.lengths().unwrap_or(SHORT),
        ApduArg::Short => SHORT,
        ApduArg::Extended => EXTENDED,
    };
    let connected = timeout(Duration::from_secs(args.wait), TerminalLink::connect(terminal, lengths, own)).await;
    let connected = connected.unwrap_or(Err(NfcError::Link(LinkError::Closed)));
    connected.map_err(|error| Failure::advised(&error, error.advice()))
}

/// Tells what the link failed with, or lets a farewell reach the phone.
pub async fn end(mut link: TerminalLink<PcscTerminal>) {
    match link.failure() {
        Some(error) => note!("note: {}", advised(error, error.advice())),
        None => drop(timeout(FAREWELL, link.settle()).await),
    }
}

#[cfg(all(test, feature = "ble"))]
mod tests;
