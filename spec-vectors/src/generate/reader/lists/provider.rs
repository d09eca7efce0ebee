//! Who signs lists.

use mdoc_proximity::crypto::Curve;
use mdoc_proximity::issuer::{Authority, CertificateSpec, ListedCertificate, RicalBuilder, SubjectName, VicalBuilder};

use crate::generate::rng;
use crate::generate::scene::{Envelope, headers, x5chain};
use crate::generate::world::{authority, key, name, public_key, signing_key, validity};

const CRL: &str = "https://lists.example/crl";

/// The root of those who sign lists.
pub(super) fn root() -> Authority {
    root_of("list root")
}

/// A root of the same name with the key of this label.
pub(super) fn root_of(label: &str) -> Authority {
    let spec = CertificateSpec::reader_ca(name("List root"), validity("2025-01-01", "2034-01-01"), CRL, Some(0));
    authority(label, Curve::P256, &spec)
}

/// Who signs, and what its certificate says.
pub(super) struct Signer {
    pub(super) label: &'static str,
    pub(super) curve: Curve,
    pub(super) spec: CertificateSpec,
}

impl Signer {
    fn name() -> SubjectName {
        SubjectName { organization: Some("Example lists".to_owned()), ..name("List signer") }
    }

    /// The signer of VICALs.
    pub(super) fn vical() -> Self {
        let spec = CertificateSpec::vical_signer(Self::name(), validity("2026-01-01", "2027-01-01"), CRL);
        Self { label: "vical signer", curve: Curve::P256, spec }
    }

    /// The signer of RICALs.
    pub(super) fn rical() -> Self {
        let spec = CertificateSpec::rical_signer(Self::name(), validity("2026-01-01", "2027-01-01"), CRL);
        Self { label: "rical signer", curve: Curve::P256, spec }
    }

    /// With another certificate.
    pub(super) fn with(mut self, change: impl FnOnce(&mut CertificateSpec)) -> Self {
        change(&mut self.spec);
        self
    }

    /// The signer's certificate, DER.
    pub(super) fn certificate(&self) -> Vec<u8> {
        let key = public_key(&key(self.label, self.curve));
        root().issue(&mut rng(&format!("certificate {}", self.label)), &self.spec, &key).unwrap().der().to_vec()
    }

    pub(super) fn sign_vical(&self, list: &VicalBuilder) -> Vec<u8> {
        list.sign(&*signing_key(&key(self.label, self.curve)), &[&self.certificate()]).unwrap()
    }

    /// The chain without the root.
    pub(super) fn sign_rical(&self, list: &RicalBuilder) -> Vec<u8> {
        self.sign_rical_with(list, &[&self.certificate()])
    }

    pub(super) fn sign_rical_with(&self, list: &RicalBuilder, chain: &[&[u8]]) -> Vec<u8> {
        list.sign(&*signing_key(&key(self.label, self.curve)), chain).unwrap()
    }

    /// These bytes in a COSE_Sign1 whose chain is not protected, after a change of it.
    pub(super) fn sign_bytes(&self, payload: &[u8], change: impl FnOnce(&mut Envelope)) -> Vec<u8> {
        let key = key(self.label, self.curve);
        let algorithm = signing_key(&key).algorithm().cose_id();
        let mut envelope = Envelope::new(algorithm, Some(payload.to_vec()), payload.to_vec());
        envelope.unprotected = headers(&[(33, x5chain(&[self.certificate()]))]);
        change(&mut envelope);
        envelope.sign1(&key)
    }

    /// These bytes in a COSE_Sign1 whose chain is protected, after a change of it.
    pub(super) fn sign_bytes_protected(&self, payload: &[u8], change: impl FnOnce(&mut Envelope)) -> Vec<u8> {
        let algorithm = signing_key(&key(self.label, self.curve)).algorithm().cose_id();
        let mut number = mdoc_proximity::cbor::Writer::new();
        number.int(algorithm);
        let protected = headers(&[(1, number.into_vec()), (33, x5chain(&[self.certificate()]))]);
        self.sign_bytes(payload, |envelope| {
            envelope.protected = protected;
            envelope.unprotected = vec![0xa0];
            change(envelope);
        })
    }
}

/// The list with another last byte: that of its signature.
pub(super) fn flipped(mut list: Vec<u8>) -> Vec<u8> {
    *list.last_mut().unwrap() ^= 1;
    list
}

/// The list behind tag 18.
pub(super) fn tagged(list: &[u8]) -> Vec<u8> {
    [&[0xd2], list].concat()
}

/// The member of an entry without the tag in front of it.
pub(super) fn untagged(entry: &ListedCertificate, member: &str) -> Vec<u8> {
    let (_, value) = entry.members.iter().find(|(name, _)| name == member).unwrap();
    value[1..].to_vec()
}
