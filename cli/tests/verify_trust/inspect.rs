//! Lists shown as what they are, and that nobody verified them.

use mdoc_proximity::issuer::{ListedCertificate, RevokedEntry, RicalBuilder, VicalBuilder};

use crate::bench::{Bench, MDL, at};
use crate::bundle::{document_signer, nothing_revoked, pem};
use crate::lists::{Provider, issued, rical_signer, vical, vical_signer};
use crate::shared::mdoc;
use crate::statuses::World;

const NOTE: &str = "note: nothing is verified here: neither who signed the list nor whether it is current";

/// The tree, which begins with this name, has these parts in this order, and says that nothing was verified.
#[track_caller]
fn shown(input: &[u8], name: &str, parts: &[&str]) {
    let output = mdoc(&["inspect", "-"], input);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.starts_with(&format!("{name} (")), "{text}");
    let mut rest = text.as_str();
    for part in parts {
        rest = rest.split_once(part).unwrap_or_else(|| panic!("{part} is not in, or not behind, {text}")).1;
    }
    assert!(text.lines().any(|line| line == NOTE), "{text}");
}

#[test]
fn a_revocation_list_tells_whom_it_revokes() {
    let bench = Bench::new();
    let signer = document_signer(&bench);
    let mut spec = nothing_revoked().naming(&signer);
    let entry = RevokedEntry::new(bench.iaca.certificate(), at("2026-02-03T00:00:00Z"));
    spec.revoked.as_mut().unwrap().push(RevokedEntry { reason: Some(1), ..entry });
    let list = bench.iaca.revoke(&spec).unwrap();
    let name = "Certificate revocation list";
    let dates = ["issuer: CN=Test IACA,C=NO", "this update: 2026-05-31T00:00:00Z", "next update: 2026-07-01T00:00:00Z"];
    let count = "revoked: 2 certificates, by their serial numbers";
    let parts = [&dates[..], &[count, "2026-02-03T00:00:00Z, keyCompromise"]].concat();
    shown(&list, name, &dates);
    // In the order of the serial numbers, which are random.
    shown(&list, name, &[count, &format!("{}: 2026-05-31T00:00:00Z", signer.serial())]);
    shown(&pem("X509 CRL", &list), name, &parts);
    shown(hex::encode(&list).as_bytes(), name, &parts);
    let empty = bench.iaca.revoke(&nothing_revoked()).unwrap();
    shown(&empty, name, &["revoked: nothing"]);
    let both = [pem("CERTIFICATE", bench.iaca.certificate().der()), pem("X509 CRL", &empty)].concat();
    shown(
        &both,
        "X509 certificates and certificate revocation lists".replace("X509", "X.509").as_str(),
        &["subject", "revoked: nothing"],
    );
}

#[test]
fn lists_of_certificates_are_opened() {
    let bench = Bench::new();
    let iaca = bench.iaca.certificate();
    let provider = Provider::new(&vical_signer());
    let entries = vec![ListedCertificate::vical(iaca, &[MDL])];
    let list = VicalBuilder { entries, ..vical() };
    let parts = ["certificateInfos: array of 1", "certificate: ", "subject: CN=Test IACA,C=NO", MDL];
    shown(&provider.sign(&list), "VICAL (COSE_Sign1)", &parts);
    shown(&list.to_bytes(), "VICAL", &parts);
    let provider = Provider::new(&rical_signer());
    let entries = vec![ListedCertificate::rical(iaca, true)];
    let list = RicalBuilder { entries, ..RicalBuilder::new("Example", issued()) };
    let parts = ["certificateInfos: array of 1", "certificate: ", "subject: CN=Test IACA,C=NO", "isTrustAnchor: true"];
    shown(&provider.sign_rical(&list), "RICAL (COSE_Sign1)", &parts);
}

#[test]
fn status_tokens_are_opened() {
    let world = World::new();
    let claims = ["x5chain", "subject: CN=Test list signer,C=NO", "2 sub: \"https://example.com/statuslists/1\""];
    let dates = ["4 exp: 1782777600 (2026-06-30T00:00:00Z)", "6 iat: 1780272000 (2026-06-01T00:00:00Z)"];
    let parts = [&claims[..], &dates, &["65534 ttl: 86400 (seconds)", "65533 status list: map of 2"]].concat();
    let token = world.good_token();
    shown(&token, "Token status list (CWT)", &parts);
    // With the tag that older drafts have in front.
    shown(&[&[0xd8, 61], token.as_slice()].concat(), "Token status list (CWT)", &parts);
    let token = world.identifier_token(&world.identifiers());
    shown(&token, "Identifier list (CWT)", &[&claims[..], &dates, &["65530 identifier list: map of 1"]].concat());
}

#[test]
fn a_certificate_tells_where_its_list_is() {
    let bench = Bench::new();
    let output = mdoc(&["inspect", "-"], &bench.x5chain[0]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("revocation list: https://example.com/crl") && !text.contains("note:"), "{text}");
}
