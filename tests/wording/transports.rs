//! What Bluetooth, NFC and QR codes say.

use std::fmt::Display;

use mdoc_proximity::transport::ble::connection::{CloseReason, Cut, Misuse, PeerId, SendError, Step, Wait};
use mdoc_proximity::transport::ble::l2cap::FrameError;
use mdoc_proximity::transport::ble::psm::PsmError;
use mdoc_proximity::transport::ble::reassembly::FragmentError;
use mdoc_proximity::transport::ble::state::StateError;
use mdoc_proximity::transport::ble::{Characteristic, Mode};
use mdoc_proximity::transport::nfc::apdu::{ApduError, StatusWord};
use mdoc_proximity::transport::nfc::container::ContainerError;
use mdoc_proximity::transport::nfc::device_engagement;
use mdoc_proximity::transport::nfc::reader::ReadError;
use mdoc_proximity::transport::nfc::tag::TagError;
use mdoc_proximity::transport::nfc::transfer::TransferError;
use mdoc_proximity::transport::nfc::transfer::do53::ObjectError;
use mdoc_proximity::transport::qr::QrError;

use crate::{differ, tells};

fn all<const N: usize>(said: &[impl Display; N]) {
    differ(&said.each_ref().map(|each| each as &dyn Display));
}

#[test]
fn bluetooth_says_what_a_peer_did() {
    use Characteristic::{ClientToServer, Ident, L2cap, ServerToClient, State};
    all(&[StateError::Length(2), StateError::Unknown(0x7f)]);
    tells(&StateError::Unknown(0x7f), &["0x7f"]);
    all(&[
        FragmentError::NoPrefix,
        FragmentError::Prefix(0x7f),
        FragmentError::EmptyMessage,
        FragmentError::TooLong,
        FragmentError::TooMany,
    ]);
    tells(&FragmentError::Prefix(0x7f), &["0x7f"]);
    all(&[FrameError::Empty, FrameError::TooLong { length: 0x7fff_ffff }, FrameError::CutOff]);
    tells(&FrameError::TooLong { length: 0x7fff_ffff }, &["2147483647"]);
    all(&[
        Misuse::BeforeStart(ClientToServer),
        Misuse::StartTwice,
        Misuse::StartByServer,
        Misuse::State(StateError::Length(0)),
        Misuse::Fragment(FragmentError::NoPrefix),
        Misuse::Frame(FrameError::CutOff),
        Misuse::Direction(ServerToClient),
        Misuse::Ident,
        Misuse::Channel,
        Misuse::Flood,
        Misuse::Foreign,
    ]);
    tells(&Misuse::BeforeStart(State), &["State"]);
    tells(&Misuse::Direction(ClientToServer), &["Client2Server"]);
    all(&[SendError::Message(FrameError::Empty), SendError::Full, SendError::Ended]);
    assert_eq!(SendError::Message(FrameError::Empty).to_string(), FrameError::Empty.to_string());
    differ(&[&PsmError, &Mode::PeripheralServer, &Mode::CentralClient, &PeerId(3), &PeerId(30)]);
    let steps = [
        Step::Connect,
        Step::Discover,
        Step::Read(Ident),
        Step::Read(L2cap),
        Step::Subscribe(State),
        Step::Channel,
        Step::Start,
        Step::Send,
    ];
    all(&steps.map(CloseReason::Failed));
    tells(&CloseReason::Failed(Step::Subscribe(ServerToClient)), &["Server2Client"]);
    tells(&CloseReason::Failed(Step::Read(L2cap)), &["L2CAP"]);
}

#[test]
fn a_connection_says_how_it_ended() {
    let cut = Cut { received: 417, unsent: 23 };
    assert!(!cut.is_clean() && Cut::default().is_clean());
    let waits = [Wait::Start, Wait::Fragment, Wait::Message, Wait::Sending];
    all(&waits);
    let others = [
        CloseReason::Local,
        CloseReason::Cancelled(cut),
        CloseReason::Peer,
        CloseReason::CutOff(cut),
        CloseReason::Lost(cut),
        CloseReason::Misuse(Misuse::Flood),
        CloseReason::NotOffered(Characteristic::Ident),
        CloseReason::Failed(Step::Connect),
        CloseReason::TimedOut(Wait::Start),
    ];
    all(&others);
    for reason in [CloseReason::Cancelled(cut), CloseReason::CutOff(cut), CloseReason::Lost(cut)] {
        tells(&reason, &["417", "23"]);
    }
    tells(&CloseReason::NotOffered(Characteristic::Ident), &["Ident"]);
}

#[test]
fn nfc_says_what_a_card_or_a_terminal_did() {
    all(&[ApduError::TooShort, ApduError::Length, ApduError::Range]);
    all(&[
        ContainerError::Length,
        ContainerError::Version(0x40),
        ContainerError::FileControl,
        ContainerError::Limits,
        ContainerError::Closed,
    ]);
    tells(&ContainerError::Version(0x40), &["0x40"]);
    let ndef = device_engagement(&[]).unwrap_err();
    tells(&ndef, &["at byte 0"]);
    let (refused, absent) = (StatusWord::SECURITY, StatusWord::NOT_FOUND);
    all(&[
        ReadError::Apdu(ApduError::TooShort),
        ReadError::NotATag(absent),
        ReadError::Status(refused),
        ReadError::Container(ContainerError::Closed),
        ReadError::Length,
        ReadError::TooLong,
        ReadError::NotReady,
        ReadError::Ndef(ndef),
        ReadError::NotWritable,
        ReadError::Refused(0x83),
        ReadError::OutOfOrder,
    ]);
    tells(&ReadError::NotATag(absent), &["6A82"]);
    tells(&ReadError::Status(refused), &["6982"]);
    tells(&ReadError::Refused(0x83), &["131"]);
    all(&[ObjectError::Tag, ObjectError::Length, ObjectError::TooLarge, ObjectError::Incomplete, ObjectError::Excess]);
    all(&[
        TransferError::Apdu(ApduError::Range),
        TransferError::Status(refused),
        TransferError::Length,
        TransferError::Object(ObjectError::Excess),
        TransferError::TooLarge,
        TransferError::OutOfOrder,
    ]);
    tells(&TransferError::Status(refused), &["6982"]);
    all(&[TagError::Ndef(ndef), TagError::TooLong, TagError::NotPending]);
    assert_eq!(format!("{refused:?}"), "StatusWord(6982)");
}

#[test]
fn a_code_says_what_was_scanned_instead() {
    let position = 417;
    let places = [
        QrError::Padding { position },
        QrError::StandardAlphabet { position },
        QrError::WhiteSpace { position },
        QrError::Character { position },
    ];
    all(&places);
    for place in places {
        tells(&place, &["417"]);
    }
    all(&[
        QrError::NotMdoc,
        QrError::ReaderEngagement,
        QrError::Empty,
        QrError::TooLong { length: 40_000 },
        QrError::Incomplete,
    ]);
    tells(&QrError::TooLong { length: 40_000 }, &["40000"]);
}
