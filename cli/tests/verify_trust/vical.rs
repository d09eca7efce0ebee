//! Issuers by a list of our own.

use mdoc_proximity::cbor::to_vec;
use mdoc_proximity::issuer::{ListedCertificate, VicalBuilder};

use crate::bench::{Bench, MDL};
use crate::bundle::{Bundle, PROFILES, Told, ids, nothing_revoked, pem};
use crate::lists::{PHOTO_ID, Provider, at, vical, vical_signer};

struct Lists {
    bundle: Bundle,
    provider: Provider,
}

fn listing(bench: &Bench, doc_types: &[&str]) -> VicalBuilder {
    VicalBuilder { entries: vec![ListedCertificate::vical(bench.iaca.certificate(), doc_types)], ..vical() }
}

impl Lists {
    fn new(bench: &Bench) -> Self {
        let lists = Self { bundle: Bundle::new(bench), provider: Provider::new(&vical_signer()) };
        lists.bundle.file("root", &pem("CERTIFICATE", lists.provider.root.certificate().der()));
        lists
    }

    /// Verifies by this list alone.
    fn by(&self, profile: &str, list: &VicalBuilder, further: &[&str]) -> Told {
        self.by_bytes(profile, &self.provider.sign(list), further)
    }

    fn by_bytes(&self, profile: &str, list: &[u8], further: &[&str]) -> Told {
        let (list, root) = (self.bundle.file("vical", list), self.bundle.path("root"));
        self.bundle.verify(profile, &[&["--vical", &list, "--vical-root", &root], further].concat())
    }

    /// The list cannot be relied on, for exactly these checks.
    #[track_caller]
    fn unreliable(&self, profile: &str, list: &[u8], by: &[&str]) {
        let told = self.by_bytes(profile, list, &[]);
        assert_eq!((told.code, &told.verdict["verdict"]), (1, &"rejected".into()), "{told:#?}");
        assert_eq!(ids(&told.verdict["checks"], "fail"), by, "{told:#?}");
        assert_eq!(told.notes.lines().count(), 1, "{}", told.notes);
        for id in by {
            assert!(told.notes.contains(&format!("{id}: ")), "{}", told.notes);
        }
    }
}

#[test]
fn a_document_is_accepted_by_a_list_that_names_its_issuer() {
    let bench = Bench::new();
    let lists = Lists::new(&bench);
    for profile in PROFILES {
        let told = lists.by(profile, &listing(&bench, &[MDL]), &[]);
        assert!(told.accepted().is("path.doc-type", "pass") && told.is("path.anchor", "pass"), "{told:#?}");
        assert!(told.notes.contains("the VICAL of Example, issue 7 of 2026-05-31T12:00:00Z: 1 of 1 entries taken"));
        // Nobody is trusted without it.
        assert!(lists.bundle.verify(profile, &[]).is("path.anchor", "fail"));
    }
}

#[test]
fn a_document_type_that_it_does_not_name_is_refused() {
    let bench = Bench::new();
    let lists = Lists::new(&bench);
    let root = lists.bundle.path("iaca.der");
    for profile in PROFILES {
        let photo_id = listing(&bench, &[PHOTO_ID]);
        lists.by(profile, &photo_id, &[]).refused(&["path.doc-type"]);
        // Who trusts the root by hand, too, trusts it for any.
        lists.by(profile, &photo_id, &["--trust", &root]).accepted();
    }
}

#[test]
fn a_list_that_cannot_be_relied_on_is_told_by_its_checks() {
    let bench = Bench::new();
    let lists = Lists::new(&bench);
    let good = listing(&bench, &[MDL]);
    let expired = VicalBuilder { not_after: Some(at("2026-06-01T00:00:00Z").into()), ..good.clone() };
    let mut damaged = lists.provider.sign(&good);
    *damaged.last_mut().unwrap() ^= 1;
    let stranger = Provider::with_seed(&vical_signer(), 3000).sign(&good);
    for profile in PROFILES {
        lists.unreliable(profile, &lists.provider.sign(&expired), &["vical.not-after"]);
        lists.unreliable(profile, &damaged, &["vical.signature"]);
        // Of the root's name, and not its own.
        lists.unreliable(profile, &stranger, &["path.signature"]);
    }
}

#[test]
fn entries_that_were_not_taken_are_told_in_a_line_each() {
    let bench = Bench::new();
    let lists = Lists::new(&bench);
    let mut entries = listing(&bench, &[MDL]).entries;
    let signer = mdoc_proximity::x509::Certificate::from_der(&bench.x5chain[0]).unwrap();
    entries.push(ListedCertificate::vical(&signer, &[MDL]));
    let mut unreadable = ListedCertificate::vical(&signer, &[MDL]);
    unreadable.set("certificate", to_vec(&[1_u8, 2, 3][..]));
    entries.push(unreadable.clone());
    let told = lists.by("field", &VicalBuilder { entries: entries.clone(), ..vical() }, &[]);
    let notes: Vec<&str> = told.accepted().notes.lines().collect();
    assert!(notes.len() == 3 && notes[0].contains("1 of 3 entries taken"), "{notes:#?}");
    assert!(notes[1].contains("entry 1 (CN=Test DS,C=NO) not taken: path.ca: "), "{notes:#?}");
    assert!(notes[2].contains("entry 2 not taken: vical.entry: "), "{notes:#?}");
    // Many are counted.
    entries.extend(vec![unreadable; 50]);
    let told = lists.by("field", &VicalBuilder { entries, ..vical() }, &[]);
    assert!(told.accepted().notes.lines().count() == 34 && told.notes.contains("20 more entries"), "{}", told.notes);
}

#[test]
fn what_a_newer_list_replaces_is_told() {
    let bench = Bench::new();
    let lists = Lists::new(&bench);
    let due = VicalBuilder { next_update: Some(at("2026-06-01T00:00:00Z").into()), ..listing(&bench, &[MDL]) };
    for profile in PROFILES {
        let told = lists.by(profile, &due, &[]);
        assert!(told.accepted().notes.contains("tolerated: vical.next-update: "), "{}", told.notes);
    }
}

#[test]
fn a_list_and_its_root_go_together() {
    let bench = Bench::new();
    let lists = Lists::new(&bench);
    let (list, root) =
        (lists.bundle.file("vical", &lists.provider.sign(&listing(&bench, &[MDL]))), lists.bundle.path("root"));
    for (words, missing) in [(["--vical", &list], "--vical-root"), (["--vical-root", &root], "--vical <FILE>")] {
        let told = lists.bundle.trusting("field", &words);
        assert!(told.code == 2 && told.notes.contains(missing) && told.notes.contains("Usage:"), "{}", told.notes);
    }
    // What is none of the two.
    let junk = lists.bundle.file("junk", b"hello");
    for words in [["--vical", &junk, "--vical-root", &root], ["--vical", &list, "--vical-root", &junk]] {
        assert_eq!(lists.bundle.verify("field", &words).code, 2, "{words:?}");
    }
    // No CA, so that it could sign nothing.
    let signer = lists.bundle.file("signer", &bench.x5chain[0]);
    assert_eq!(lists.bundle.verify("field", &["--vical", &list, "--vical-root", &signer]).code, 1);
}

#[test]
fn a_list_whose_signer_was_revoked_is_refused() {
    let bench = Bench::new();
    let lists = Lists::new(&bench);
    let list = listing(&bench, &[MDL]);
    let signer = mdoc_proximity::x509::Certificate::from_der(&lists.provider.chain[0]).unwrap();
    let revoke = |spec| pem("X509 CRL", &lists.provider.root.revoke(&spec).unwrap());
    let (good, naming) = (revoke(nothing_revoked()), revoke(nothing_revoked().naming(&signer)));
    let issuer = pem("X509 CRL", &bench.iaca.revoke(&nothing_revoked()).unwrap());
    for profile in PROFILES {
        let file = lists.bundle.file("crl", &naming);
        let told = lists.by(profile, &list, &["--crl", &file]);
        assert_eq!((told.code, ids(&told.verdict["checks"], "fail")), (1, vec!["revocation.certificate".to_owned()]));
        // Where nobody knows, the list goes the way of the documents.
        let told = lists.by(profile, &list, &["--reject-undetermined"]);
        assert_eq!((told.code, ids(&told.verdict["checks"], "fail")), (1, vec!["revocation.certificate".to_owned()]));
        let file = lists.bundle.file("crl", &[good.as_slice(), &issuer].concat());
        lists.by(profile, &list, &["--crl", &file, "--reject-undetermined"]).accepted();
        // Both have their lists at one URI.
        let fetch = format!("sh -c 'cat {file}'");
        let told = lists.by(profile, &list, &["--fetch", &fetch, "--reject-undetermined"]);
        assert_eq!(told.accepted().notes.matches("fetched https://example.com/crl (").count(), 1, "{}", told.notes);
        let told = lists.by(profile, &list, &["--fetch", "false", "--reject-undetermined"]);
        assert!(told.code == 1 && told.notes.contains("was not fetched"), "{}", told.notes);
    }
}
