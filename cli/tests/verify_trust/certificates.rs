//! Document signers by certificate revocation lists.

use crate::bench::Bench;
use crate::bundle::{Bundle, NOW, PROFILES, document_signer, nothing_revoked, pem, stale};
use crate::shared::mdoc;

const ID: &str = "revocation.certificate";

#[test]
fn a_list_that_does_not_name_the_signer_is_good_news_in_any_form() {
    let bench = Bench::new();
    let bundle = Bundle::new(&bench);
    let list = bench.iaca.revoke(&nothing_revoked()).unwrap();
    let certificate = pem("CERTIFICATE", bench.iaca.certificate().der());
    let forms = [
        list.clone(),
        pem("X509 CRL", &list),
        hex::encode(&list).into(),
        [certificate, pem("X509 CRL", &list)].concat(),
    ];
    for (form, bytes) in forms.iter().enumerate() {
        let file = bundle.file("list", bytes);
        for profile in PROFILES {
            for further in [&["--crl", &file][..], &["--crl", &file, "--reject-undetermined"]] {
                let told = bundle.trusting(profile, further);
                assert!(told.accepted().is(ID, "pass") && told.is("crl.current", "pass"), "{form}: {told:#?}");
            }
        }
    }
}

#[test]
fn a_signer_that_a_list_names_is_revoked() {
    let bench = Bench::new();
    let bundle = Bundle::new(&bench);
    let naming = bench.iaca.revoke(&nothing_revoked().naming(&document_signer(&bench))).unwrap();
    let silent = bundle.file("silent", &bench.iaca.revoke(&stale()).unwrap());
    let file = bundle.file("list", &naming);
    for profile in PROFILES {
        bundle.trusting(profile, &["--crl", &file]).refused(&[ID]);
        bundle.trusting(profile, &["--crl", &silent, "--crl", &file]).refused(&[ID]);
    }
    // What a person sees.
    let (response, transcript, root) = (bundle.path("response"), bundle.path("transcript"), bundle.path("iaca.der"));
    let arguments = ["verify", "--at", NOW, "--response", &response, "--transcript", &transcript, "--trust", &root];
    let output = mdoc(&[&arguments[..], &["--crl", &file]].concat(), b"");
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let at =
        lines.iter().position(|line| *line == "✗ revocation.certificate  Test DS").unwrap_or_else(|| panic!("{text}"));
    assert_eq!(lines[at + 1], "revoked as of 2026-05-31T00:00:00Z");
    assert!(lines[at + 2].starts_with("clause ed1 9.3.3, ed2 12.8.3, at byte "), "{text}");
    assert_eq!(lines.last(), Some(&"✗ rejected: revocation.certificate"));
}

#[test]
fn what_nobody_knows_is_reported_or_refused() {
    let bench = Bench::new();
    let bundle = Bundle::new(&bench);
    let stale = bundle.file("stale", &bench.iaca.revoke(&stale()).unwrap());
    for profile in PROFILES {
        assert!(bundle.trusting(profile, &[]).accepted().is(ID, "skipped"));
        bundle.trusting(profile, &["--reject-undetermined"]).refused(&[ID]);
        let told = bundle.trusting(profile, &["--crl", &stale]);
        assert!(told.accepted().is(ID, "deviation") && told.is("crl.current", "deviation"), "{told:#?}");
        bundle.trusting(profile, &["--crl", &stale, "--reject-undetermined"]).refused(&["crl.current", ID]);
    }
    // Another CA's list is none.
    let other = Bench::with_seed(2);
    let file = bundle.file("other", &other.iaca.revoke(&nothing_revoked()).unwrap());
    let told = bundle.trusting("strict", &["--crl", &file]);
    assert!(told.accepted().is("crl.signature", "deviation") && told.is(ID, "deviation"), "{told:#?}");
}

#[test]
fn what_is_no_list_is_unreadable() {
    let bench = Bench::new();
    let bundle = Bundle::new(&bench);
    let certificate = bench.iaca.certificate().der();
    for bytes in [&b"hello"[..], certificate, &pem("CERTIFICATE", certificate), &pem("X509 CRL", certificate), b""] {
        let file = bundle.file("list", bytes);
        let told = bundle.trusting("field", &["--crl", &file]);
        assert_eq!((told.code, &told.verdict["verdict"]), (2, &"malformed".into()), "{told:#?}");
        assert!(told.notes.contains(&file), "{}", told.notes);
    }
    assert_eq!(bundle.trusting("field", &["--crl", "/nonexistent"]).code, 2);
}
