//! What links and radios say, and what a person can do about it.

use core::time::Duration;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::io;

use mdoc_proximity::driver::LinkError;
use mdoc_proximity::driver::ble::{Call, Event, RadioError};
use mdoc_proximity::driver::nfc::NfcError;
use mdoc_proximity::transport::ble::connection::{CloseReason, PeerId};
use mdoc_proximity::transport::ble::{Characteristic, Psm};
use mdoc_proximity::transport::nfc::apdu::StatusWord;
use mdoc_proximity::transport::nfc::reader::ReadError;
use mdoc_proximity::transport::nfc::transfer::TransferError;

use crate::{differ, tells};

/// Each says something else; what helps is a sentence of its own too, and differs where it should.
fn advised<E: Display>(errors: &[E], advice: impl Fn(&E) -> Option<&'static str>, without: usize) {
    differ(&errors.iter().map(|error| error as &dyn Display).collect::<Vec<_>>());
    let given: Vec<&str> = errors.iter().filter_map(&advice).collect();
    assert_eq!(errors.len() - given.len(), without);
    for text in given {
        assert!(text.contains(' ') && !text.ends_with('.'), "{text:?}");
        assert!(errors.iter().all(|error| error.to_string() != text), "advice repeats the error: {text:?}");
    }
}

#[test]
fn a_link_says_whether_it_was_closed_or_broke() {
    let radio = LinkError::Radio(RadioError::AdapterLost);
    differ(&[
        &LinkError::Closed,
        &LinkError::TooLarge,
        &LinkError::Io(io::Error::other("the disk is full")),
        &LinkError::Ble(CloseReason::Peer),
        &radio,
    ]);
    tells(&radio, &[&RadioError::AdapterLost.to_string()]);
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, PermissionDenied, UnexpectedEof};
    for gone in [UnexpectedEof, BrokenPipe, ConnectionReset, ConnectionAborted] {
        assert!(matches!(io::Error::from(gone).into(), LinkError::Closed), "{gone}");
    }
    let error = LinkError::from(io::Error::from(PermissionDenied));
    assert!(matches!(&error, LinkError::Io(inner) if inner.kind() == PermissionDenied));
}

#[test]
fn a_radio_says_what_to_do() {
    let adapter = || "hci7".to_owned();
    let errors = [
        RadioError::NoService,
        RadioError::NoAdapter { wanted: None },
        RadioError::NoAdapter { wanted: Some(adapter()) },
        RadioError::PoweredOff { adapter: adapter(), blocked: true },
        RadioError::PoweredOff { adapter: adapter(), blocked: false },
        RadioError::NotPermitted { said: "no such right".to_owned() },
        RadioError::Unsupported { what: "advertising".to_owned() },
        RadioError::NotFound { waited: Duration::from_secs(41) },
        RadioError::NotAnMdoc { missing: "State".to_owned() },
        RadioError::TooSlow { step: "connecting" },
        RadioError::AdapterLost,
        RadioError::Other { step: "scanning", said: "it broke".to_owned() },
    ];
    advised(&errors, RadioError::advice, 3);
    for (error, parts) in [
        (&errors[2], &["hci7"][..]),
        (&errors[3], &["hci7", "blocked"]),
        (&errors[4], &["hci7", "off"]),
        (&errors[5], &["no such right"]),
        (&errors[6], &["advertising"]),
        (&errors[7], &["41 s"]),
        (&errors[8], &["State"]),
        (&errors[9], &["connecting"]),
        (&errors[11], &["scanning", "it broke"]),
    ] {
        tells(error, parts);
    }
    // A switch and a setting are undone in different places.
    assert_ne!(errors[3].advice(), errors[4].advice());
}

#[test]
fn a_terminal_says_what_to_do() {
    let errors = [
        NfcError::from(LinkError::Closed),
        NfcError::Link(LinkError::TooLarge),
        NfcError::Handover(ReadError::NotATag(StatusWord::NOT_FOUND)),
        NfcError::Handover(ReadError::NotReady),
        NfcError::Handover(ReadError::Refused(1)),
        NfcError::Handover(ReadError::Length),
        NfcError::Transfer(TransferError::Length),
    ];
    advised(&errors, NfcError::advice, 3);
    tells(&errors[5], &["engagement", &ReadError::Length.to_string()]);
    tells(&errors[6], &["transfer", &TransferError::Length.to_string()]);
}

#[cfg(feature = "nfc-pcsc")]
#[test]
fn a_card_reader_says_what_to_do() {
    use mdoc_proximity::driver::nfc::pcsc::PcscError;
    use pcsc::Error;

    let wanted = PcscError::NoTerminal { wanted: Some("ACR\u{7}122".to_owned()) };
    let errors = [
        PcscError::from(Error::NoService),
        PcscError::from(Error::NoAccess),
        PcscError::from(Error::NoReadersAvailable),
        wanted,
        PcscError::NoCard { waited: Duration::from_secs(41) },
        PcscError::from(Error::RemovedCard),
        PcscError::from(Error::UnresponsiveCard),
        PcscError::from(Error::SharingViolation),
        PcscError::from(Error::Timeout),
        PcscError::Thread(io::Error::other("too many")),
    ];
    advised(&errors, PcscError::advice, 2);
    tells(&errors[3], &["ACR\\u{7}122"]);
    tells(&errors[4], &["41 s"]);
    tells(&errors[9], &["too many"]);
    for (error, same) in [
        (Error::ServiceStopped, &errors[0]),
        (Error::SecurityViolation, &errors[1]),
        (Error::UnknownReader, &errors[2]),
        (Error::ReaderUnavailable, &errors[2]),
        (Error::NoSmartcard, &errors[5]),
        (Error::UnpoweredCard, &errors[6]),
        (Error::UnsupportedCard, &errors[6]),
        (Error::ProtoMismatch, &errors[6]),
    ] {
        assert_eq!(PcscError::from(error).advice(), same.advice(), "{error}");
    }
}

/// What passes between a connection and its radio may be traced: it is named, and its bytes are counted and not shown.
#[test]
fn a_radio_is_told_of_without_the_bytes() {
    let (peer, characteristic) = (PeerId(7), Characteristic::ServerToClient);
    let secret = b"Nordmann, Kari";
    let (value, bytes) = (secret.to_vec(), secret.to_vec());
    let psm = Psm::new(0xc5).unwrap();
    let calls = [
        Call::Advertise,
        Call::StopAdvertising,
        Call::Connect,
        Call::Discover(peer),
        Call::Read(peer, characteristic),
        Call::Subscribe(peer, characteristic),
        Call::OpenChannel(peer, psm),
        Call::Disconnect(peer),
        Call::Write { peer, characteristic, value: value.clone() },
        Call::Notify { peer, characteristic, value: value.clone() },
        Call::ChannelBytes { peer, bytes: bytes.clone() },
    ];
    let events = [
        Event::Connected { peer, mtu: 185 },
        Event::ConnectFailed(RadioError::AdapterLost),
        Event::Mtu { peer, mtu: 185 },
        Event::Discovered { peer, characteristics: vec![characteristic] },
        Event::Subscribed(peer, characteristic),
        Event::Unsubscribed(peer, characteristic),
        Event::Refused(peer),
        Event::Sent(peer),
        Event::ChannelOpened(peer),
        Event::ChannelClosed(peer),
        Event::Disconnected(peer),
        Event::Rssi { peer, dbm: -61 },
        Event::Failed(RadioError::AdapterLost),
        Event::Read { peer, characteristic, value: value.clone() },
        Event::Value { peer, characteristic, value },
        Event::ChannelBytes { peer, bytes },
    ];
    let shown: Vec<String> =
        calls.iter().map(|call| format!("{call:?}")).chain(events.iter().map(|event| format!("{event:?}"))).collect();
    let list = secret[..4].iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
    let mut counted = 0;
    for text in &shown {
        assert!(!text.contains("Nordmann") && !text.contains(&list) && !text.contains("4e6f7264"), "{text}");
        counted += usize::from(text.contains("14 bytes"));
    }
    assert_eq!(counted, 6, "{shown:?}");
    // A call and what it leads to may have one name; within each kind all differ.
    let differ = |texts: &[String]| texts.iter().collect::<BTreeSet<_>>().len() == texts.len();
    assert!(differ(&shown[..calls.len()]) && differ(&shown[calls.len()..]), "{shown:?}");
    assert!(shown.iter().any(|text| text.contains("-61")) && shown.iter().any(|text| text.contains("185")));
}
