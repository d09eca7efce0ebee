//! Lists that a command fetches.

use std::fs;

use mdoc_proximity::issuer::RevocationListSpec;

use crate::bench::{Auth, Bench, MDL, NO_DEVICE_ELEMENTS, at, response};
use crate::bundle::{Bundle, PROFILES, document_signer, nothing_revoked, stale};
use crate::statuses::{CRL, URI, World, by_index};

const CERTIFICATE: &str = "revocation.certificate";

/// A command that runs this script, with the URI as `$1`, and writes down what it was asked for.
fn command(bundle: &Bundle, script: &str) -> String {
    let asked = bundle.path("asked");
    let script = bundle.file("fetch.sh", format!("echo \"$1\" >> '{asked}'\n{script}\n").as_bytes());
    format!("sh '{script}'")
}

/// One that serves what lies in `served`, by the last part of the URI.
fn server(bundle: &Bundle) -> String {
    fs::create_dir_all(bundle.path("served")).unwrap();
    command(bundle, &format!("exec cat '{}'/\"${{1##*/}}\"", bundle.path("served")))
}

/// What was asked for, sorted; and forgotten.
fn asked(bundle: &Bundle) -> Vec<String> {
    let asked = fs::read_to_string(bundle.path("asked")).unwrap_or_default();
    let _ = fs::remove_file(bundle.path("asked"));
    let mut asked: Vec<String> = asked.lines().map(str::to_owned).collect();
    asked.sort();
    asked
}

/// A bundle whose root's list is served as this.
fn served(bench: &Bench, list: &RevocationListSpec) -> (Bundle, String) {
    let bundle = Bundle::new(bench);
    bundle.file("served/crl", &bench.iaca.revoke(list).unwrap());
    let command = server(&bundle);
    (bundle, command)
}

#[test]
fn what_is_published_is_fetched_once_and_decides() {
    let world = World::new();
    for (index, list, by) in [
        (411, nothing_revoked(), &[][..]),
        (412, nothing_revoked(), &["revocation.mso"]),
        (411, nothing_revoked().naming(&document_signer(&world.bench)), &[CERTIFICATE]),
    ] {
        let bundle = Bundle::of(&world.bench, &world.response(&by_index(index)));
        bundle.file("served/crl", &world.bench.iaca.revoke(&list).unwrap());
        bundle.file("served/1", &world.good_token());
        let command = server(&bundle);
        for profile in PROFILES {
            let told = bundle.trusting(profile, &["--fetch", &command, "--reject-undetermined"]);
            if by.is_empty() {
                assert!(told.accepted().is(CERTIFICATE, "pass") && told.is("revocation.mso", "pass"));
                assert!(told.ids("deviation").is_empty(), "{told:#?}");
            } else {
                // Who revoked the signer's certificate leaves the status list's own signer as it was.
                told.refused(by);
            }
            assert!(
                told.notes.contains(&format!("fetched {CRL} (")) && told.notes.contains(&format!("fetched {URI} ("))
            );
            assert_eq!(asked(&bundle), [CRL, URI]);
        }
    }
}

#[test]
fn what_is_known_is_not_fetched() {
    let bench = Bench::new();
    let (bundle, command) = served(&bench, &nothing_revoked());
    let revoked = nothing_revoked().naming(&document_signer(&bench));
    for (list, again) in [(nothing_revoked(), 0), (revoked, 0), (stale(), 1)] {
        let file = bundle.file("crl", &bench.iaca.revoke(&list).unwrap());
        let told = bundle.trusting("field", &["--crl", &file, "--fetch", &command]);
        assert_eq!(asked(&bundle).len(), again, "{told:#?}");
        if again == 1 {
            told.accepted();
            assert!(told.is(CERTIFICATE, "pass"), "{told:#?}");
        }
    }
}

#[test]
fn a_status_list_that_is_too_old_is_replaced() {
    let world = World::new();
    let bundle = Bundle::of(&world.bench, &world.response(&by_index(411)));
    bundle.file("served/1", &world.good_token());
    let mut old = world.statuses();
    old.dates.issued = at("2026-05-01T00:00:00Z");
    old.dates.expires = Some(at("2026-05-20T00:00:00Z"));
    let old = bundle.file("old", &world.token(&old));
    bundle.trusting("field", &["--status-list", &old]).refused(&["status-list.dates"]);
    let told = bundle.trusting("field", &["--status-list", &old, "--fetch", &server(&bundle)]);
    assert!(told.accepted().is("revocation.mso", "pass"), "{told:#?}");
}

#[test]
fn nothing_is_fetched_for_what_does_not_verify() {
    let bench = Bench::new();
    let (bundle, command) = served(&bench, &nothing_revoked());
    let good = fs::read(bundle.path("response")).unwrap();
    let nothing = |told: crate::bundle::Told, what: &str| {
        assert!(told.code == 1 && told.notes.contains("nothing is fetched"), "{what}: {told:#?}");
        assert_eq!(asked(&bundle), Vec::<String>::new(), "{what}");
    };
    // Nobody is trusted.
    nothing(bundle.verify("field", &["--fetch", &command]), "no root");
    // The issuer's signature.
    let issuer_signed = bench.sign(&bench.document());
    let (front, back) = issuer_signed.split_at(issuer_signed.len() - 1);
    let broken = [front, &[back[0] ^ 1]].concat();
    let broken = response(&[bench.assemble(MDL, &broken, NO_DEVICE_ELEMENTS, &Auth::Signature)]);
    bundle.file("response", &broken);
    nothing(bundle.trusting("field", &["--fetch", &command]), "issuer's signature");
    // The device's, so that nobody can have an issuer asked about a document that he only saw.
    let mut broken = good.clone();
    let last = broken.len() - 12;
    broken[last] ^= 1;
    bundle.file("response", &broken);
    let told = bundle.trusting("field", &["--fetch", &command]);
    assert_eq!(told.failed(), ["device.authentication"]);
    nothing(told, "device's signature");
    // No transcript.
    bundle.file("response", &good);
    let (path, root) = (bundle.path("response"), bundle.path("iaca.der"));
    let words = ["verify", "--at", "2026-06-01T12:00:00Z", "--response", &path, "--trust", &root, "--fetch", &command];
    nothing(crate::bundle::run(&words), "no transcript");
}

#[test]
fn a_command_that_fails_leaves_it_undetermined_and_says_so() {
    let bench = Bench::new();
    let bundle = Bundle::new(&bench);
    let other = bundle.file("other", b"no list at all");
    for (script, why) in [
        ("exit 3", "exit status: 3"),
        ("echo 'no route to host' >&2; exit 7", "exit status: 7: no route to host"),
        ("true", "it printed nothing"),
        ("yes", "it prints more than 16.0 MB"),
        ("exec sleep 60", "it did not end within 10 s"),
        (format!("cat '{other}'").as_str(), ""),
    ] {
        let command = command(&bundle, script);
        let start = std::time::Instant::now();
        let told = bundle.trusting("field", &["--fetch", &command]);
        assert!(told.accepted().is(CERTIFICATE, "skipped"), "{script}: {told:#?}");
        let line = format!("note: {CRL} was not fetched, so what it tells is undetermined: {why}");
        assert!(told.notes.contains(&line) && told.notes.lines().count() == 1, "{script}: {}", told.notes);
        assert_eq!(asked(&bundle), [CRL]);
        assert!(start.elapsed().as_secs() < 40, "{script}");
    }
    let command = command(&bundle, "exit 3");
    bundle.trusting("field", &["--fetch", &command, "--reject-undetermined"]).refused(&[CERTIFICATE]);
}

#[test]
fn a_command_that_is_none_is_told() {
    let bundle = Bundle::new(&Bench::new());
    for command in ["", "'"] {
        let told = bundle.trusting("field", &["--fetch", command]);
        assert!(told.code == 2 && told.notes.contains("--fetch"), "{told:#?}");
    }
    let told = bundle.trusting("field", &["--fetch", "/nonexistent/curl"]);
    assert!(told.accepted().notes.contains("does not start"), "{told:#?}");
}
