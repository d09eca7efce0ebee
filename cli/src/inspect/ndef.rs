//! An NDEF message, record by record.

use mdoc_proximity::transport::nfc::ndef::{TypeNameFormat, records};

use super::build;
use super::node::Node;
use super::shape::Shape;

/// The record type that carries a DeviceEngagement.
const ENGAGEMENT: &[u8] = b"iso.org:18013:deviceengagement";

/// The record types that open an NDEF message of the handover, and what the message is.
const MESSAGES: [(&[u8], &str); 4] = [
    (b"Hs", "NFC Handover Select message"),
    (b"Hr", "NFC Handover Request message"),
    (b"Tp", "NFC service parameter message (TNEP)"),
    (b"Te", "NFC status message (TNEP)"),
];

/// A message of the handover, bare or as it is read from a tag: behind its two-byte length, before a status word.
pub fn recognise(bytes: &[u8]) -> Option<(&'static str, Vec<Node>)> {
    let unanswered = bytes.strip_suffix(&[0x90, 0x00]).unwrap_or(bytes);
    [bytes, unanswered].into_iter().find_map(|message| {
        let announced = message
            .split_first_chunk()
            .filter(|(length, rest)| usize::from(u16::from_be_bytes(**length)) == rest.len());
        let (message, base) = announced.map_or((message, 0), |(_, rest)| (rest, 2));
        let first = records(message).next()?.ok().filter(|record| record.format == TypeNameFormat::WellKnown)?;
        let (_, name) = MESSAGES.iter().find(|(kind, _)| *kind == first.kind)?;
        summary(message, base).map(|children| (*name, children))
    })
}

/// The children of a message's node; none where the bytes are no message. `base` is where it stands in the input.
pub fn summary(message: &[u8], base: usize) -> Option<Vec<Node>> {
    let records: Vec<_> = records(message).collect::<Result<_, _>>().ok()?;
    let nodes = records.iter().map(|record| {
        let kind = String::from_utf8_lossy(record.kind);
        let id = record.id.map(|id| format!(", id \"{}\"", String::from_utf8_lossy(id))).unwrap_or_default();
        let text = format!("{} bytes h'{}'", record.payload.len(), hex::encode(record.payload));
        let start = base.saturating_add(record.offset);
        // The payload is the last part of a record, and both are slices of the message.
        let payload = record.payload.as_ptr().addr().saturating_sub(message.as_ptr().addr());
        let engagement = (record.format == TypeNameFormat::External && record.kind == ENGAGEMENT)
            .then(|| build::tree(record.payload, base.saturating_add(payload), Shape::DeviceEngagement).ok())
            .flatten();
        Node {
            label: format!("record {kind}{id}"),
            text: if engagement.is_some() { format!("{} bytes", record.payload.len()) } else { text },
            offset: Some(start),
            children: engagement.map(|(node, _)| node).into_iter().collect(),
        }
    });
    Some(nodes.collect()).filter(|nodes: &Vec<Node>| !nodes.is_empty())
}
