//! The responses whose bits are flipped: ours on every curve and with both ways of device authentication, and those of
//! real wallets.

use std::collections::BTreeSet;

use mdoc_proximity::crypto::{AgreementKey, CryptoProvider, Curve, DEFAULT_PROVIDER};
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::model::transcript::SessionTranscript;
use mdoc_proximity::reader::{self, Request, Retain, Verdict, Verification};
use mdoc_proximity::report::CheckId;
use mdoc_proximity::time::UnixTime;

use crate::fixture::{Fixture, Shape};
use crate::wallets::Wallet;

/// A response with all that it is judged by.
pub struct Specimen {
    pub name: String,
    pub response: Vec<u8>,
    pub transcript: Vec<u8>,
    config: reader::Config,
    e_reader_key: Option<Box<dyn AgreementKey>>,
    request: Option<Request>,
    at: UnixTime,
}

/// A claim: document type, namespace (and by whom), identifier, encoded value.
type Claim = (String, String, String, Vec<u8>);

/// What came of it.
pub enum Judged {
    /// No claim can be read.
    Refused,
    /// Claims can be read.
    Held {
        /// What is claimed, in order, the attestation's dates with it.
        claims: Vec<Claim>,
        /// Each check with all that it says.
        report: BTreeSet<(CheckId, String)>,
    },
}

fn claims(verdict: &Verdict<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    for document in verdict.documents().iter().filter_map(|document| document.verified()) {
        let doc_type = document.doc_type();
        let mut claim = |name_space: &str, identifier: &str, value: &[u8]| {
            claims.push((doc_type.to_owned(), name_space.to_owned(), identifier.to_owned(), value.to_vec()));
        };
        document.elements().for_each(|(name_space, identifier, value)| claim(name_space, identifier, value.bytes()));
        for (name_space, identifier, value) in document.device_elements() {
            claim(&format!("device:{name_space}"), identifier, value.asserted_by_device().bytes());
        }
        claim("", "validity", format!("{:?}", document.validity()).as_bytes());
        claim(
            "",
            "status",
            document.revocation_status().map(|status| status.bytes().to_vec()).unwrap_or_default().as_slice(),
        );
    }
    claims
}

impl Specimen {
    pub fn judge(&self, response: &[u8], transcript: &[u8]) -> Judged {
        let Ok(transcript) = SessionTranscript::from_bytes(transcript) else { return Judged::Refused };
        let verification = Verification {
            config: &self.config,
            transcript: Some(&transcript),
            e_reader_key: self.e_reader_key.as_deref(),
            request: self.request.as_ref(),
            at: self.at,
        };
        let Ok(verdict) = reader::verify(response, &verification) else { return Judged::Refused };
        if verdict.documents().iter().all(|document| document.verified().is_none()) {
            assert!(!verdict.is_verified());
            return Judged::Refused;
        }
        let reports =
            [verdict.report()].into_iter().chain(verdict.documents().iter().map(|document| document.report()));
        let checks = reports.flat_map(|report| report.checks());
        let report = checks.map(|check| (check.id, serde_json::to_string(check).unwrap())).collect();
        Judged::Held { claims: claims(&verdict), report }
    }

    fn of_ours(name: String, provider: CryptoProvider, shape: Shape, pinned: bool) -> Self {
        let mut fixture = Fixture::new(provider, Shape { portrait: 3, ..shape });
        let asked = Request::builder()
            .document(mdl::DOCTYPE)
            .item(&mdl::FAMILY_NAME, Retain::No)
            .item(&mdl::PORTRAIT, Retain::No)
            .item(&mdl::AGE_OVER_18, Retain::No);
        fixture.request = asked.build().unwrap();
        let response = fixture.respond().as_bytes().to_vec();
        let config = if pinned {
            let key = *fixture.signer.public_key();
            reader::Config::builder(provider).pinned_signers(vec![key]).anonymous().build().unwrap()
        } else {
            fixture.reader
        };
        Self {
            name,
            response,
            transcript: fixture.transcript.bytes().to_vec(),
            config,
            e_reader_key: Some(fixture.e_reader_key),
            request: Some(fixture.request),
            at: fixture.now,
        }
    }

    fn of_wallet(wallet: Wallet) -> Self {
        Self {
            name: format!("wallet {}", wallet.index),
            config: wallet.config(),
            response: wallet.response,
            transcript: wallet.transcript,
            e_reader_key: None,
            request: None,
            at: wallet.at,
        }
    }
}

/// Whether the provider has the curve at all.
fn has(provider: &CryptoProvider, curve: Curve) -> bool {
    let mut rng = crate::fixture::rng(1);
    let Ok(secret) = provider.keys.generate(curve, &mut rng) else { return false };
    if curve.can_sign() {
        provider.keys.signing_key(&secret).is_ok()
    } else {
        provider.keys.agreement_key(&secret).is_ok()
    }
}

pub fn corpus() -> Vec<Specimen> {
    let provider = DEFAULT_PROVIDER;
    let mut corpus = Vec::new();
    for curve in Curve::ALL.into_iter().filter(|curve| has(&provider, *curve)) {
        for (method, mac, fits) in [("signature", false, curve.can_sign()), ("MAC", true, curve.can_agree())] {
            let shape = Shape { curve, mac, ..Shape::default() };
            if fits {
                corpus.push(Specimen::of_ours(format!("{curve}, {method}"), provider, shape, false));
            }
        }
    }
    for (method, mac) in [("signature", false), ("MAC", true)] {
        let shape = Shape { mac, ..Shape::default() };
        corpus.push(Specimen::of_ours(format!("pinned signer, {method}"), provider, shape, true));
    }
    corpus.extend(Wallet::all().into_iter().map(Specimen::of_wallet));
    corpus
}
