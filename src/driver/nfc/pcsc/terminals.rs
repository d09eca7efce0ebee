//! What terminals there are and what they can do.

use std::ffi::CStr;

use pcsc::{Card, Context, Disposition, PNP_NOTIFICATION, Protocols, ReaderState, Scope, ShareMode, State, ctl_code};

use crate::driver::nfc::pcsc::PcscError;
use crate::model::retrieval::NfcOptions;
use crate::transport::nfc::transfer::{EXTENDED, SHORT};

/// The control code that asks a driver for its features, and the longest answer (PC/SC part 10).
const GET_FEATURES: u32 = 3400;
const LONGEST: usize = 264;
/// FEATURE_GET_TLV_PROPERTIES.
const PROPERTIES: u8 = 0x12;
/// dwMaxAPDUDataSize.
const MAX_DATA: u8 = 0x0a;
/// Words that contactless terminals have in their names; a slot for cards with contacts may have them too, but none of a
/// terminal without a field does.
const CONTACTLESS: [&str; 11] =
    ["contactless", "picc", "nfc", "rfid", "acr122", "acr125", "acr128", "pn53", " cl ", "cl smartcard", "virtual pcd"];

/// A terminal and what it can do; what cannot be found out is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TerminalInfo {
    /// Its name.
    pub name: String,
    /// Whether it has a field: by the card that is in it, else by its name, which only ever says yes.
    pub contactless: Option<bool>,
    /// Whether a card is at it.
    pub card: bool,
    /// The APDUs that it and its driver can do, where the driver says so.
    pub lengths: Option<NfcOptions>,
}

/// The terminals that are connected, in the service's order. No terminal is no error here, but an empty list.
///
/// # Errors
/// [`PcscError`].
pub fn terminals() -> Result<Vec<TerminalInfo>, PcscError> {
    let context = Context::establish(Scope::User)?;
    let mut states = states(&context)?;
    if states.is_empty() {
        return Ok(Vec::new());
    }
    // The state is unknown until it is asked for, so the answer comes at once.
    context.get_status_change(core::time::Duration::ZERO, &mut states)?;
    Ok(states.iter().map(|state| info(&context, state)).collect())
}

/// Every terminal, in a state that is not known yet.
pub(super) fn states(context: &Context) -> Result<Vec<ReaderState>, PcscError> {
    let names = match context.list_readers_owned() {
        Err(pcsc::Error::NoReadersAvailable) => Vec::new(),
        names => names?,
    };
    let names = names.into_iter().filter(|name| name.as_c_str() != PNP_NOTIFICATION());
    Ok(names.map(|name| ReaderState::new(name, State::UNAWARE)).collect())
}

fn info(context: &Context, state: &ReaderState) -> TerminalInfo {
    let name = state.name().to_string_lossy().into_owned();
    let card = state.event_state().contains(State::PRESENT);
    let contactless = if card { of_card(state.atr()) } else { None }.or_else(|| by_name(&name).then_some(true));
    TerminalInfo { contactless, card, lengths: asked(context, state.name()), name }
}

/// Whether an answer to reset is the one that a terminal makes up for a contactless card: `3B 8n 80 01`, n historical
/// bytes, checksum (PC/SC part 3).
pub(super) fn of_card(atr: &[u8]) -> Option<bool> {
    match atr {
        [] => None,
        [0x3b, format, 0x80, 0x01, ..] => Some(format & 0xf0 == 0x80),
        _ => Some(false),
    }
}

fn by_name(name: &str) -> bool {
    let name = format!("{} ", name.to_lowercase());
    CONTACTLESS.iter().any(|word| name.contains(word))
}

/// Asks a driver without a card.
fn asked(context: &Context, name: &CStr) -> Option<NfcOptions> {
    let card = context.connect(name, ShareMode::Direct, Protocols::UNDEFINED).ok()?;
    let lengths = lengths(&card);
    // What is at the terminal is somebody else's.
    let _left = card.disconnect(Disposition::LeaveCard);
    lengths
}

/// The APDUs that a terminal and its driver can do, where the driver says so.
pub(super) fn lengths(card: &Card) -> Option<NfcOptions> {
    let mut buffer = [0; LONGEST];
    let features = card.control(ctl_code(GET_FEATURES.into()), &[], &mut buffer).ok()?;
    let code = <[u8; 4]>::try_from(value(features, PROPERTIES)?).ok()?;
    let mut buffer = [0; LONGEST];
    let properties = card.control(u32::from_be_bytes(code).into(), &[], &mut buffer).ok()?;
    let most = <[u8; 4]>::try_from(value(properties, MAX_DATA)?).ok()?;
    Some(of_data(u32::from_le_bytes(most)))
}

/// The value of a tag among tag(1), length(1), value.
fn value(mut list: &[u8], wanted: u8) -> Option<&[u8]> {
    while let [tag, length, rest @ ..] = list {
        let (value, rest) = rest.split_at_checked((*length).into())?;
        if *tag == wanted {
            return Some(value);
        }
        list = rest;
    }
    None
}

/// The lengths of a driver that takes so much data in one APDU: 0 and whatever is no more than a short one's mean short.
const fn of_data(most: u32) -> NfcOptions {
    if most <= SHORT.max_response {
        return SHORT;
    }
    NfcOptions {
        max_command: if most < EXTENDED.max_command { most } else { EXTENDED.max_command },
        max_response: if most < EXTENDED.max_response { most } else { EXTENDED.max_response },
    }
}

#[cfg(test)]
mod tests;
