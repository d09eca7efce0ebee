//! A phone with what `mdoc issue` writes, and the reader before which it is held.

use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::mpsc::channel;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::{Curve, SecretKey};
use mdoc_proximity::driver::nfc::{Host, HostLink, host};
use mdoc_proximity::driver::{Clock, TokioClock};
use mdoc_proximity::holder::{Config, Credential, Engagement, LocalSigningKey};
use mdoc_proximity::model::retrieval::RetrievalMethod;
use mdoc_proximity::session::CloseReason;
use pkcs8::der::Decode;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::shared::{issue, mdoc};
use super::virtual_card::{self, Inserted, TERMINAL};
use super::wallet;

/// Whether its user permits what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    Given,
    Refused,
}

/// What the phone's wallet has.
pub struct Id {
    directory: TempDir,
    credential: Credential,
    key: SecretKey,
}

/// A phone at the terminal, and how its session will have ended.
pub struct Phone {
    _card: Inserted,
    wallet: JoinHandle<Option<CloseReason>>,
}

impl Id {
    /// A fresh Photo ID.
    pub fn new() -> Self {
        let directory = TempDir::new().unwrap();
        issue("photo_id.json", directory.path(), &[]);
        let credential = fs::read(directory.path().join("credential.cbor")).unwrap();
        let credential = Credential::from_issuer_signed(credential).unwrap();
        let key = private_key(&directory.path().join("device_key.pem"));
        Self { directory, credential, key }
    }

    /// The directory of `mdoc issue`.
    pub fn path(&self) -> &str {
        self.directory.path().to_str().unwrap()
    }

    /// Runs `mdoc reader --nfc` at the virtual terminal, asking for the ID and trusting its issuer.
    pub fn read(&self, further: &[&str]) -> Output {
        let common = ["reader", "--nfc", "--terminal", TERMINAL, "--request", "wine", "--trust", self.path()];
        mdoc(&[&common[..], further].concat(), b"")
    }

    /// Holds the phone to the terminal; it leaves after so many commands.
    pub fn tap(&self, negotiated: bool, methods: &[RetrievalMethod], consent: Consent, left: usize) -> Phone {
        let config = Config::builder(PROVIDER).trust_no_reader().build().unwrap();
        let engagement = Engagement::new(&config, &mut ChaCha20Rng::seed_from_u64(94)).unwrap();
        let card = wallet::card(&engagement, negotiated, methods);
        let (answers, late) = channel();
        let (host, link): (Host, HostLink) = host(card, move |answer| drop(answers.send(answer)));
        let card = virtual_card::insert(virtual_card::phone(host, late, left));
        let (credential, key) = (self.credential.clone(), self.key.clone());
        Phone { _card: card, wallet: thread::spawn(move || show(link, engagement, &credential, &key, consent)) }
    }
}

impl Phone {
    /// How the session ended.
    pub fn end(self) -> Option<CloseReason> {
        self.wallet.join().unwrap()
    }
}

fn show(
    mut link: HostLink,
    engagement: Engagement,
    credential: &Credential,
    key: &SecretKey,
    consent: Consent,
) -> Option<CloseReason> {
    let key = LocalSigningKey::new(PROVIDER.keys.signing_key(key).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let clock = TokioClock::new();
        let presented = wallet::present(&mut link, engagement, &clock, async |session, request| {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let response = match consent {
                Consent::Given => request.disclose(&[credential], |_| true).sign(&key).unwrap(),
                Consent::Refused => request.decline(),
            };
            // The phone may have been taken away by now.
            let _sent = session.respond(clock.now(), response);
        });
        tokio::time::timeout(Duration::from_secs(60), presented).await.expect("the wallet's session ends")
    })
}

fn private_key(path: &Path) -> SecretKey {
    let (_, der) = pem_rfc7468::decode_vec(&fs::read(path).unwrap()).unwrap();
    let info = pkcs8::PrivateKeyInfoRef::from_der(&der).unwrap();
    let key = sec1::EcPrivateKey::from_der(info.private_key.as_bytes()).unwrap();
    SecretKey::from_bytes(Curve::P256, Zeroizing::new(key.private_key.to_vec()))
}
