//! Signed responses of real wallets, judged with pinned signer keys under the field profile.

use mdoc_proximity::cbor::{Encoding, Reader};
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{Curve, Point, PublicKey};
use mdoc_proximity::model::transcript::SessionTranscript;
use mdoc_proximity::reader::{Config, Malformed, Verdict, Verification, verify};
use mdoc_proximity::report::{CheckId, Profile};
use mdoc_proximity::time::UnixTime;
use serde_json::Value;

use crate::vectors::{self, unhex};

pub(crate) struct Wallet {
    pub(crate) index: u64,
    pub(crate) response: Vec<u8>,
    pub(crate) transcript: Vec<u8>,
    pub(crate) doc_type: String,
    pub(crate) signer: PublicKey,
    pub(crate) at: UnixTime,
}

impl Wallet {
    pub(crate) fn all() -> Vec<Self> {
        let Some(file) = vectors::vectors("wallets/responses.json") else { return Vec::new() };
        let wallets: Vec<_> = file.as_array().unwrap().iter().map(Self::read).collect();
        assert_eq!(wallets.len(), 6);
        wallets
    }

    fn read(entry: &Value) -> Self {
        let padded = unhex(&entry["mdoc"]);
        let length = Reader::new(&padded, Encoding::Field).skip().unwrap().len();
        // Zero padding behind the item is the collection's, not the wallet's.
        assert!(padded[length..].iter().all(|byte| *byte == 0));
        let (x, y) = (unhex(&entry["issuer_pk_x"]), unhex(&entry["issuer_pk_y"]));
        Self {
            index: entry["index"].as_u64().unwrap(),
            response: padded[..length].to_vec(),
            transcript: unhex(&entry["transcript"]),
            doc_type: entry["docType"].as_str().unwrap().to_owned(),
            signer: PROVIDER.keys.public_key(Curve::P256, Point::Uncompressed { x: &x, y: &y }).unwrap(),
            at: UnixTime::from_rfc3339(entry["now"].as_str().unwrap()).unwrap(),
        }
    }

    /// Only the key that signed is trusted.
    pub(crate) fn config(&self) -> Config {
        Config::builder(PROVIDER).pinned_signers(vec![self.signer]).profile(Profile::Field).build().unwrap()
    }

    pub(crate) fn judge<'r>(&self, response: &'r [u8], transcript: &[u8]) -> Verdict<'r> {
        self.try_judge(response, transcript).unwrap_or_else(|error| panic!("wallet {}: {error}", self.index))
    }

    pub(crate) fn try_judge<'r>(&self, response: &'r [u8], transcript: &[u8]) -> Result<Verdict<'r>, Malformed> {
        let transcript = SessionTranscript::from_bytes(transcript).unwrap();
        let verification = Verification {
            config: &self.config(),
            transcript: Some(&transcript),
            e_reader_key: None,
            request: None,
            at: self.at,
        };
        verify(response, &verification)
    }

    /// Rejected, by exactly these checks.
    pub(crate) fn refused(&self, response: &[u8], transcript: &[u8], by: &[CheckId]) {
        let verdict = self.judge(response, transcript);
        assert!(!verdict.is_verified());
        let document = &verdict.documents()[0];
        assert!(document.verified().is_none());
        let mut failed: Vec<_> = document.report().failures().map(|check| check.id).collect();
        failed.dedup();
        assert_eq!(failed, by, "wallet {}: {:#?}", self.index, document.report());
        let json = serde_json::to_value(verdict.with_claims()).unwrap();
        assert_eq!(json["verdict"], "rejected");
        assert!(json["documents"][0].get("elements").is_none());
    }
}
