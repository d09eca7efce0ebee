//! `verify-response`.

use core::time::Duration;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use mdoc_proximity::cbor::{self, Encoding, RawValue};
use mdoc_proximity::cose::{CoseKey, Form};
use mdoc_proximity::crypto::{CryptoProvider, PublicKey};
use mdoc_proximity::datamodel::age::AgeAnswer;
use mdoc_proximity::model::transcript::SessionTranscript;
use mdoc_proximity::reader::{
    Config, ConfigBuilder, DocumentVerdict, IssuerTrust, Malformed, Request, Verdict, Verification, VerifiedDocument,
    verify,
};
use mdoc_proximity::report::{Outcome as CheckOutcome, Profile};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::{Crls, Revocation, StatusLists, TrustAnchors, Undetermined, Vical};
use mdoc_proximity::x509::PathCache;

use super::{case, ids, instant, profile};
use crate::format::{Bytes, DocumentOutcome, Outcome, ResponseOutcome, Trust, VerifyResponse};
use crate::run::Unperformed;

/// What a session answers to what is no DeviceResponse (edition 1 table 20, edition 2 table 15).
const MALFORMED: u64 = 11;

/// Judges a response as the case says.
pub(super) fn perform(provider: &CryptoProvider, input: &VerifyResponse) -> Result<Outcome, Unperformed> {
    let profile = profile(&input.profile)?;
    let at = instant(&input.at)?;
    let config = trusting(provider, &input.trust, profile, at)?
        .revocation(revocation(&input.trust))
        .profile(profile)
        .skew(Duration::from_secs(input.skew));
    let configs = with_and_without_memory(config)?;
    let transcript = input.transcript.as_ref().map(|bytes| SessionTranscript::from_bytes(&bytes.to_vec()));
    let transcript = transcript.transpose().map_err(case)?;
    let e_reader_key =
        input.e_reader_key.as_ref().map(|secret| secret.agreement_key(provider)).transpose().map_err(case)?;
    let request = input.request.as_ref().map(|bytes| Request::from_device_request(&bytes.to_vec()));
    let request = request.transpose().map_err(case)?;
    let response = input.response.to_vec();
    let verdicts = configs.iter().map(|config| {
        let verification = Verification {
            config,
            transcript: transcript.as_ref(),
            e_reader_key: e_reader_key.as_deref(),
            request: request.as_ref(),
            at,
        };
        verify(&response, &verification)
    });
    let verdicts: Vec<Result<Verdict<'_>, Malformed>> = verdicts.collect();
    let texts: Result<Vec<String>, _> = verdicts.iter().map(told).collect();
    let texts = texts.map_err(case)?;
    if texts.iter().any(|text| Some(text) != texts.first()) {
        return Err(Unperformed::Case("what is remembered of certification paths changes the verdict".to_owned()));
    }
    match verdicts.first() {
        Some(Ok(verdict)) => Ok(Outcome::Verdict(judged(verdict, &input.ages))),
        _ => Ok(Outcome::Malformed { status: MALFORMED }),
    }
}

/// The configuration as it is, twice with a memory of certification paths of its own (which the second time has found
/// what there is to be found), and with the memory of all cases.
fn with_and_without_memory(builder: ConfigBuilder<IssuerTrust>) -> Result<[Config; 4], Unperformed> {
    static OF_ALL_CASES: LazyLock<Arc<PathCache>> = LazyLock::new(Arc::default);
    let own = Arc::<PathCache>::default();
    let with = |known: &Arc<PathCache>| builder.clone().path_cache(Arc::clone(known)).build().map_err(case);
    Ok([builder.clone().build().map_err(case)?, with(&own)?, with(&own)?, with(&OF_ALL_CASES)?])
}

/// All that a verdict says, to the letter.
fn told(verdict: &Result<Verdict<'_>, Malformed>) -> serde_json::Result<String> {
    match verdict {
        Ok(verdict) => serde_json::to_string(&verdict.with_claims()),
        Err(malformed) => serde_json::to_string(malformed),
    }
}

/// A reader's configuration with this trust. What cannot be an anchor is none, as a reader would find when it loads it.
pub(super) fn trusting(
    provider: &CryptoProvider,
    trust: &Trust,
    profile: Profile,
    at: UnixTime,
) -> Result<ConfigBuilder<IssuerTrust>, Unperformed> {
    let builder = Config::builder(*provider);
    if !trust.pinned.is_empty() {
        let keys: Result<Vec<_>, _> = trust.pinned.iter().map(|key| pinned(provider, key)).collect();
        return Ok(builder.pinned_signers(keys?));
    }
    let mut roots = TrustAnchors::issuers();
    for root in &trust.roots {
        drop(roots.add(provider, &root.to_vec(), profile));
    }
    let revocation = revocation(trust);
    for list in &trust.lists {
        let signers = list_signers(provider, &list.signer_roots, profile);
        if let Ok(vical) =
            Vical::verify(provider, &list.list.to_vec(), &signers, &revocation, at, Duration::ZERO, profile)
        {
            roots.add_vical(provider, &vical, profile);
        }
    }
    Ok(builder.issuer_roots(roots))
}

/// The roots of signers of lists.
pub(super) fn list_signers(provider: &CryptoProvider, roots: &[Bytes], profile: Profile) -> TrustAnchors {
    let mut anchors = TrustAnchors::list_signers();
    for root in roots {
        drop(anchors.add(provider, &root.to_vec(), profile));
    }
    anchors
}

/// What is known to be revoked. A list that cannot be read is none, as a reader would find when it loads it.
pub(super) fn revocation(trust: &Trust) -> Revocation {
    let mut status_lists = StatusLists::new();
    for list in &trust.status_lists {
        let _ = status_lists.add_from(&list.uri, &list.list.to_vec());
    }
    let undetermined = if trust.reject_undetermined { Undetermined::Reject } else { Undetermined::Report };
    Revocation { crls: crls(&trust.crls), status_lists, undetermined }
}

/// Revocation lists of certificates. One that cannot be read is none.
pub(super) fn crls(lists: &[Bytes]) -> Crls {
    let mut crls = Crls::new();
    for list in lists {
        let _ = crls.add(&list.to_vec());
    }
    crls
}

fn pinned(provider: &CryptoProvider, bytes: &Bytes) -> Result<PublicKey, Unperformed> {
    let bytes = bytes.to_vec();
    let (key, _) = cbor::from_slice::<CoseKey<'_>>(&bytes, Encoding::Strict).map_err(case)?;
    key.validate(provider, Form::Any).map_err(case)
}

/// A verdict in the format's words.
pub(super) fn judged(verdict: &Verdict<'_>, ages: &[u8]) -> ResponseOutcome {
    let report = verdict.report();
    let nothing = verdict.documents().is_empty() && !report.has_failed();
    let word = match verdict.is_verified() {
        true => "verified",
        false if nothing => "empty",
        false => "rejected",
    };
    ResponseOutcome {
        verdict: word.to_owned(),
        failing: Some(ids([report], CheckOutcome::Fail)),
        deviations: Some(ids([report], CheckOutcome::Deviation)),
        documents: verdict.documents().iter().map(|document| document_outcome(document, ages)).collect(),
    }
}

fn document_outcome(document: &DocumentVerdict<'_>, ages: &[u8]) -> DocumentOutcome {
    let report = document.report();
    let verified = document.verified();
    DocumentOutcome {
        doc_type: document.doc_type().map(str::to_owned),
        verdict: if verified.is_some() { "verified" } else { "rejected" }.to_owned(),
        failing: Some(ids([report], CheckOutcome::Fail)),
        deviations: Some(ids([report], CheckOutcome::Deviation)),
        elements: verified.map(|document| elements(document.elements())).unwrap_or_default(),
        device_elements: verified
            .map(|document| {
                let signed = document.device_elements();
                elements(
                    signed.map(|(name_space, identifier, value)| (name_space, identifier, value.asserted_by_device())),
                )
            })
            .unwrap_or_default(),
        ages: verified.map(|document| answers(document, ages)).unwrap_or_default(),
    }
}

fn elements<'r>(
    elements: impl Iterator<Item = (&'r str, &'r str, RawValue<'r>)>,
) -> BTreeMap<String, BTreeMap<String, Bytes>> {
    let mut all: BTreeMap<String, BTreeMap<String, Bytes>> = BTreeMap::new();
    for (name_space, identifier, value) in elements {
        all.entry(name_space.to_owned()).or_default().insert(identifier.to_owned(), value.bytes().into());
    }
    all
}

fn answers(document: &VerifiedDocument<'_>, ages: &[u8]) -> BTreeMap<u8, String> {
    let word = |answer| match answer {
        AgeAnswer::Proven => "proven",
        AgeAnswer::Disproven => "disproven",
        AgeAnswer::Unproven => "unproven",
    };
    ages.iter().map(|age| (*age, word(document.age_at_least(*age)).to_owned())).collect()
}
