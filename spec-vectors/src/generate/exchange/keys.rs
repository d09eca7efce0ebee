//! Known answers: the keys of a session, on every curve and after every handover.

use mdoc_proximity::crypto::Curve;

use super::draft::{Draft, one_of};
use super::stage::Stage;
use crate::format::{Case, Input, Outcome, Role, Secret, SessionKeys};
use crate::generate::world::{AGREEING_CURVES, agreement_key, key, public_key, slug};
use crate::wire;

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    let handovers =
        [("qr", "QR code"), ("nfc-static", "static NFC handover"), ("nfc-negotiated", "negotiated NFC handover")];
    let cases = AGREEING_CURVES.into_iter().flat_map(|curve| {
        let stages = [Stage::qr(curve), Stage::nfc(curve, false), Stage::nfc(curve, true)];
        handovers.into_iter().zip(stages).map(move |(handover, stage)| case(curve, handover, &stage))
    });
    cases.collect()
}

/// EMacKey too: SDeviceKey is on the curve of EReaderKey.
fn case(curve: Curve, (word, handover): (&str, &str), stage: &Stage) -> Case {
    let s_device_key = key("device", curve);
    let keys = stage.keys();
    let transcript = stage.transcript();
    let zab = agreement_key(&s_device_key).agree(&public_key(&stage.e_reader_key)).unwrap();
    let outcome = Outcome::SessionKeys {
        zab: keys.zab.into(),
        sk_reader: keys.sk_reader.into(),
        sk_device: keys.sk_device.into(),
        e_mac_key: Some(wire::derive(zab.expose(), &wire::salt(&transcript), "EMacKey").into()),
        transcript: transcript.into(),
    };
    let input = SessionKeys {
        engagement: stage.engagement.clone().into(),
        handover: stage.handover.clone(),
        e_device_key: Secret::from(&stage.e_device_key),
        e_reader_key: Secret::from(&stage.e_reader_key),
        s_device_key: Some(Secret::from(&s_device_key)),
    };
    let id = format!("keys-{}-{word}", slug(curve));
    let title = format!("Transcript, session keys and EMacKey on {curve} after {handover}");
    let draft = Draft::positive(&id, ("9.1.1.5", "12.2.5"), &title);
    draft.case(Role::Both, Input::SessionKeys(Box::new(input)), one_of([outcome]))
}
