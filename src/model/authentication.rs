//! What device and reader sign (edition 1 9.1.3.4 and 9.1.4.4, edition 2 12.4.4 and 12.5.4).

use crate::model::transcript::SessionTranscript;

/// `DeviceAuthenticationBytes`: tag 24 around
/// `["DeviceAuthentication", SessionTranscript, DocType, DeviceNameSpacesBytes]`.
#[must_use]
pub fn device_authentication_bytes(
    transcript: &SessionTranscript,
    doc_type: &str,
    device_name_spaces_bytes: &[u8],
) -> Vec<u8> {
    todo!()
}

/// `ReaderAuthenticationBytes`: tag 24 around `["ReaderAuthentication", SessionTranscript, ItemsRequestBytes]`.
#[must_use]
pub fn reader_authentication_bytes(transcript: &SessionTranscript, items_request_bytes: &[u8]) -> Vec<u8> {
    todo!()
}

/// `ReaderAuthenticationAllBytes` (edition 2): tag 24 around `["ReaderAuthenticationAll", SessionTranscript,
/// [* ItemsRequestBytes], DeviceRequestInfoBytes / null]`.
#[must_use]
pub fn reader_authentication_all_bytes(
    transcript: &SessionTranscript,
    items_request_bytes: &[&[u8]],
    device_request_info_bytes: Option<&[u8]>,
) -> Vec<u8> {
    todo!()
}
