//! A provider of your own, from outside the crate: it does what it has, and takes the rest from another.
//!
//! This one hands every operation to `rustcrypto` and counts it, which shows what a presentation asks of your hardware.
//! A provider on an accelerator or on another library has the same shape: implement the parts it is good at (here
//! digests, keys and verification), say in them what is not supported ([`CryptoError::UnsupportedCurve`]), and let struct
//! update syntax fill in the others. Keys that never leave a secure element are [`SigningKey`]s and [`AgreementKey`]s
//! too; they need no provider, only `LocalSigningKey::new` or `LocalMacKey::new`.
//!
//! Run it: `cargo run --example own_provider`.

use std::error::Error;
use std::sync::atomic::{AtomicU32, Ordering};

use mdoc_proximity::crypto::{
    AgreementKey, CryptoError, CryptoProvider, CryptoRng, Curve, Digest, Hash, HashAlgorithm, Keys, Point, PublicKey,
    SecretKey, SharedSecret, SignatureAlgorithm, SignatureScheme, SigningKey, Verifier, rustcrypto,
};
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{self, Credential, LocalSigningKey};
use mdoc_proximity::issuer::{
    self, AlternativeName, Authority, CertificateSpec, Dates, Document, DocumentSigner, SubjectName, Validity,
};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::reader::{self, Request, Retain};
use mdoc_proximity::report::Profile;
use mdoc_proximity::session::{Endpoint, Output};
use mdoc_proximity::time::{Monotonic, Now, UnixTime};
use mdoc_proximity::trust::TrustAnchors;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

/// Where the work is really done.
const INNER: CryptoProvider = rustcrypto::PROVIDER;

/// The provider: its own parts, and HMAC, HKDF and AES-GCM from `rustcrypto`.
const COUNTING: CryptoProvider =
    CryptoProvider { name: "counting", hash: &Counting, keys: &Counting, verifier: &Counting, ..INNER };

/// What is counted.
const NAMES: [&str; 5] = ["digests", "key pairs", "agreements", "signatures", "verifications"];
static COUNTS: [AtomicU32; 5] = [const { AtomicU32::new(0) }; 5];

fn count(name: &str) {
    if let Some((counter, _)) = COUNTS.iter().zip(NAMES).find(|(_, known)| *known == name) {
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

/// What was counted since the last time.
fn counted() -> [u32; 5] {
    COUNTS.each_ref().map(|counter| counter.swap(0, Ordering::Relaxed))
}

struct Counting;

impl Hash for Counting {
    fn digest(&self, algorithm: HashAlgorithm, parts: &[&[u8]]) -> Digest {
        count("digests");
        INNER.hash.digest(algorithm, parts)
    }
}

impl Keys for Counting {
    // A key that has not been validated is not a `PublicKey`: do not leave this out.
    fn public_key(&self, curve: Curve, point: Point<'_>) -> Result<PublicKey, CryptoError> {
        INNER.keys.public_key(curve, point)
    }

    fn generate(&self, curve: Curve, rng: &mut dyn CryptoRng) -> Result<SecretKey, CryptoError> {
        count("key pairs");
        INNER.keys.generate(curve, rng)
    }

    fn agreement_key(&self, secret: &SecretKey) -> Result<Box<dyn AgreementKey>, CryptoError> {
        Ok(Box::new(CountedAgreement(INNER.keys.agreement_key(secret)?)))
    }

    fn signing_key(&self, secret: &SecretKey) -> Result<Box<dyn SigningKey>, CryptoError> {
        Ok(Box::new(CountedSigning(INNER.keys.signing_key(secret)?)))
    }
}

impl Verifier for Counting {
    fn verify(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey,
        parts: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        count("verifications");
        INNER.verifier.verify(scheme, key, parts, signature)
    }
}

struct CountedAgreement(Box<dyn AgreementKey>);

impl AgreementKey for CountedAgreement {
    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn agree(&self, peer: &PublicKey) -> Result<SharedSecret, CryptoError> {
        count("agreements");
        self.0.agree(peer)
    }
}

struct CountedSigning(Box<dyn SigningKey>);

impl SigningKey for CountedSigning {
    fn public_key(&self) -> &PublicKey {
        self.0.public_key()
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.0.algorithm()
    }

    fn sign(&self, parts: &[&[u8]]) -> Result<Vec<u8>, CryptoError> {
        count("signatures");
        self.0.sign(parts)
    }
}

/// 2026-06-01T12:00:00Z.
const NOON: UnixTime = UnixTime::from_unix_seconds(1_780_315_200);

fn main() -> Result<(), Box<dyn Error>> {
    present().map(|_| ())
}

/// A presentation; gives what the reader's verification took.
fn present() -> Result<[u32; 5], Box<dyn Error>> {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let (root, credential, key) = issue(&mut rng)?;
    let mut roots = TrustAnchors::issuers();
    roots.add(&COUNTING, root.certificate().der(), Profile::Strict).map_err(|error| error.to_string())?;
    step("issuer: a root, a signer, a document; reader: the root loaded");

    let now = Now { monotonic: Monotonic::default(), wall: NOON };
    let config = holder::Config::builder(COUNTING).trust_no_reader().build()?;
    let mut engagement = holder::Engagement::new(&config, &mut rng)?;
    let ble = BleOptions { central_client: Some([7; 16]), ..BleOptions::default() };
    let uri = engagement.offer_qr(&[RetrievalMethod::Ble(ble)])?;
    let mut holder = engagement.into_session(now);
    step("holder: the QR code");

    let config = reader::Config::builder(COUNTING).issuer_roots(roots).anonymous().build()?;
    let request = Request::builder()
        .document(mdl::DOCTYPE)
        .item(&mdl::FAMILY_NAME, Retain::No)
        .item(&mdl::AGE_OVER_18, Retain::No)
        .build()?;
    let mut reader = reader::Session::new(&config, reader::Engagement::from_qr(&uri)?, request, &mut rng, now)?;
    let (establishment, _) = outputs(&mut reader);
    step("reader: the request");

    establishment.into_iter().for_each(|message| holder.handle_message(now, message));
    for event in outputs(&mut holder).1 {
        if let holder::Event::Request(request) = event {
            let answer = request.disclose(&[&credential], |_| true).sign(&key).unwrap_or_else(|error| error.decline());
            holder.respond(now, answer)?;
        }
    }
    let (response, _) = outputs(&mut holder);
    step("holder: session keys, the response");

    response.into_iter().for_each(|message| reader.handle_message(now, message));
    for event in outputs(&mut reader).1 {
        if let reader::Event::Response(response) = event {
            let verdict = response.verify(now.wall);
            let verified = if verdict.is_verified() { "verified" } else { "not verified" };
            let took = step("reader: the response judged");
            println!("{verified}");
            return if verdict.is_verified() { Ok(took) } else { Err(verified.into()) };
        }
    }
    Err("there was no response".into())
}

/// Everything a side has to say.
fn outputs<S: Endpoint>(side: &mut S) -> (Vec<Vec<u8>>, Vec<S::Event>) {
    let (mut messages, mut events) = (Vec::new(), Vec::new());
    loop {
        match side.poll_output() {
            Output::Transmit(message) => messages.push(message),
            Output::Event(event) => events.push(event),
            Output::Idle { .. } => return (messages, events),
        }
    }
}

fn step(what: &str) -> [u32; 5] {
    let counts = counted();
    let text: Vec<String> = counts
        .iter()
        .zip(NAMES)
        .filter(|(count, _)| **count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    println!("{what}\n    {}", text.join(", "));
    counts
}

fn fresh_key(rng: &mut ChaCha20Rng) -> Result<Box<dyn SigningKey>, CryptoError> {
    COUNTING.keys.signing_key(&COUNTING.keys.generate(Curve::P256, rng)?)
}

/// A root, and a licence with its key.
fn issue(rng: &mut ChaCha20Rng) -> Result<(Authority, Credential, LocalSigningKey), Box<dyn Error>> {
    const LIST: &str = "https://issuer.example/crl";
    let name =
        |common: &str| SubjectName { country: Some("NO".into()), common_name: common.into(), ..SubjectName::default() };
    let contact = || AlternativeName::Uri("https://issuer.example".into());
    let days = |count: u64| core::time::Duration::from_secs(count.saturating_mul(86_400));
    let around = |back, on| Validity { not_before: NOON.minus(days(back)), not_after: NOON.plus(days(on)) };

    let key = fresh_key(rng)?;
    let root = CertificateSpec::iaca(name("Example root"), around(365, 3000), contact(), LIST);
    let root = Authority::self_signed(rng, &root, key)?;
    let key = fresh_key(rng)?;
    let purposes = ["1.0.18013.5.1.2"];
    let signer = CertificateSpec::document_signer(name("Example signer"), around(30, 400), contact(), LIST, &purposes);
    let certificate = root.issue(rng, &signer, key.public_key())?;
    let signer = DocumentSigner::new(key, vec![certificate.der().to_vec()]);

    let document = Document::new(mdl::DOCTYPE, Dates::days(NOON, 300))
        .element(mdl::NAMESPACE, "family_name", "Nordmann")?
        .element(mdl::NAMESPACE, "given_name", "Kari")?
        .element(mdl::NAMESPACE, "age_over_18", &true)?;
    let device = fresh_key(rng)?;
    let issued = issuer::issue(&COUNTING, rng, &signer, device.public_key(), &document)?;
    Ok((root, Credential::from_issuer_signed(issued)?, LocalSigningKey::new(device)))
}

#[test]
fn a_verdict_takes_three_verifications() -> Result<(), Box<dyn Error>> {
    let [_, key_pairs, _, signatures, verifications] = present()?;
    // The signer's certificate, the document, the device.
    assert_eq!((key_pairs, signatures, verifications), (0, 0, 3));
    Ok(())
}
