//! The mdoc's choice among the carriers of a Handover Request message.

use super::select::{Written, write};
use super::{Handover, Request};
use crate::model::retrieval::{BleOptions, RetrievalMethod};
use crate::transport::nfc::carrier::{BleOob, LeRole};
use crate::transport::nfc::ndef::NdefError;

/// A negotiated handover, and the carrier it settled on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Negotiated {
    /// Both messages.
    pub handover: Handover,
    /// The method: of BLE, the one mode that was chosen, with the service UUID that counts.
    pub method: RetrievalMethod,
}

/// Answers a Handover Request message with one of `methods`, the first that the reader can do too.
///
/// Of a BLE method that has both modes the central client is preferred: the reader then advertises, and the mdoc stays
/// silent until it has found its reader. The UUID of that mode comes from the reader; that in `methods` says only that
/// the mdoc can do it. `None` when there is no common carrier.
///
/// # Errors
/// The request is not readable.
pub fn negotiate(
    engagement: &[u8],
    methods: &[RetrievalMethod],
    request: &[u8],
) -> Result<Option<Negotiated>, NdefError> {
    let asked = Request::read(request)?;
    let Some((method, written)) = methods.iter().find_map(|method| match method {
        RetrievalMethod::Ble(options) => {
            let (mode, oob) = mode(options, asked.ble()?)?;
            Some((RetrievalMethod::Ble(mode), Written::Ble(oob)))
        }
        RetrievalMethod::Nfc(options) => asked.nfc().map(|_| (RetrievalMethod::Nfc(*options), Written::Nfc(*options))),
        RetrievalMethod::WifiAware => None,
    }) else {
        return Ok(None);
    };
    let select = write(engagement, &[written])?;
    Ok(Some(Negotiated { handover: Handover { select, request: Some(request.to_vec()) }, method }))
}

/// The mode both can do, and its carrier data.
fn mode(own: &BleOptions, asked: &BleOob) -> Option<(BleOptions, BleOob)> {
    if let Some(uuid) = asked.uuid.filter(|_| own.central_client.is_some() && asked.role.peripheral()) {
        let mode = BleOptions { central_client: Some(uuid), ..BleOptions::default() };
        return Some((mode, BleOob { role: LeRole::Central, address: None, uuid: None, psm: None }));
    }
    let uuid = own.peripheral_server.filter(|_| asked.role.central())?;
    let (address, psm) = (own.address.clone(), own.psm);
    let oob = BleOob { role: LeRole::Peripheral, address: address.clone(), uuid: Some(uuid), psm };
    Some((BleOptions { peripheral_server: Some(uuid), central_client: None, address, psm }, oob))
}
