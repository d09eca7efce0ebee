//! Engagement, URI, session messages and NDEF: round trips, and no panic on anything.
#![allow(clippy::arithmetic_side_effects)]

use mdoc_proximity::cbor::{Encoding, Writer, from_slice, to_vec};
use mdoc_proximity::model::engagement::{Capabilities, DeviceEngagement, EngagementTemplate};
use mdoc_proximity::model::retrieval::{BleOptions, NfcOptions, RetrievalMethod};
use mdoc_proximity::model::session::{SessionData, SessionEstablishment, encode_data, encode_establishment};
use mdoc_proximity::model::transcript::{Handover, SessionTranscript};
use mdoc_proximity::transport::{nfc, qr};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// A COSE_Key of the right shape; it need not be on its curve to be read.
fn key_bytes() -> impl Strategy<Value = Vec<u8>> {
    (any::<[u8; 32]>(), any::<[u8; 32]>()).prop_map(|(x, y)| {
        let mut key = Writer::new();
        key.map(4).int(1).int(2).int(-1).int(1).int(-2).bytes(&x).int(-3).bytes(&y);
        let mut item = Writer::new();
        item.embedded(key.as_slice());
        item.into_vec()
    })
}

fn ble_options() -> impl Strategy<Value = BleOptions> {
    let address = prop_oneof![vec(any::<u8>(), 6), vec(any::<u8>(), 7)];
    let peripheral = (any::<[u8; 16]>(), option::of(address), option::of(any::<u32>()));
    (option::of(peripheral), option::of(any::<[u8; 16]>()))
        .prop_filter("a mode", |(peripheral, central)| peripheral.is_some() || central.is_some())
        .prop_map(|(peripheral, central_client)| match peripheral {
            Some((uuid, address, psm)) => BleOptions { peripheral_server: Some(uuid), central_client, address, psm },
            None => BleOptions { central_client, ..BleOptions::default() },
        })
}

/// Each method at most once, as the standard wants, in any order.
fn methods() -> impl Strategy<Value = Vec<RetrievalMethod>> {
    let nfc = (255..=65_535_u32, 256..=65_536_u32)
        .prop_map(|(max_command, max_response)| RetrievalMethod::Nfc(NfcOptions { max_command, max_response }));
    let all = (nfc, ble_options().prop_map(RetrievalMethod::Ble), Just(RetrievalMethod::WifiAware));
    (all.prop_map(|(nfc, ble, wifi)| vec![nfc, ble, wifi]).prop_shuffle(), 0..=3_usize).prop_map(
        |(mut methods, keep)| {
            methods.truncate(keep);
            methods
        },
    )
}

fn capabilities() -> impl Strategy<Value = Option<Capabilities>> {
    option::of(any::<[bool; 3]>().prop_map(|[handover_session_establishment, reader_auth_all, extended_request]| {
        Capabilities { handover_session_establishment, reader_auth_all, extended_request }
    }))
}

proptest! {
    #[test]
    fn an_engagement_of_ours_reads_as_written(key in key_bytes(), methods in methods(), capabilities in capabilities()) {
        let template = EngagementTemplate {
            e_device_key_bytes: &key,
            retrieval_methods: &methods,
            capabilities,
        };
        let bytes = to_vec(&template);
        let (read, non_preferred) = from_slice::<DeviceEngagement<'_>>(&bytes, Encoding::Strict).unwrap();
        prop_assert_eq!(non_preferred.count, 0);
        prop_assert_eq!(read.e_device_key.bytes(), &key[..]);
        prop_assert_eq!(read.capabilities, capabilities);
        prop_assert_eq!(read.retrieval_methods.is_some(), !methods.is_empty());
        prop_assert_eq!(read.usable_methods().collect::<Vec<_>>(), methods);
    }

    #[test]
    fn a_uri_gives_back_its_bytes(bytes in vec(any::<u8>(), 1..600), upper: bool) {
        let uri = qr::to_uri(&bytes);
        let uri = if upper { uri.replacen("mdoc", "MDOC", 1) } else { uri };
        prop_assert_eq!(qr::from_uri(&uri), Ok(bytes));
    }

    #[test]
    fn a_uri_has_one_text(text in "mdoc:[A-Za-z0-9_=+/-]{1,20}") {
        if let Ok(bytes) = qr::from_uri(&text) {
            prop_assert_eq!(qr::to_uri(&bytes), text);
        }
    }

    #[test]
    fn any_text_is_answered(text in "\\PC*", tail in "\\PC*") {
        let _ = qr::from_uri(&text);
        let _ = qr::from_uri(&format!("mdoc:{tail}")).map_err(|error| error.to_string());
    }

    #[test]
    fn session_messages_read_as_written(key in key_bytes(), data in vec(any::<u8>(), 0..300), status: Option<u64>, with: bool) {
        let bytes = encode_establishment(&key, &data);
        let (read, _) = from_slice::<SessionEstablishment<'_>>(&bytes, Encoding::Strict).unwrap();
        prop_assert_eq!((read.e_reader_key.bytes(), read.data), (&key[..], &data[..]));
        let data = with.then_some(&data[..]);
        let bytes = encode_data(data, status);
        let (read, _) = from_slice::<SessionData<'_>>(&bytes, Encoding::Strict).unwrap();
        prop_assert_eq!(read, SessionData { data, status });
    }

    #[test]
    fn a_transcript_survives_both_its_forms(
        engagement in vec(any::<u8>(), 0..300),
        key in key_bytes(),
        select in vec(any::<u8>(), 0..300),
        request in option::of(vec(any::<u8>(), 0..300)),
    ) {
        let handover = Handover::Nfc { select: &select, request: request.as_deref() };
        let transcript = SessionTranscript::proximity(&engagement, &key, handover);
        for form in [transcript.bytes(), transcript.embedded_bytes()] {
            let read = SessionTranscript::from_bytes(form);
            prop_assert_eq!(read.as_ref(), Ok(&transcript));
        }
    }

    #[test]
    fn any_bytes_are_answered(bytes in vec(any::<u8>(), 0..200)) {
        let _ = nfc::device_engagement(&bytes).map_err(|error| error.to_string());
        prop_assert!(nfc::ndef::records(&bytes).count() <= bytes.len() + 1);
        let _ = from_slice::<DeviceEngagement<'_>>(&bytes, Encoding::Field);
        let _ = from_slice::<SessionEstablishment<'_>>(&bytes, Encoding::Field);
        let _ = SessionTranscript::from_bytes(&bytes);
    }

    #[test]
    fn altered_engagements_are_answered(
        key in key_bytes(),
        methods in methods(),
        capabilities in capabilities(),
        at: prop::sample::Index,
        byte: u8,
    ) {
        let template = EngagementTemplate {
            e_device_key_bytes: &key,
            retrieval_methods: &methods,
            capabilities,
        };
        let mut bytes = to_vec(&template);
        *at.get_mut(&mut bytes) = byte;
        if let Ok((read, _)) = from_slice::<DeviceEngagement<'_>>(&bytes, Encoding::Field) {
            prop_assert!(read.usable_methods().count() <= 3);
        }
    }

    #[test]
    fn ndef_records_never_reach_beyond_the_message(records in vec((0..6_u8, vec(any::<u8>(), 0..4), any::<u8>()), 1..5)) {
        // Plausible headers, so that more than the first check is met.
        let mut message = Vec::new();
        for (index, (format, rest, length)) in records.iter().enumerate() {
            let begin = if index == 0 { 0x80 } else { 0 };
            message.extend([begin | 0x10 | format, 1, length % 8]);
            message.extend(rest);
        }
        let total: usize = nfc::ndef::records(&message).flatten().map(|r| r.kind.len() + r.payload.len()).sum();
        prop_assert!(total <= message.len());
    }
}
