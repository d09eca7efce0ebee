//! The serial number and the signature algorithm.

use der::Decode;
use x509_cert::spki::AlgorithmIdentifierRef;

use super::Examination;
use crate::report::{CheckId, text};
use crate::x509::{Judgement, algorithm};

/// Octets that can hold a positive number of 63 bits, what B.1 wants of the generator at least. A shorter serial number
/// was not drawn like that; of a longer one nobody can tell.
const SHORTEST: usize = 8;
/// Octets that a serial number may have (RFC 5280 4.1.2.2).
const LONGEST: usize = 20;

impl Examination<'_> {
    /// Positive, and of a length that a random number has.
    pub(super) fn serial(&mut self) {
        let mut judgement = Judgement::new(CheckId::ProfileSerial);
        let serial = self.certificate.serial_octets();
        let length = serial.len();
        if let [0, second, ..] = serial
            && *second < 0x80
        {
            judgement.deviates("the serial number has leading zeros");
        }
        if serial.iter().all(|octet| *octet == 0) {
            judgement.deviates("the serial number is 0");
        } else if serial.first().is_some_and(|first| *first >= 0x80) {
            judgement.deviates("the serial number is negative");
        } else if length < SHORTEST {
            judgement
                .deviates(text!("the serial number has {length} of the {SHORTEST} octets that 63 random bits need"));
        }
        if length > LONGEST {
            judgement.deviates(text!("the serial number has {length} octets, where {LONGEST} are allowed"));
        }
        self.record(judgement, text!("the serial number is positive and has {length} octets"));
    }

    /// One of the three that CAs sign with, without parameters. That the field inside says the same belongs to the
    /// signature.
    pub(super) fn algorithm(&mut self) {
        let mut judgement = Judgement::new(CheckId::ProfileAlgorithm);
        match AlgorithmIdentifierRef::from_der(self.certificate.signature_algorithm_der()) {
            Ok(identifier) if !algorithm::is_ecdsa(identifier.oid) => judgement.deviates(text!(
                "the signature algorithm is {}, where ecdsa-with-SHA256, -SHA384 and -SHA512 are allowed",
                identifier.oid
            )),
            Ok(identifier) if identifier.parameters.is_some() => {
                judgement.deviates("the signature algorithm has parameters, and ECDSA has none");
            }
            Ok(_) => {}
            Err(_) => judgement.deviates("the signature algorithm cannot be read"),
        }
        self.record(judgement, "the signature algorithm is ECDSA");
    }
}
