//! What holders, issuers and sessions say.

use mdoc_proximity::cbor::{Error, ErrorKind};
use mdoc_proximity::cose::CoseError;
use mdoc_proximity::crypto::{CryptoError, Curve};
use mdoc_proximity::datamodel::TypeError;
use mdoc_proximity::holder::{ConfigError, CredentialError, KeyError, OfferError, PoolError, Restriction};
use mdoc_proximity::issuer::{DocumentError, ElementError, IssueError};
use mdoc_proximity::session::{ChannelError, CloseReason, Status};
use mdoc_proximity::transport::nfc;

use crate::{differ, tells};

const CBOR: Error = Error::new(ErrorKind::UnexpectedEnd, 7);

#[test]
fn holders_say_why_not() {
    differ(&[&ConfigError::Curve(Curve::Ed25519), &ConfigError::Anchors, &ConfigError::Capability("handoverSession")]);
    tells(&ConfigError::Curve(Curve::Ed25519), &["Ed25519"]);
    tells(&ConfigError::Capability("handoverSession"), &["handoverSession"]);
    differ(&[
        &CredentialError::Malformed(CBOR),
        &CredentialError::Mso(CBOR),
        &CredentialError::Detached,
        &CredentialError::Date,
        &CredentialError::Duplicate,
        &CredentialError::DeviceValue(CBOR),
    ]);
    for error in [CredentialError::Malformed(CBOR), CredentialError::Mso(CBOR), CredentialError::DeviceValue(CBOR)] {
        tells(&error, &[&CBOR.to_string()]);
    }
    let curves = KeyError::MacCurve { device: Curve::P256, reader: Curve::BrainpoolP384r1 };
    differ(&[
        &KeyError::Method,
        &KeyError::NotTheCredentials,
        &curves,
        &KeyError::NoReaderKey,
        &KeyError::Refused,
        &KeyError::from(CryptoError::BadSignature),
    ]);
    tells(&curves, &["P-256", "brainpoolP384r1"]);
    differ(&[&PoolError::DocType, &PoolError::SameKey, &PoolError::Key(CoseError::CompressedKey)]);
    let ndef = nfc::device_engagement(&[]).unwrap_err();
    differ(&[&OfferError::NoMethod, &OfferError::Ndef(ndef), &OfferError::ForeignEngagement, &OfferError::TooLate]);
    tells(&OfferError::Ndef(ndef), &[&ndef.to_string()]);
    differ(&[
        &Restriction::ZeroKnowledge,
        &Restriction::ResponseEncryption,
        &Restriction::IssuerIdentifiers,
        &Restriction::UseCase,
        &Restriction::Unreadable,
    ]);
}

#[test]
fn issuers_say_why_not() {
    let mistyped = ElementError::Type(TypeError { expected: "a full-date" });
    differ(&[
        &mistyped,
        &ElementError::Duplicate,
        &ElementError::Cbor(CBOR),
        &ElementError::Value("a number beyond 64 bits"),
    ]);
    let element = DocumentError::Element {
        name_space: "org.iso.18013.5.1".to_owned(),
        identifier: "birth_date".to_owned(),
        error: mistyped,
    };
    differ(&[
        &DocumentError::EmptyName,
        &element,
        &DocumentError::Template("validUntil", "is no date"),
        &DocumentError::Dates,
        &DocumentError::Authorizations,
        &DocumentError::SignerCertificate,
        &DocumentError::OutsideSigner,
        &DocumentError::Key(CryptoError::InvalidSecretKey),
    ]);
    tells(&element, &["org.iso.18013.5.1", "birth_date", "a full-date"]);
    tells(&DocumentError::Template("validUntil", "is no date"), &["validUntil is no date"]);
    differ(&[
        &IssueError::Subject,
        &IssueError::Validity,
        &IssueError::Extension,
        &IssueError::RevocationList,
        &IssueError::Curve(Curve::X25519),
        &IssueError::Key(CryptoError::InvalidSecretKey),
        &IssueError::Certificate,
    ]);
    tells(&IssueError::Curve(Curve::X25519), &["X25519"]);
}

#[test]
fn sessions_say_how_they_ended() {
    let reasons = [
        CloseReason::Local,
        CloseReason::Peer(Status::Termination),
        CloseReason::Peer(Status::Other(99)),
        CloseReason::LinkClosed,
        CloseReason::TimedOut,
        CloseReason::Undecodable(CBOR),
        CloseReason::PeerKey(CoseError::CompressedKey),
        CloseReason::Crypto(CryptoError::WeakSharedSecret),
        CloseReason::Channel(ChannelError::Decrypt),
        CloseReason::Channel(ChannelError::CounterExhausted),
        CloseReason::Unexpected,
        CloseReason::TooManyRequests,
    ];
    let said: Vec<&dyn std::fmt::Display> = reasons.iter().map(|reason| reason as _).collect();
    differ(&said);
    tells(&CloseReason::Peer(Status::Other(99)), &["99"]);
    tells(&CloseReason::Undecodable(CBOR), &[&CBOR.to_string()]);
}

#[test]
fn a_peer_is_told_once_and_only_what_it_may_know() {
    // A decryption that failed and a key that is no point are one and the same to the peer.
    let encryption = Some(Status::EncryptionError);
    for reason in [
        CloseReason::PeerKey(CoseError::UnknownCurve(9)),
        CloseReason::Crypto(CryptoError::InvalidPublicKey),
        CloseReason::Channel(ChannelError::Decrypt),
    ] {
        assert_eq!(reason.farewell(), encryption);
    }
    assert_eq!(CloseReason::Undecodable(CBOR).farewell(), Some(Status::DecodingError));
    for reason in [
        CloseReason::Local,
        CloseReason::TimedOut,
        CloseReason::Unexpected,
        CloseReason::TooManyRequests,
        CloseReason::Channel(ChannelError::CounterExhausted),
        CloseReason::Channel(ChannelError::TooLong),
    ] {
        assert_eq!(reason.farewell(), Some(Status::Termination));
    }
    for reason in [CloseReason::Peer(Status::EncryptionError), CloseReason::LinkClosed] {
        assert_eq!(reason.farewell(), None);
    }
}
