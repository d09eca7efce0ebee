//! What device and reader sign (edition 1 9.1.3.4 and 9.1.4.4, edition 2 12.4.4 and 12.5.4).

use crate::cbor::Writer;
use crate::model::transcript::SessionTranscript;

#[cfg(test)]
mod tests;

/// `DeviceAuthenticationBytes`: tag 24 around
/// `["DeviceAuthentication", SessionTranscript, DocType, DeviceNameSpacesBytes]`.
///
/// `device_name_spaces_bytes` is the tag-24 item as sent.
#[must_use]
pub fn device_authentication_bytes(
    transcript: &SessionTranscript,
    doc_type: &str,
    device_name_spaces_bytes: &[u8],
) -> Vec<u8> {
    let parts = [transcript.bytes().len(), doc_type.len(), device_name_spaces_bytes.len()];
    let mut writer = Writer::with_capacity(parts.into_iter().fold(HEADS, usize::saturating_add));
    writer.array(4).text("DeviceAuthentication").raw(transcript.bytes()).text(doc_type).raw(device_name_spaces_bytes);
    embedded(&writer)
}

/// `ReaderAuthenticationBytes`: tag 24 around `["ReaderAuthentication", SessionTranscript, ItemsRequestBytes]`.
///
/// `items_request_bytes` is the tag-24 item as sent.
#[must_use]
pub fn reader_authentication_bytes(transcript: &SessionTranscript, items_request_bytes: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(3).text("ReaderAuthentication").raw(transcript.bytes()).raw(items_request_bytes);
    embedded(&writer)
}

/// `ReaderAuthenticationAllBytes` (edition 2): tag 24 around `["ReaderAuthenticationAll", SessionTranscript,
/// [* ItemsRequestBytes], DeviceRequestInfoBytes / null]`.
///
/// The items requests come in the order of docRequests; all of them and `device_request_info_bytes` are the tag-24 items
/// as sent.
#[must_use]
pub fn reader_authentication_all_bytes(
    transcript: &SessionTranscript,
    items_request_bytes: &[&[u8]],
    device_request_info_bytes: Option<&[u8]>,
) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(4).text("ReaderAuthenticationAll").raw(transcript.bytes()).array(items_request_bytes.len());
    for item in items_request_bytes {
        writer.raw(item);
    }
    match device_request_info_bytes {
        Some(info) => writer.raw(info),
        None => writer.null(),
    };
    embedded(&writer)
}

/// Room for the name of a structure and the heads in it.
const HEADS: usize = 48;

fn embedded(content: &Writer) -> Vec<u8> {
    let mut writer = Writer::with_capacity(content.as_slice().len().saturating_add(8));
    writer.embedded(content.as_slice());
    writer.into_vec()
}
