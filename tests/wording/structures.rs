//! What is wrong with bytes: CBOR, COSE, certificates, keys, dates.

use mdoc_proximity::cbor::{Error, ErrorKind, Type};
use mdoc_proximity::cose::CoseError;
use mdoc_proximity::crypto::{CryptoError, Curve};
use mdoc_proximity::datamodel::TypeError;
use mdoc_proximity::time::{DateError, UnixTime};
use mdoc_proximity::x509::CertificateError;

use crate::{differ, tells};

#[test]
fn cbor_says_what_and_where() {
    let wrong_type = ErrorKind::WrongType { expected: Type::Integer, found: Type::Tag };
    differ(&[
        &ErrorKind::UnexpectedEnd,
        &ErrorKind::TrailingBytes,
        &ErrorKind::InvalidHead,
        &ErrorKind::IndefiniteLength,
        &ErrorKind::NonPreferred,
        &ErrorKind::DuplicateKey,
        &ErrorKind::InvalidUtf8,
        &ErrorKind::TooDeep,
        &ErrorKind::TooLarge,
        &wrong_type,
        &ErrorKind::WrongTag { expected: 24, found: 1004 },
        &ErrorKind::WrongLength { expected: 2 },
        &ErrorKind::Missing("digestAlgorithm"),
        &ErrorKind::Empty("digestAlgorithm"),
        &ErrorKind::OutOfRange("digestAlgorithm"),
        &ErrorKind::Structure("a rule"),
    ]);
    tells(&ErrorKind::WrongTag { expected: 24, found: 1004 }, &["24", "1004"]);
    tells(&ErrorKind::WrongLength { expected: 2 }, &["2"]);
    tells(&Error::new(ErrorKind::Missing("digestAlgorithm"), 4711), &["digestAlgorithm", "4711"]);
    let types = [
        Type::Unsigned,
        Type::Negative,
        Type::Integer,
        Type::Bytes,
        Type::Text,
        Type::Array,
        Type::Map,
        Type::Tag,
        Type::Bool,
        Type::Null,
        Type::Undefined,
        Type::Simple,
        Type::Float,
    ];
    let said = types.map(|found| ErrorKind::WrongType { expected: Type::Map, found });
    let said: Vec<&dyn std::fmt::Display> = said.iter().map(|kind| kind as _).collect();
    differ(&said);
    tells(&wrong_type, &["expected an integer", "found a tag"]);
}

#[test]
fn cryptography_says_what_and_on_which_curve() {
    let crypto = [
        CryptoError::UnsupportedCurve(Curve::X448),
        CryptoError::CurveMismatch { expected: Curve::P256, found: Curve::X25519 },
        CryptoError::InvalidPublicKey,
        CryptoError::InvalidSecretKey,
        CryptoError::WeakSharedSecret,
        CryptoError::SchemeMismatch,
        CryptoError::BadSignature,
        CryptoError::BadCiphertext,
        CryptoError::Length,
    ];
    let said: Vec<&dyn std::fmt::Display> = crypto.iter().map(|error| error as _).collect();
    differ(&said);
    tells(&crypto[0], &["X448"]);
    tells(&crypto[1], &["P-256", "X25519"]);
    differ(&[
        &CoseError::AlgorithmMissing,
        &CoseError::AlgorithmNotPermitted(Some(-257)),
        &CoseError::AlgorithmNotPermitted(None),
        &CoseError::AlgorithmCurve(Curve::P384),
        &CoseError::Critical,
        &CoseError::PayloadAttached,
        &CoseError::PayloadMissing,
        &CoseError::SignatureLength { expected: 64, found: 71 },
        &CoseError::BadTag,
        &CoseError::Crypto(CryptoError::BadSignature),
        &CoseError::UnknownCurve(8),
        &CoseError::CompressedKey,
    ]);
    tells(&CoseError::AlgorithmNotPermitted(Some(-257)), &["-257"]);
    tells(&CoseError::AlgorithmCurve(Curve::P384), &["P-384"]);
    tells(&CoseError::SignatureLength { expected: 64, found: 71 }, &["71 bytes instead of 64"]);
    tells(&CoseError::UnknownCurve(8), &["(8)"]);
    for error in crypto {
        // What went wrong inside is said, and can be asked for.
        let cose = CoseError::from(error);
        assert_eq!(cose.to_string(), error.to_string());
        let source = std::error::Error::source(&cose).unwrap();
        assert_eq!(source.downcast_ref(), Some(&error));
    }
    assert!(std::error::Error::source(&CoseError::BadTag).is_none());
}

#[test]
fn certificates_and_values_say_what_is_wrong() {
    let signature = CertificateError::Signature(CryptoError::BadSignature);
    let key = CertificateError::Key(CryptoError::InvalidPublicKey);
    differ(&[&CertificateError::Malformed, &CertificateError::Algorithm, &key, &signature]);
    tells(&signature, &[&CryptoError::BadSignature.to_string()]);
    tells(&key, &[&CryptoError::InvalidPublicKey.to_string()]);
    differ(&[&DateError, &TypeError { expected: "text" }]);
    tells(&TypeError { expected: "a full-date" }, &["a full-date"]);
    // Beyond the years that the form has.
    tells(&UnixTime::from_unix_seconds(i64::MAX), &[&i64::MAX.to_string(), "after 1970"]);
    tells(&UnixTime::from_unix_seconds(253_402_300_800), &["253402300800"]);
    tells(&UnixTime::from_unix_seconds(253_402_300_799), &["9999-12-31T23:59:59Z"]);
}
