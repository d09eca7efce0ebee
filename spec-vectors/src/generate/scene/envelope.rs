//! A COSE message, part by part.

use mdoc_proximity::cbor::Writer;
use mdoc_proximity::crypto::SecretKey;
use mdoc_proximity::crypto::rustcrypto::PROVIDER;

use crate::generate::world::signing_key;

/// A COSE_Sign1 or COSE_Mac0 about to be made.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// A tag around it.
    pub tag: Option<u64>,
    /// The content of the protected byte string.
    pub protected: Vec<u8>,
    /// The unprotected map, encoded.
    pub unprotected: Vec<u8>,
    /// The payload, where attached.
    pub payload: Option<Vec<u8>>,
    /// What is signed as the payload.
    pub signed: Vec<u8>,
    /// The signature or tag, where it is not the one that is made.
    pub seal: Option<Vec<u8>>,
}

impl Envelope {
    /// `{1: alg}` protected, nothing unprotected.
    #[must_use]
    pub fn new(algorithm: i64, payload: Option<Vec<u8>>, signed: Vec<u8>) -> Self {
        Self { tag: None, protected: alg(algorithm), unprotected: vec![0xa0], payload, signed, seal: None }
    }

    /// The message, signed.
    #[must_use]
    pub fn sign1(&self, key: &SecretKey) -> Vec<u8> {
        let structure = self.structure("Signature1");
        self.finish(|| signing_key(key).sign(&[&structure]).unwrap())
    }

    /// The message, with a MAC.
    #[must_use]
    pub fn mac0(&self, key: &[u8]) -> Vec<u8> {
        let structure = self.structure("MAC0");
        self.finish(|| PROVIDER.mac.hmac_sha256(key, &[&structure]).to_vec())
    }

    fn structure(&self, context: &str) -> Vec<u8> {
        let mut structure = Writer::new();
        structure.array(4).text(context).bytes(&self.protected).bytes(&[]).bytes(&self.signed);
        structure.into_vec()
    }

    fn finish(&self, seal: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
        let mut writer = Writer::new();
        if let Some(tag) = self.tag {
            writer.tag(tag);
        }
        writer.array(4).bytes(&self.protected).raw(&self.unprotected);
        match &self.payload {
            Some(payload) => writer.bytes(payload),
            None => writer.null(),
        };
        writer.bytes(&self.seal.clone().unwrap_or_else(seal));
        writer.into_vec()
    }
}

/// The content of a protected header that names an algorithm.
#[must_use]
pub fn alg(algorithm: i64) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(1).int(1).int(algorithm);
    writer.into_vec()
}

/// The value of an x5chain header.
#[must_use]
pub fn x5chain(chain: &[Vec<u8>]) -> Vec<u8> {
    let mut writer = Writer::new();
    match chain {
        [one] => {
            writer.bytes(one);
        }
        more => {
            writer.array(more.len());
            more.iter().for_each(|certificate| {
                writer.bytes(certificate);
            });
        }
    }
    writer.into_vec()
}

/// A header map of labels and encoded values.
#[must_use]
pub fn headers(members: &[(i64, Vec<u8>)]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(members.len());
    for (label, value) in members {
        writer.int(*label).raw(value);
    }
    writer.into_vec()
}
