//! Credentials made for these tests, requests built by hand, and Annex D's.

use std::path::PathBuf;

use data_encoding::HEXLOWER_PERMISSIVE as HEX;
use mdoc_proximity::cbor::Writer;
use mdoc_proximity::cose;
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{AgreementKey, Curve, HashAlgorithm, PublicKey, SecretKey, SigningKey};
use mdoc_proximity::holder::{Config, Credential, Request, RequestFault};
use mdoc_proximity::model::request::{encode_items_request, encode_request};
use mdoc_proximity::model::response::{encode_issuer_signed, encode_item};
use mdoc_proximity::model::transcript::SessionTranscript;
use mdoc_proximity::time::UnixTime;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde_json::Value;

pub(crate) const MDL: &str = "org.iso.18013.5.1.mDL";
pub(crate) const MDL_NS: &str = "org.iso.18013.5.1";
pub(crate) const AAMVA: &str = "org.iso.18013.5.1.aamva";

/// Within the validity of Annex D's certificates and documents.
pub(crate) fn annex_d_time() -> UnixTime {
    UnixTime::from_rfc3339("2021-01-01T00:00:00Z").unwrap()
}

pub(crate) fn text(value: &str) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.text(value);
    writer.into_vec()
}

pub(crate) fn bytes(value: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.bytes(value);
    writer.into_vec()
}

pub(crate) fn boolean(value: bool) -> Vec<u8> {
    vec![if value { 0xf5 } else { 0xf4 }]
}

pub(crate) fn holder() -> Config {
    Config::builder(PROVIDER).trust_no_reader().build().unwrap()
}

/// A credential and everything its issuer knows.
pub(crate) struct Issued {
    pub(crate) credential: Credential,
    pub(crate) device_key: SecretKey,
    /// Every value and random: what must not leave unless it was consented to.
    pub(crate) secrets: Vec<Secret>,
}

pub(crate) struct Secret {
    pub(crate) identifier: String,
    pub(crate) random: Vec<u8>,
    pub(crate) value: Vec<u8>,
}

/// What a test wants of a credential.
pub(crate) struct Maker<'a> {
    pub(crate) doc_type: &'a str,
    pub(crate) elements: Vec<(&'a str, &'a str, Vec<u8>)>,
    pub(crate) authorized_name_spaces: Vec<&'a str>,
    pub(crate) authorized_elements: Vec<(&'a str, Vec<&'a str>)>,
    pub(crate) curve: Curve,
    /// The COSE_Key in the place of the device key's own.
    pub(crate) cose_key: Option<Vec<u8>>,
    pub(crate) valid_until: &'a str,
    pub(crate) seed: u64,
}

impl<'a> Maker<'a> {
    pub(crate) fn new(doc_type: &'a str, elements: Vec<(&'a str, &'a str, Vec<u8>)>) -> Self {
        let (authorized_name_spaces, authorized_elements) = (Vec::new(), Vec::new());
        let (curve, cose_key, valid_until) = (Curve::P256, None, "2021-10-01T00:00:00Z");
        Self { doc_type, elements, authorized_name_spaces, authorized_elements, curve, cose_key, valid_until, seed: 1 }
    }

    pub(crate) fn mdl(elements: &[(&'a str, Vec<u8>)]) -> Self {
        Self::new(MDL, elements.iter().map(|(identifier, value)| (MDL_NS, *identifier, value.clone())).collect())
    }

    pub(crate) fn make(&self) -> Issued {
        let mut rng = ChaCha20Rng::seed_from_u64(self.seed);
        let device_key = PROVIDER.keys.generate(self.curve, &mut rng).unwrap();
        let issuer_key = PROVIDER.keys.generate(Curve::P256, &mut rng).unwrap();
        let issuer_key = PROVIDER.keys.signing_key(&issuer_key).unwrap();
        let mut name_spaces: Vec<(&str, Vec<Vec<u8>>)> = Vec::new();
        let mut secrets = Vec::new();
        for (digest_id, (name_space, identifier, value)) in self.elements.iter().enumerate() {
            let mut random = vec![0; 24];
            rng.fill_bytes(&mut random);
            let mut item = Writer::new();
            item.embedded(&encode_item(digest_id as u64, &random, identifier, value));
            match name_spaces.iter_mut().find(|(name, _)| name == name_space) {
                Some((_, items)) => items.push(item.into_vec()),
                None => name_spaces.push((name_space, vec![item.into_vec()])),
            }
            secrets.push(Secret { identifier: (*identifier).to_owned(), random, value: value.clone() });
        }
        let mso = self.mso(&name_spaces, &public(&device_key));
        let issuer_auth = cose::sign1(&*issuer_key, &[], mso, true).unwrap();
        let name_spaces: Vec<(&str, Vec<&[u8]>)> =
            name_spaces.iter().map(|(name, items)| (*name, items.iter().map(Vec::as_slice).collect())).collect();
        let credential =
            Credential::from_issuer_signed(encode_issuer_signed(&name_spaces, &issuer_auth)).expect("a credential");
        Issued { credential, device_key, secrets }
    }

    fn mso(&self, name_spaces: &[(&str, Vec<Vec<u8>>)], device_key: &PublicKey) -> Vec<u8> {
        let mut mso = Writer::new();
        mso.map(6).text("version").text("1.0").text("digestAlgorithm").text("SHA-256").text("valueDigests");
        mso.map(name_spaces.len());
        let mut digest_id = 0;
        for (name_space, items) in name_spaces {
            mso.text(name_space).map(items.len());
            for item in items {
                mso.uint(digest_id).bytes(PROVIDER.hash.digest(HashAlgorithm::Sha256, &[item]).as_bytes());
                digest_id += 1;
            }
        }
        let parts =
            usize::from(!self.authorized_name_spaces.is_empty()) + usize::from(!self.authorized_elements.is_empty());
        mso.text("deviceKeyInfo").map(1 + usize::from(parts > 0)).text("deviceKey");
        match &self.cose_key {
            Some(cose_key) => {
                mso.raw(cose_key);
            }
            None => cose::encode_key(device_key, &mut mso),
        }
        if parts > 0 {
            mso.text("keyAuthorizations").map(parts);
        }
        if !self.authorized_name_spaces.is_empty() {
            mso.text("nameSpaces").array(self.authorized_name_spaces.len());
            for name in &self.authorized_name_spaces {
                mso.text(name);
            }
        }
        if !self.authorized_elements.is_empty() {
            mso.text("dataElements").map(self.authorized_elements.len());
            for (name_space, elements) in &self.authorized_elements {
                mso.text(name_space).array(elements.len());
                for element in elements {
                    mso.text(element);
                }
            }
        }
        mso.text("docType").text(self.doc_type).text("validityInfo").map(3);
        for (name, date) in [
            ("signed", "2020-10-01T00:00:00Z"),
            ("validFrom", "2020-10-01T00:00:00Z"),
            ("validUntil", self.valid_until),
        ] {
            mso.text(name).tag(0).text(date);
        }
        let mut bytes = Writer::new();
        bytes.embedded(mso.as_slice());
        bytes.into_vec()
    }
}

pub(crate) fn public(secret: &SecretKey) -> PublicKey {
    match PROVIDER.keys.signing_key(secret) {
        Ok(key) => *key.public_key(),
        Err(_) => *PROVIDER.keys.agreement_key(secret).unwrap().public_key(),
    }
}

impl Issued {
    pub(crate) fn signing_key(&self) -> Box<dyn SigningKey> {
        PROVIDER.keys.signing_key(&self.device_key).unwrap()
    }

    pub(crate) fn agreement_key(&self) -> Box<dyn AgreementKey> {
        PROVIDER.keys.agreement_key(&self.device_key).unwrap()
    }
}

/// A DocRequest's ItemsRequest: document type, elements (namespace, identifier, intent to retain).
pub(crate) fn items_request(doc_type: &str, elements: &[(&str, &str, bool)]) -> Vec<u8> {
    let mut name_spaces: Vec<(&str, Vec<(&str, bool)>)> = Vec::new();
    for (name_space, identifier, retain) in elements {
        match name_spaces.iter_mut().find(|(name, _)| name == name_space) {
            Some((_, items)) => items.push((identifier, *retain)),
            None => name_spaces.push((name_space, vec![(identifier, *retain)])),
        }
    }
    encode_items_request(doc_type, name_spaces)
}

/// A DeviceRequest over these ItemsRequests, without reader authentication.
pub(crate) fn device_request(items_requests: &[Vec<u8>]) -> Vec<u8> {
    let documents: Vec<(&[u8], Option<&[u8]>)> = items_requests.iter().map(|items| (items.as_slice(), None)).collect();
    encode_request(&documents)
}

/// A request for mDL elements, none retained.
pub(crate) fn mdl_request(elements: &[&str]) -> Request {
    let elements: Vec<_> = elements.iter().map(|element| (MDL_NS, *element, false)).collect();
    open(device_request(&[items_request(MDL, &elements)])).unwrap()
}

/// Some transcript: these tests are not about it.
pub(crate) fn transcript() -> SessionTranscript {
    SessionTranscript::from_bytes(&[0x83, 0xf6, 0xf6, 0xf6]).unwrap()
}

pub(crate) fn open(device_request: Vec<u8>) -> Result<Request, RequestFault> {
    Request::outside_session(device_request, &holder(), transcript(), None, annex_d_time())
}

/// The folder of the shared vectors, or `None` with one line said.
pub(crate) fn vectors() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("MDOC_SHARED").map_or_else(beside, PathBuf::from).join("vectors");
    if !folder.is_dir() {
        println!("skipped: ../shared/vectors is absent");
        return None;
    }
    Some(folder)
}

pub(crate) fn unhex(hex: &str) -> Vec<u8> {
    let hex = hex.trim();
    HEX.decode(hex.strip_prefix("0x").unwrap_or(hex).as_bytes()).unwrap()
}

/// Annex D, or `None` with one line said.
pub(crate) struct AnnexD(Value);

impl AnnexD {
    pub(crate) fn load() -> Option<Self> {
        let json = std::fs::read_to_string(vectors()?.join("annex-d.json")).unwrap();
        Some(Self(serde_json::from_str(&json).unwrap()))
    }

    pub(crate) fn vector(&self, name: &str) -> Vec<u8> {
        let vectors = self.0["vectors"].as_array().unwrap();
        let vector = vectors.iter().find(|vector| vector["name"] == name).unwrap();
        unhex(vector["hex"].as_str().unwrap())
    }

    pub(crate) fn secret(&self, name: &str) -> SecretKey {
        let d = unhex(self.0["keys"][name]["d"].as_str().unwrap());
        SecretKey::from_bytes(Curve::P256, d.into())
    }

    pub(crate) fn age_over(&self) -> &Value {
        &self.0["age_over"]
    }

    /// The bare SessionTranscript: the content of tag 24.
    pub(crate) fn transcript(&self) -> SessionTranscript {
        let bytes = self.vector("D.5.1 SessionTranscriptBytes");
        let mut reader = mdoc_proximity::cbor::Reader::new(&bytes, mdoc_proximity::cbor::Encoding::Strict);
        let content = reader.tagged(24, |reader| reader.bytes()).unwrap();
        SessionTranscript::from_bytes(content).unwrap()
    }
}

/// Whether `needle` occurs in `haystack`.
pub(crate) fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
