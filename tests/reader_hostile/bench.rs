//! An issuer, a device and a session, with every part open to be spoiled.

use mdoc_proximity::auth::device;
use mdoc_proximity::cbor::{ErrorKind, Writer};
use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{AgreementKey, CryptoProvider, Curve, HashAlgorithm, SecretKey, SigningKey};
use mdoc_proximity::issuer::{
    AlternativeName, Authority, CertificateSpec, Dates, Document, DocumentSigner, SubjectName, UnsignedDocument,
    Validity, prepare,
};
use mdoc_proximity::model::transcript::SessionTranscript;
use mdoc_proximity::reader::{Config, ConfigBuilder, IssuerTrust, Request, Verification, verify};
use mdoc_proximity::report::{CheckId, Outcome, Profile};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::TrustAnchors;
use mdoc_proximity::x509::Purpose;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

pub(crate) const MDL: &str = "org.iso.18013.5.1.mDL";
pub(crate) const NAME_SPACE: &str = "org.iso.18013.5.1";
pub(crate) const NO_DEVICE_ELEMENTS: &[u8] = &[0xa0];

pub(crate) fn at(text: &str) -> UnixTime {
    UnixTime::from_rfc3339(text).unwrap()
}

pub(crate) struct Bench {
    pub(crate) iaca: Authority,
    pub(crate) signer_secret: SecretKey,
    pub(crate) x5chain: Vec<Vec<u8>>,
    pub(crate) device: SecretKey,
    pub(crate) transcript: SessionTranscript,
    pub(crate) e_reader_key: Box<dyn AgreementKey>,
    pub(crate) now: UnixTime,
}

/// What became of the first document.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) verified: bool,
    pub(crate) failed: Vec<CheckId>,
    pub(crate) deviated: Vec<CheckId>,
}

/// An element identifier and what writes its value.
pub(crate) type Value<'v> = (&'v str, &'v dyn Fn(&mut Writer));

/// How the device answers.
pub(crate) enum Auth<'b> {
    Signature,
    Mac,
    /// The encoded DeviceAuth.
    Raw(&'b [u8]),
}

pub(crate) fn name(common_name: &str, country: &str, state: Option<&str>) -> SubjectName {
    SubjectName {
        country: Some(country.to_owned()),
        state_or_province: state.map(str::to_owned),
        common_name: common_name.to_owned(),
        ..SubjectName::default()
    }
}

pub(crate) fn validity() -> Validity {
    Validity { not_before: at("2026-01-01T00:00:00Z"), not_after: at("2027-01-01T00:00:00Z") }
}

pub(crate) fn signer_spec(subject: SubjectName, purposes: &[&str]) -> CertificateSpec {
    let contact = AlternativeName::Uri("https://example.com".to_owned());
    CertificateSpec::document_signer(subject, validity(), contact, "https://example.com/crl", purposes)
}

pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub(crate) fn secret(curve: Curve, seed: u64) -> SecretKey {
    PROVIDER.keys.generate(curve, &mut rng(seed)).unwrap()
}

pub(crate) fn signing_key(secret: &SecretKey) -> Box<dyn SigningKey> {
    PROVIDER.keys.signing_key(secret).unwrap()
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with_seed(1)
    }

    pub(crate) fn with_seed(seed: u64) -> Self {
        Self::with_signer(seed, Curve::P256, &signer_spec(name("Test DS", "NO", None), &[Purpose::MDL_DOCUMENT_SIGNER]))
    }

    pub(crate) fn with_signer(seed: u64, curve: Curve, spec: &CertificateSpec) -> Self {
        let contact = AlternativeName::Uri("https://example.com".to_owned());
        let state = spec.subject.state_or_province.as_deref();
        let root =
            CertificateSpec::iaca(name("Test IACA", "NO", state), validity(), contact, "https://example.com/crl");
        let root_key = signing_key(&secret(Curve::P256, seed * 10));
        let iaca = Authority::self_signed(&mut rng(seed * 10 + 1), &root, root_key).unwrap();
        let signer_secret = secret(curve, seed * 10 + 2);
        let key = signing_key(&signer_secret);
        let certificate = iaca.issue(&mut rng(seed * 10 + 3), spec, key.public_key()).unwrap();
        Self {
            iaca,
            signer_secret,
            x5chain: vec![certificate.der().to_vec()],
            device: secret(Curve::P256, 7),
            transcript: SessionTranscript::from_bytes(&[0x83, 0xf6, 0xf6, 0x41, 0x2a]).unwrap(),
            e_reader_key: PROVIDER.keys.agreement_key(&secret(Curve::P256, 8)).unwrap(),
            now: at("2026-06-01T12:00:00Z"),
        }
    }

    /// A driving licence with five elements, valid for 2026-03-01 to 2026-12-01.
    pub(crate) fn document(&self) -> UnsignedDocument {
        let values: [Value<'_>; 5] = [
            ("family_name", &|writer| {
                writer.text("Svendsen");
            }),
            ("portrait", &|writer| {
                writer.bytes(&[0xff, 0xd8, 0xff]);
            }),
            ("issuing_country", &|writer| {
                writer.text("NO");
            }),
            ("age_over_18", &|writer| {
                writer.bool(true);
            }),
            ("age_over_65", &|writer| {
                writer.bool(false);
            }),
        ];
        self.document_of(MDL, NAME_SPACE, &values)
    }

    pub(crate) fn document_of(&self, doc_type: &str, name_space: &str, values: &[Value<'_>]) -> UnsignedDocument {
        let dates = Dates {
            signed: at("2026-03-01T00:00:00Z"),
            valid_from: at("2026-03-01T00:00:00Z"),
            valid_until: at("2026-12-01T00:00:00Z"),
            expected_update: None,
        };
        let document = values.iter().fold(Document::new(doc_type, dates), |document, (identifier, write)| {
            let mut value = Writer::new();
            write(&mut value);
            document.raw_element(name_space, identifier, value.into_vec())
        });
        let device = signing_key(&self.device);
        prepare(&PROVIDER, &mut rng(5), device.public_key(), &document)
    }

    /// The document with its items digested as they are now.
    pub(crate) fn digested(&self, mut document: UnsignedDocument) -> UnsignedDocument {
        document.digest_again(&PROVIDER, HashAlgorithm::Sha256);
        document
    }

    pub(crate) fn signer_key(&self) -> Box<dyn SigningKey> {
        signing_key(&self.signer_secret)
    }

    /// IssuerSigned.
    pub(crate) fn sign(&self, document: &UnsignedDocument) -> Vec<u8> {
        let signer = DocumentSigner::new(self.signer_key(), self.x5chain.clone());
        document.sign(&signer).unwrap()
    }

    /// A Document, its device's part as told.
    pub(crate) fn assemble(&self, doc_type: &str, issuer_signed: &[u8], elements: &[u8], auth: &Auth<'_>) -> Vec<u8> {
        let mut name_spaces = Writer::new();
        name_spaces.embedded(elements);
        let mut device_auth = Writer::new();
        match auth {
            Auth::Signature => {
                let signature = self.device_signature(&self.device, &self.transcript, doc_type, elements);
                device_auth.map(1).text("deviceSignature").raw(&signature);
            }
            Auth::Mac => {
                device_auth.map(1).text("deviceMac").raw(&self.device_mac(doc_type, elements));
            }
            Auth::Raw(raw) => {
                device_auth.raw(raw);
            }
        }
        let mut writer = Writer::new();
        writer.map(3).text("docType").text(doc_type).text("issuerSigned").raw(issuer_signed);
        writer.text("deviceSigned").map(2).text("nameSpaces").raw(name_spaces.as_slice());
        writer.text("deviceAuth").raw(device_auth.as_slice());
        writer.into_vec()
    }

    /// A COSE_Sign1 of the device.
    pub(crate) fn device_signature(
        &self,
        key: &SecretKey,
        transcript: &SessionTranscript,
        doc_type: &str,
        elements: &[u8],
    ) -> Vec<u8> {
        let mut name_spaces = Writer::new();
        name_spaces.embedded(elements);
        let key = signing_key(key);
        let input = device::signing_input(key.algorithm(), transcript, doc_type, name_spaces.as_slice());
        input.finish(&key.sign(&[&input.to_be_signed()]).unwrap())
    }

    /// A COSE_Mac0 of the device.
    pub(crate) fn device_mac(&self, doc_type: &str, elements: &[u8]) -> Vec<u8> {
        let mut name_spaces = Writer::new();
        name_spaces.embedded(elements);
        let zab = PROVIDER.keys.agreement_key(&self.device).unwrap().agree(self.e_reader_key.public_key()).unwrap();
        device::mac(&PROVIDER, &zab, &self.transcript, doc_type, name_spaces.as_slice()).unwrap()
    }

    pub(crate) fn good_document(&self) -> Vec<u8> {
        self.assemble(MDL, &self.sign(&self.document()), NO_DEVICE_ELEMENTS, &Auth::Signature)
    }

    /// A response with this document, signed by issuer and device as it is.
    pub(crate) fn present(&self, document: &UnsignedDocument) -> Vec<u8> {
        self.present_signed(&document.mso.doc_type, &self.sign(document))
    }

    pub(crate) fn present_signed(&self, doc_type: &str, issuer_signed: &[u8]) -> Vec<u8> {
        response(&[self.assemble(doc_type, issuer_signed, NO_DEVICE_ELEMENTS, &Auth::Signature)])
    }

    pub(crate) fn builder(&self) -> ConfigBuilder<IssuerTrust> {
        self.builder_by(PROVIDER)
    }

    pub(crate) fn builder_by(&self, provider: CryptoProvider) -> ConfigBuilder<IssuerTrust> {
        let mut roots = TrustAnchors::issuers();
        roots.add(&PROVIDER, self.iaca.certificate().der(), Profile::Strict).unwrap();
        Config::builder(provider).issuer_roots(roots)
    }

    pub(crate) fn config(&self, profile: Profile) -> Config {
        self.builder().profile(profile).build().unwrap()
    }

    pub(crate) fn verification<'c>(&'c self, config: &'c Config, request: Option<&'c Request>) -> Verification<'c> {
        let transcript = Some(&self.transcript);
        Verification { config, transcript, e_reader_key: Some(&*self.e_reader_key), request, at: self.now }
    }

    pub(crate) fn judge(&self, response: &[u8], profile: Profile, request: Option<&Request>) -> Judged {
        self.judge_by(&self.config(profile), response, request)
    }

    pub(crate) fn judge_by(&self, config: &Config, response: &[u8], request: Option<&Request>) -> Judged {
        let verdict = verify(response, &self.verification(config, request)).unwrap_or_else(|error| panic!("{error}"));
        let checks = verdict.documents()[0].report().checks();
        let of = |outcome| {
            let mut ids: Vec<_> =
                checks.iter().filter(|check| check.outcome == outcome).map(|check| check.id).collect();
            ids.dedup();
            ids
        };
        let (failed, deviated) = (of(Outcome::Fail), of(Outcome::Deviation));
        assert_eq!(verdict.is_verified(), verdict.documents()[0].verified().is_some());
        Judged { verified: verdict.is_verified(), failed, deviated }
    }

    /// Verified under both profiles, without a deviation.
    #[track_caller]
    pub(crate) fn accepted(&self, response: &[u8]) {
        for profile in [Profile::Strict, Profile::Field] {
            let judged = self.judge(response, profile, None);
            assert!(judged.verified && judged.deviated.is_empty(), "{profile:?}: {judged:?}");
        }
    }

    /// Rejected under both profiles, by exactly these checks.
    #[track_caller]
    pub(crate) fn refused(&self, response: &[u8], by: &[CheckId]) {
        for profile in [Profile::Strict, Profile::Field] {
            let judged = self.judge(response, profile, None);
            assert!(!judged.verified && judged.failed == by, "{profile:?}: {judged:?}");
        }
    }

    /// Rejected by the strict profile through exactly this check, a deviation in the field.
    #[track_caller]
    pub(crate) fn tolerated_in_the_field(&self, response: &[u8], by: CheckId) {
        let judged = self.judge(response, Profile::Strict, None);
        assert!(!judged.verified && judged.failed == [by], "strict: {judged:?}");
        let judged = self.judge(response, Profile::Field, None);
        assert!(judged.verified && judged.deviated == [by], "field: {judged:?}");
    }

    /// No DeviceResponse at all, under both profiles.
    #[track_caller]
    pub(crate) fn malformed(&self, response: &[u8]) -> ErrorKind {
        let kinds = [Profile::Strict, Profile::Field].map(|profile| {
            let config = self.config(profile);
            verify(response, &self.verification(&config, None)).map(drop).unwrap_err().0.kind()
        });
        assert_eq!(kinds[0], kinds[1]);
        kinds[0]
    }
}

pub(crate) fn response(documents: &[Vec<u8>]) -> Vec<u8> {
    response_with("1.0", 0, documents)
}

pub(crate) fn response_with(version: &str, status: u64, documents: &[Vec<u8>]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(if documents.is_empty() { 2 } else { 3 }).text("version").text(version);
    if !documents.is_empty() {
        writer.text("documents").array(documents.len());
        documents.iter().for_each(|document| {
            writer.raw(document);
        });
    }
    writer.text("status").uint(status);
    writer.into_vec()
}

/// A COSE_Sign1 made by hand: whatever headers, whatever payload (none: null), signed over `signed`.
pub(crate) fn sign1(
    key: &dyn SigningKey,
    protected: &[u8],
    unprotected: &[u8],
    payload: Option<&[u8]>,
    signed: &[u8],
) -> Vec<u8> {
    let mut structure = Writer::new();
    structure.array(4).text("Signature1").bytes(protected).bytes(&[]).bytes(signed);
    let signature = key.sign(&[structure.as_slice()]).unwrap();
    sign1_of(protected, unprotected, payload, &signature)
}

pub(crate) fn sign1_of(protected: &[u8], unprotected: &[u8], payload: Option<&[u8]>, signature: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(4).bytes(protected).raw(unprotected);
    match payload {
        Some(payload) => writer.bytes(payload),
        None => writer.null(),
    };
    writer.bytes(signature);
    writer.into_vec()
}
