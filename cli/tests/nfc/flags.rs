//! What goes together on the command line, and what a build without NFC says.

use super::shared::mdoc;

const ASKED: [&str; 5] = ["reader", "--request", "wine", "--trust", "x"];

#[test]
fn one_engagement_and_one_way() {
    for words in [
        &["--nfc", "--connect", "127.0.0.1:1"][..],
        &["--nfc", "--qr", "x.png"],
        &["--nfc", "--engagement", "mdoc:"],
        &["--nfc", "--tap-only"],
        &["--nfc", "--mode", "central"],
        &["--qr", "x.png", "--ble", "--terminal", "ACR"],
        &["--qr", "x.png", "--connect", "127.0.0.1:1", "--apdu", "short"],
        &["--qr", "x.png", "--connect", "127.0.0.1:1", "--wait", "5"],
        &["--qr", "x.png"],
    ] {
        let output = mdoc(&[&ASKED[..], words].concat(), b"");
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && told.contains("Usage:"), "{words:?}: {told}");
    }
}

#[cfg(not(feature = "nfc"))]
#[test]
fn a_build_without_nfc_says_how_to_get_it() {
    for words in [&["nfc", "doctor"][..], &["--help"]] {
        let output = mdoc(words, b"");
        let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(told.contains("--features nfc") && told.contains("libpcsclite-dev"), "{told}");
    }
}
