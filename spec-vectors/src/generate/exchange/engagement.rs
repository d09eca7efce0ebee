//! Engagements, as a reader takes them (R01 to R20).

mod keys;
mod methods;
mod nfc;
mod structure;
mod text;

use mdoc_proximity::crypto::Curve;

use super::draft::{Draft, one_of};
use super::stage::uri;
use crate::format::{Case, EngagementInput, Input, Outcome, Role};
use crate::generate::scene::headers;
use crate::generate::world::{cose_key, engagement, key, public_key};
use crate::wire;

const QR: (&str, &str) = ("8.2.2.3", "9.3");
const ENGAGEMENT: (&str, &str) = ("8.2.1.1", "9.1");
/// Engagement by QR code, of version 1.0 on P-256: the twin of most cases.
const TWIN: &str = "engagement-qr";

/// All of them.
pub(super) fn cases() -> Vec<Case> {
    [text::cases(), structure::cases(), keys::cases(), methods::cases(), nfc::cases()].concat()
}

/// A session can be made of it.
fn accepted(methods: &[&str]) -> Outcome {
    let methods = methods.iter().map(ToString::to_string).collect();
    Outcome::Engagement { accepted: true, reason: None, methods }
}

/// None can, for this reason.
fn refused(reason: &str) -> Outcome {
    Outcome::Engagement { accepted: false, reason: Some(reason.to_owned()), methods: Vec::new() }
}

/// What the twin offers.
fn usual() -> Outcome {
    accepted(&["ble-central"])
}

fn case(draft: Draft<'_>, input: EngagementInput, outcomes: impl IntoIterator<Item = Outcome>) -> Case {
    draft.case(Role::Reader, Input::ReadEngagement(input), one_of(outcomes))
}

/// The text of a QR code; `differs` is empty where all is well.
fn by_text(id: &str, differs: &str, title: &str, text: String, outcomes: impl IntoIterator<Item = Outcome>) -> Case {
    let draft = if differs.is_empty() {
        Draft::positive(id, QR, title)
    } else {
        Draft::negative(id, QR, (TWIN, differs), title)
    };
    case(draft, EngagementInput::Qr(text), outcomes)
}

/// The bytes of a QR code; `differs` is empty where all is well.
fn by_bytes(id: &str, differs: &str, title: &str, bytes: &[u8], outcomes: impl IntoIterator<Item = Outcome>) -> Case {
    let draft = if differs.is_empty() {
        Draft::positive(id, ENGAGEMENT, title)
    } else {
        Draft::negative(id, ENGAGEMENT, (TWIN, differs), title)
    };
    case(draft, EngagementInput::Qr(uri(bytes)), outcomes)
}

/// The twin's bytes.
fn usual_bytes() -> Vec<u8> {
    engagement(&key("ephemeral device", Curve::P256), true)
}

/// The members of the twin's engagement, by key.
fn members() -> Vec<(i64, Vec<u8>)> {
    let version = super::stage::text("1.0");
    vec![
        (0, version),
        (1, security(1, &cose_key(&public_key(&key("ephemeral device", Curve::P256))))),
        (2, methods(&[ble()])),
    ]
}

/// The engagement with these members instead of, or beside, the twin's.
fn with(changes: &[(i64, Vec<u8>)]) -> Vec<u8> {
    let mut all = members();
    for (key, value) in changes {
        match all.iter_mut().find(|(found, _)| found == key) {
            Some((_, old)) => old.clone_from(value),
            None => all.push((*key, value.clone())),
        }
    }
    headers(&all)
}

/// The engagement without a member.
fn without(key: i64) -> Vec<u8> {
    let mut all = members();
    all.retain(|(found, _)| *found != key);
    headers(&all)
}

/// `[cipher suite, EDeviceKeyBytes]`.
fn security(suite: u64, cose_key: &[u8]) -> Vec<u8> {
    [&[0x82][..], &super::stage::uint(suite), &wire::embedded(cose_key)].concat()
}

/// DeviceRetrievalMethods.
fn methods(methods: &[Vec<u8>]) -> Vec<u8> {
    crate::generate::scene::array(methods)
}

/// BLE in central client mode.
fn ble() -> Vec<u8> {
    method(2, 1, &headers(&[(0, vec![0xf4]), (1, vec![0xf5]), (11, super::stage::bytes(&[7; 16]))]))
}

/// `[type, version, options]`.
fn method(kind: u64, version: u64, options: &[u8]) -> Vec<u8> {
    [&[0x83][..], &super::stage::uint(kind), &super::stage::uint(version), options].concat()
}
