//! The device response: decoding, and verification to its end.

use std::sync::{Arc, LazyLock};

use mdoc_proximity::cbor::{Encoding, from_slice};
use mdoc_proximity::crypto::CryptoProvider;
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::model::response::DeviceResponse;
use mdoc_proximity::reader::{Config, Request, Verdict, Verification, verify};
use mdoc_proximity::report::Profile;
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::x509::PathCache;

use super::cursor::Cursor;
use super::profiles::decode;
use super::providers::{choose, trusting};
use super::world::{NOW, PROFILES, WORLD, request};

static REQUEST: LazyLock<Request> = LazyLock::new(request);

/// How a response is judged: real signatures or none, a pinned key or roots, with or without a request, a cache or the
/// session's private key, and when.
struct Choices {
    trusts: bool,
    pinned: bool,
    provider: CryptoProvider,
    request: bool,
    keyless: bool,
    cache: Option<Arc<PathCache>>,
    at: UnixTime,
}

/// Two bytes of choices, then a DeviceResponse.
/// * A response that is refused as a whole is no DeviceResponse under that profile, and the other way round.
/// * What strict verifies, field verifies, with the same elements.
/// * Where signatures are real, every verified element is one that our issuer issued, with that value.
/// * A verified document failed no check; what is retained was read from it.
/// * Reports can be shown.
pub fn body(data: &[u8]) {
    verified_by(data);
}

/// How many documents were verified, under both profiles.
pub fn verified_by(data: &[u8]) -> usize {
    let mut input = Cursor(data);
    let (choice, more) = (input.byte(), input.byte());
    let bytes = input.0;
    let trusts = choice & 1 == 1;
    let real = choose(choice >> 4);
    let choices = Choices {
        trusts,
        pinned: choice & 2 == 2,
        provider: if trusts { trusting(real) } else { real },
        request: choice & 4 == 4,
        keyless: more & 1 == 1,
        cache: (choice & 8 == 8).then(|| Arc::new(PathCache::new())),
        at: if more & 2 == 2 { UnixTime::from_unix_seconds(1_700_000_000 + (i64::from(more) << 20)) } else { NOW },
    };
    decode::<DeviceResponse<'_>>(bytes);
    let [strict, field] = PROFILES.map(|profile| judged(bytes, profile, &choices));
    let Some(strict) = strict else { return 0 };
    let field = field.expect("field reads what strict reads");
    assert_eq!(strict.len(), field.len());
    for (strict, field) in strict.iter().zip(&field).filter(|(strict, _)| strict.is_some()) {
        assert_eq!(strict, field, "what strict verifies, field verifies");
    }
    strict.iter().flatten().count()
}

/// An element of a verified document: name space, identifier, encoded value.
type Element = (String, String, Vec<u8>);

/// The verified elements, document by document.
fn judged(bytes: &[u8], profile: Profile, choices: &Choices) -> Option<Vec<Option<Vec<Element>>>> {
    let builder = Config::builder(choices.provider);
    let builder = match choices.pinned {
        true => builder.pinned_signers(vec![*WORLD.signer.public_key()]),
        false => builder.issuer_roots(WORLD.issuer_roots.clone()),
    };
    let builder = builder.profile(profile).anonymous();
    let builder = match &choices.cache {
        Some(cache) => builder.path_cache(Arc::clone(cache)),
        None => builder,
    };
    let config = builder.build().expect("a configuration");
    let verification = Verification {
        config: &config,
        transcript: Some(&WORLD.transcript),
        e_reader_key: (!choices.keyless).then_some(&WORLD.e_reader_key),
        request: choices.request.then_some(&REQUEST),
        at: choices.at,
    };
    let structure = from_slice::<DeviceResponse<'_>>(bytes, Encoding::from(profile));
    let verdict = match verify(bytes, &verification) {
        Ok(verdict) => verdict,
        Err(malformed) => {
            assert_eq!(structure.expect_err("verification reads it no other way"), malformed.0);
            assert!(!malformed.to_string().is_empty());
            return None;
        }
    };
    let (structure, _) = structure.expect("verification reads it no other way");
    assert_eq!(verdict.documents().len(), structure.documents.len());
    assert_eq!(verdict.status(), structure.status);
    Some(verified(&verdict, choices))
}

fn verified(verdict: &Verdict<'_>, choices: &Choices) -> Vec<Option<Vec<Element>>> {
    assert!(!verdict.is_verified() || !verdict.report().has_failed());
    assert!(!format!("{} {verdict:?} {}", verdict.report(), verdict.conclusion()).is_empty());
    let documents = verdict.documents().iter().map(|document| {
        assert!(!document.report().to_string().is_empty());
        let Some(verified) = document.verified() else {
            assert!(!document.report().checks().is_empty(), "rejected without a word");
            return None;
        };
        assert!(!document.report().has_failed() && !verdict.report().has_failed());
        let of_device = verified.device_elements();
        for (_, _, _value) in of_device {}
        let elements: Vec<Element> = verified
            .elements()
            .map(|(name_space, name, value)| (name_space.to_owned(), name.to_owned(), value.bytes().to_vec()))
            .collect();
        for (name_space, name, value) in &elements {
            let issued = verified.doc_type() == mdl::DOCTYPE && WORLD.has_issued(name_space, name, value);
            assert!(choices.trusts || issued, "verified, and never issued: {name}");
            assert!(verified.element(name_space, name).is_some());
            assert!(
                !choices.request
                    || REQUEST.elements_of(mdl::DOCTYPE).any(|(of, asked)| of == name_space && asked == name)
                    || name.starts_with("age_over_"),
                "verified, and never asked for: {name}"
            );
        }
        for retained in verified.retained().elements() {
            assert!(verified.element(retained.name_space(), retained.element_identifier()).is_some());
        }
        let _ = (verified.age_at_least(18), verified.get(&mdl::AGE_OVER_18).is_ok(), verified.mso_status());
        Some(elements)
    });
    documents.collect()
}
