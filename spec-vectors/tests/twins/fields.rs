//! Inside the one entry: nothing differs but the field that is named, and what is made of it.

use mdoc_spec_vectors::format::{Case, Input, Twin};

use crate::tree::{Leaves, below, cbor, certificate};

/// What is made of something else: seals, digests, and identifiers of keys.
fn is_made(path: &str) -> bool {
    path.ends_with(".signature")
        || path.contains(".valueDigests")
        || path.ends_with(".subjectKeyIdentifier")
        || path.ends_with(".authorityKeyIdentifier")
        || path.ends_with(".#")
}

/// What can be no other where the field that is named is as it is: the algorithm of a key, the issuer of a root, the
/// extensions of a certificate whose version has none.
fn follows(path: &str, named: &str) -> bool {
    (named.ends_with(".subjectPublicKey") && (path.ends_with(".signatureAlgorithm") || path.ends_with(".alg")))
        || (named.starts_with("certificate.subject.") && path == "certificate.issuer")
        || named.strip_suffix(".version").is_some_and(|certificate| below(&normal(path), certificate))
}

/// Whether the entry is one that can be looked into.
pub(crate) fn are_seen(case: &Case, twin: &Twin) -> bool {
    leaves(&case.input, &twin.entry).is_some_and(|leaves| leaves.0.len() > 1)
}

/// The entry's leaves, where it is one that can be looked into.
fn leaves(input: &Input, entry: &str) -> Option<Leaves> {
    Some(match (input, entry) {
        (Input::VerifyResponse(input), "response") => cbor(&input.response.to_vec(), ""),
        (Input::ReadRequest(input), "request") => cbor(&input.request.to_vec(), "request"),
        (Input::ReadList(input), "list") => cbor(&input.list.to_vec(), ""),
        (Input::LoadAnchor(input), "certificate") => certificate(&input.certificate.to_vec(), "certificate"),
        (Input::ReceiveCredential(input), "issuerSigned") => cbor(&input.issuer_signed.to_vec(), entry),
        (Input::HolderSession(input), "credentials[0].issuerSigned") => {
            cbor(&input.credentials.first()?.issuer_signed.to_vec(), entry)
        }
        _ => return None,
    })
}

/// Paths as cases write them, as the trees have them: without the leading dot, parts of a MAC by name, and a header in
/// whichever map, for it may have been moved.
fn normal(path: &str) -> String {
    let path = path.trim_start_matches('.').trim_end_matches('.');
    let path = path.replace("deviceMac[3]", "deviceMac.signature").replace("deviceMac[2]", "deviceMac.payload");
    let path = path.replace("deviceMac.alg", "deviceMac.protected.alg").replace("x5chain.", "x5chain[0].");
    let path = path.replace("unprotected.", "protected.");
    path.replace("protected.x5chain", "x5chain")
}

/// What differs and is not in the field that is named.
pub(crate) fn elsewhere(case: &Case, twin: &Twin, of: &Case) -> Option<String> {
    let (mine, theirs) = (leaves(&case.input, &twin.entry)?, leaves(&of.input, &twin.entry)?);
    let paths = mine.0.keys().chain(theirs.0.keys());
    let differing: Vec<&String> = paths.filter(|path| mine.0.get(*path) != theirs.0.get(*path)).collect();
    let named = if twin.differs == twin.entry { String::new() } else { normal(&twin.differs) };
    let in_field = |path: &str| below(&normal(path), &named) || below(&named, &normal(path));
    let mut strange: Vec<&str> = differing
        .iter()
        .map(|path| path.as_str())
        .filter(|path| !in_field(path) && !is_made(path) && !follows(path, &named))
        .collect();
    strange.sort_unstable();
    strange.dedup();
    // Where heads and tags alone differ, what shows it is the seal over the field.
    let sealed = |path: &str| {
        let whole = normal(path);
        whole.strip_suffix(".signature").is_some_and(|message| below(&named, message))
    };
    let field_differs = differing.is_empty() || differing.iter().any(|path| in_field(path) || sealed(path));
    match (strange.is_empty(), field_differs) {
        (true, true) => None,
        (true, false) => Some(format!("{} is the same as in {}", twin.differs, of.id)),
        (false, _) => Some(format!("said to differ in {:?}, and differs in {strange:?}", twin.differs)),
    }
}
