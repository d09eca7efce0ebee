//! `mdoc issue`, `mdoc holder` and `mdoc reader` as separate processes: the picture of a QR code and a socket between.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

#[path = "support/shared.rs"]
mod shared;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};

use serde_json::Value;
use shared::{issue, mdoc, mdoc_json};
use tempfile::TempDir;

/// A holder that waits, with the address it waits at. It is ended with the test, however that ends.
struct Holder {
    process: Child,
    address: String,
    told: String,
    voice: BufReader<ChildStderr>,
}

impl Holder {
    fn start(directory: &TempDir, arguments: &[&str], stdin: &[u8]) -> Self {
        let picture = directory.path().join("qr.png");
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("mdoc"));
        command.args(["holder", "--format", "json", "--wait", "60", "--qr-out"]).arg(&picture).args(arguments);
        if !arguments.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut holder = Self::waiting(command.spawn().unwrap());
        holder.process.stdin.take().unwrap().write_all(stdin).unwrap();
        while holder.address.is_empty() {
            let mut line = String::new();
            assert_ne!(holder.voice.read_line(&mut line).unwrap(), 0, "the holder ended early: {}", holder.told);
            holder.told.push_str(&line);
            if let Some((_, rest)) = line.split_once("waiting for a reader at ") {
                holder.address = rest.split(", for").next().unwrap().to_owned();
            }
        }
        holder
    }

    fn waiting(mut process: Child) -> Self {
        let voice = BufReader::new(process.stderr.take().unwrap());
        Self { process, address: String::new(), told: String::new(), voice }
    }

    /// The exit code, the result, and what was told on the way.
    fn end(mut self) -> (i32, Value, String) {
        self.voice.read_to_string(&mut self.told).unwrap();
        let mut result = String::new();
        self.process.stdout.take().unwrap().read_to_string(&mut result).unwrap();
        let code = self.process.wait().unwrap().code().unwrap();
        (code, serde_json::from_str(&result).unwrap_or_default(), core::mem::take(&mut self.told))
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads by the picture of the QR code.
fn read(directory: &TempDir, holder: &Holder, arguments: &[&str]) -> (i32, Value) {
    let qr = directory.path().join("qr.png");
    let common = ["reader", "--format", "json", "--qr", qr.to_str().unwrap(), "--connect", &holder.address];
    mdoc_json(&[&common[..], arguments].concat())
}

fn prepared() -> (TempDir, String) {
    let directory = TempDir::new().unwrap();
    let out = directory.path().join("id");
    let issued = issue("photo_id.json", &out, &["--reader-name", "Vinmonopolet"]);
    assert_eq!(issued["docType"], "org.iso.23220.photoid.1");
    let out = out.to_str().unwrap().to_owned();
    (directory, out)
}

#[test]
fn consent_is_refused() {
    let (directory, out) = prepared();
    let holder = Holder::start(&directory, &["--credential", &out, "--refuse"], b"");
    let (code, verdict) = read(&directory, &holder, &["--request", "wine", "--trust", &out]);
    assert_eq!((code, &verdict["verdict"], &verdict["documents"]), (1, &"empty".into(), &Value::Array(Vec::new())));
    let (code, result, _) = holder.end();
    assert_eq!((code, &result["requests"][0]["refused"]), (1, &true.into()));
    assert_eq!(result["disclosed"], Value::Array(Vec::new()));
}

#[test]
fn consent_is_given() {
    let (directory, out) = prepared();
    let holder = Holder::start(&directory, &["--credential", &out, "--yes"], b"");
    let (code, verdict) = read(&directory, &holder, &["--request", "wine", "--trust", &out]);
    assert_eq!((code, &verdict["verdict"]), (0, &"verified".into()), "{verdict:#}");
    assert_eq!(verdict["documents"][0]["elements"]["org.iso.23220.1"]["age_over_20"], true);
    let (code, result, told) = holder.end();
    assert_eq!(code, 0);
    assert!(told.contains("an anonymous reader"), "{told}");
    assert_eq!(result["requests"][0]["asked"][0]["reader"]["status"], "anonymous");
    assert_eq!(result["disclosed"].as_array().unwrap().len(), 3);
}

#[test]
fn an_authenticated_reader_is_named() {
    let (directory, out) = prepared();
    let holder = Holder::start(&directory, &["--credential", &out, "--reader-trust", &out], b"yes\n");
    let (code, _) = read(&directory, &holder, &["--request", "parcel", "--trust", &out, "--auth", &out]);
    assert_eq!(code, 0);
    let (code, result, told) = holder.end();
    assert_eq!(code, 0);
    assert!(told.contains("Vinmonopolet ✓ proven by its certificate"), "{told}");
    assert!(told.contains("will be kept by the reader"), "{told}");
    assert_eq!(result["requests"][0]["asked"][0]["reader"]["name"], "Vinmonopolet");
}

#[test]
fn an_unknown_reader_has_no_name() {
    let (directory, out) = prepared();
    let other = directory.path().join("other");
    issue("mdl.json", &other, &["--reader-name", "Impostor"]);
    let other = other.to_str().unwrap();
    let holder = Holder::start(&directory, &["--credential", &out, "--reader-trust", &out], b"no\n");
    let (code, _) = read(&directory, &holder, &["--request", "parcel", "--trust", &out, "--auth", other]);
    assert_eq!(code, 1);
    let (code, result, told) = holder.end();
    assert_eq!((code, &result["requests"][0]["asked"][0]["reader"]["status"]), (1, &"untrusted".into()));
    assert!(told.contains("an unknown reader") && !told.contains("Impostor"), "{told}");
}

#[test]
fn an_unknown_issuer_is_rejected() {
    let (directory, out) = prepared();
    let other = directory.path().join("other");
    issue("photo_id.json", &other, &[]);
    let holder = Holder::start(&directory, &["--credential", &out, "--yes"], b"");
    let (code, verdict) = read(&directory, &holder, &["--request", "wine", "--trust", other.to_str().unwrap()]);
    assert_eq!((code, &verdict["documents"][0]["verdict"]), (1, &"rejected".into()));
    assert!(verdict["documents"][0].get("elements").is_none());
    holder.end();
}

/// A list of this root and its document type, and the root of who signed it.
fn vical(directory: &TempDir, root: &Path, doc_type: &str) -> (String, String) {
    use mdoc_proximity::crypto::{Curve, DEFAULT_PROVIDER as PROVIDER};
    use mdoc_proximity::issuer::{
        Authority, CertificateSpec, ListedCertificate, SubjectName, Validity, VicalBuilder, start_of_day,
    };
    use mdoc_proximity::time::UnixTime;
    use rand_chacha::rand_core::SeedableRng;
    let rng = &mut rand_chacha::ChaCha20Rng::seed_from_u64(1);
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let today = start_of_day(UnixTime::from_unix_seconds(seconds.try_into().unwrap()));
    let not_after = today.plus(std::time::Duration::from_secs(300 * 86_400));
    let validity = Validity { not_before: today, not_after };
    let subject = |common_name: &str| SubjectName {
        country: Some("NO".to_owned()),
        organization: Some("Lists".to_owned()),
        common_name: common_name.to_owned(),
        ..SubjectName::default()
    };
    let mut key = || PROVIDER.keys.signing_key(&PROVIDER.keys.generate(Curve::P256, rng).unwrap()).unwrap();
    let (ca_key, signer_key) = (key(), key());
    let crl = "https://lists.example/crl";
    let ca = CertificateSpec::reader_ca(subject("List root"), validity, crl, Some(0));
    let ca = Authority::self_signed(rng, &ca, ca_key).unwrap();
    let spec = CertificateSpec::vical_signer(subject("List signer"), validity, crl);
    let signer = ca.issue(rng, &spec, signer_key.public_key()).unwrap();
    let root = mdoc_proximity::x509::Certificate::from_der(&pem_content(root)).unwrap();
    let entries = vec![ListedCertificate::vical(&root, &[doc_type])];
    let list = VicalBuilder { entries, ..VicalBuilder::new("Lists", today) };
    let path = |name: &str, bytes: &[u8]| {
        let path = directory.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    (path("vical.cbor", &list.sign(&*signer_key, &[signer.der()]).unwrap()), path("root.der", ca.certificate().der()))
}

fn pem_content(path: &Path) -> Vec<u8> {
    use base64::Engine;
    let text = fs::read_to_string(path).unwrap();
    let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    base64::engine::general_purpose::STANDARD.decode(body).unwrap()
}

#[test]
fn a_reader_trusts_by_a_list_and_asks_what_is_revoked() {
    let (directory, out) = prepared();
    let root = Path::new(&out).join("issuer-trust/iaca.pem");
    let (list, list_root) = vical(&directory, &root, "org.iso.23220.photoid.1");
    let by_list = ["--request", "wine", "--vical", &list, "--vical-root", &list_root];
    let by_hand = ["--request", "wine", "--trust", &out, "--reject-undetermined", "--fetch", "false"];
    let reading = |words: &[&str]| {
        let holder = Holder::start(&directory, &["--credential", &out, "--yes"], b"");
        let (qr, address) = (directory.path().join("qr.png"), holder.address.clone());
        let common = ["reader", "--format", "json", "--qr", qr.to_str().unwrap(), "--connect", &address];
        let output = mdoc(&[&common[..], words].concat(), b"");
        holder.end();
        let verdict: Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code(), verdict["verdict"].clone(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, verdict, notes) = reading(&by_list);
    assert_eq!((code, verdict), (Some(0), "verified".into()));
    assert!(notes.contains("the VICAL of Lists") && notes.contains("1 of 1 entries taken"), "{notes}");
    // The issuer's list is not to be had.
    let (code, verdict, notes) = reading(&by_hand);
    assert_eq!((code, verdict), (Some(1), "rejected".into()));
    let line = "https://issuer.example/crl was not fetched, so what it tells is undetermined: exit status: 1";
    assert_eq!(notes.matches(line).count(), 1, "{notes}");
    // A list that cannot be relied on: nobody is asked.
    let mut damaged = fs::read(&list).unwrap();
    *damaged.last_mut().unwrap() ^= 1;
    fs::write(&list, &damaged).unwrap();
    let output = mdoc(&[&["reader", "--engagement", "mdoc:", "--connect", "127.0.0.1:1"], &by_list[..]].concat(), b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("vical.signature: "));
    // Somebody has to be trusted.
    let output = mdoc(&["reader", "--engagement", "mdoc:", "--connect", "127.0.0.1:1", "--request", "wine"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--trust"));
}

#[test]
fn two_credentials_answer_one_request_from_a_file() {
    let directory = TempDir::new().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    let (pid, mdl, request) = (path("pid"), path("mdl"), path("request.json"));
    issue("pid.json", pid.as_ref(), &["--device-auth", "mac"]);
    issue("mdl.json", mdl.as_ref(), &["--curve", "P-384"]);
    let asked = r#"{"documents": [
        {"docType": "eu.europa.ec.eudi.pid.1", "nameSpaces": {"eu.europa.ec.eudi.pid.1": {"family_name": false}}},
        {"docType": "org.iso.18013.5.1.mDL", "nameSpaces": {"org.iso.18013.5.1": {"driving_privileges": true}}}]}"#;
    fs::write(&request, asked).unwrap();
    let holder = Holder::start(&directory, &["--credential", &pid, "--credential", &mdl, "--yes"], b"");
    let (code, verdict) = read(&directory, &holder, &["--request", &request, "--trust", &pid, "--trust", &mdl]);
    assert_eq!((code, &verdict["verdict"]), (0, &"verified".into()), "{verdict:#}");
    assert_eq!(verdict["documents"].as_array().unwrap().len(), 2);
    assert_eq!(holder.end().0, 0);
}

#[test]
fn a_silent_connection_does_not_spend_the_engagement() {
    let (directory, out) = prepared();
    let holder = Holder::start(&directory, &["--credential", &out, "--yes"], b"");
    drop(std::net::TcpStream::connect(&holder.address).unwrap());
    // One that stays keeps nobody out either.
    let _silent = std::net::TcpStream::connect(&holder.address).unwrap();
    let (code, _) = read(&directory, &holder, &["--request", "wine", "--trust", &out]);
    assert_eq!(code, 0);
    assert_eq!(holder.end().0, 0);
}

#[test]
fn the_session_is_on_the_curve_of_a_key_that_makes_macs() {
    let directory = TempDir::new().unwrap();
    let out = directory.path().join("id").to_str().unwrap().to_owned();
    for curve in ["P-384", "X25519"] {
        issue("photo_id.json", out.as_ref(), &["--device-auth", "mac", "--curve", curve]);
        let holder = Holder::start(&directory, &["--credential", &out, "--yes"], b"");
        let (code, verdict) = read(&directory, &holder, &["--request", "wine", "--trust", &out]);
        assert_eq!((code, holder.end().0), (0, 0), "{curve}: {verdict:#}");
    }
}

#[test]
fn a_key_on_another_curve_than_the_session_declines() {
    let directory = TempDir::new().unwrap();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    let (pid, photo) = (path("pid"), path("photo"));
    issue("pid.json", pid.as_ref(), &["--device-auth", "mac"]);
    issue("photo_id.json", photo.as_ref(), &["--device-auth", "mac", "--curve", "P-384"]);
    let holder = Holder::start(&directory, &["--credential", &pid, "--credential", &photo, "--yes"], b"");
    let (code, verdict) = read(&directory, &holder, &["--request", "wine", "--trust", &photo]);
    assert_eq!((code, &verdict["verdict"], &verdict["documents"]), (1, &"empty".into(), &Value::Array(Vec::new())));
    let (code, result, told) = holder.end();
    assert_eq!((code, &result["disclosed"]), (1, &Value::Array(Vec::new())));
    assert!(told.contains("the response was not signed"), "{told}");
}

#[test]
fn a_reader_that_leaves_takes_its_question_along() {
    let (directory, out) = prepared();
    let picture = directory.path().join("qr.png");
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("mdoc"));
    command.args(["holder", "--format", "json", "--listen", "127.0.0.1:0", "--credential", &out, "--qr-out"]);
    // Whoever would answer the question never does.
    command.arg(&picture).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    let answers = process.stdin.take();
    let mut holder = Holder::waiting(process);
    let mut told_until = |word: &str| {
        let mut line = String::new();
        while !line.contains(word) {
            line.clear();
            assert_ne!(holder.voice.read_line(&mut line).unwrap(), 0, "{word}");
        }
        line
    };
    let line = told_until("waiting for a reader at ");
    let address = line.split("reader at ").nth(1).unwrap().split(", for").next().unwrap();
    let mut reader = Command::new(assert_cmd::cargo::cargo_bin("mdoc"));
    reader.args(["reader", "--connect", address, "--request", "wine", "--trust", &out, "--qr"]).arg(&picture);
    let mut reader = reader.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    told_until("A reader asks");
    reader.kill().unwrap();
    reader.wait().unwrap();
    let (code, result, _) = holder.end();
    assert_eq!((code, &result["disclosed"]), (1, &Value::Array(Vec::new())));
    drop(answers);
}

/// Who cannot be asked permits nothing, and the reader is told that it is over.
#[test]
fn a_holder_that_fails_says_farewell() {
    let (directory, out) = prepared();
    let holder = Holder::start(&directory, &["--credential", &out], b"\xff\n");
    let (code, verdict) = read(&directory, &holder, &["--request", "wine", "--trust", &out]);
    assert_eq!((code, &verdict["verdict"]), (1, &"rejected".into()));
    assert_eq!(verdict["error"], "no answer: ended by the peer: session termination (20)");
    let (code, _, told) = holder.end();
    assert_eq!(code, 1);
    assert!(told.contains("nobody could be asked"), "{told}");
}

/// As many silent connections as are heard at once keep a reader out for no longer than they may be silent.
#[test]
fn silent_connections_make_room() {
    let (directory, out) = prepared();
    let holder = Holder::start(&directory, &["--credential", &out, "--yes"], b"");
    let connect = |_| std::net::TcpStream::connect(&holder.address).unwrap();
    let _silent: Vec<_> = (0..16).map(connect).collect();
    let (code, _) = read(&directory, &holder, &["--request", "wine", "--trust", &out]);
    assert_eq!((code, holder.end().0), (0, 0));
}

#[test]
fn nobody_at_the_other_end_is_exit_1() {
    let (directory, out) = prepared();
    let holder = Holder::start(&directory, &["--credential", &out, "--yes"], b"");
    let address = holder.address.clone();
    drop(holder);
    let qr = directory.path().join("qr.png");
    let arguments = ["reader", "--qr", qr.to_str().unwrap(), "--connect", &address, "--request", "wine"];
    let output = mdoc(&[&arguments[..], &["--trust", &out]].concat(), b"");
    assert_eq!(output.status.code(), Some(1));
    let arguments = ["holder", "--credential", &out, "--listen", "127.0.0.1:0", "--wait", "1"];
    let output = mdoc(&arguments, b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no reader came"));
}

#[cfg(unix)]
#[test]
fn a_unix_socket_will_do() {
    let (directory, out) = prepared();
    let socket = format!("unix:{}", directory.path().join("socket").display());
    let holder = Holder::start(&directory, &["--credential", &out, "--yes", "--listen", &socket], b"");
    assert_eq!(holder.address, socket);
    let (code, _) = read(&directory, &holder, &["--request", "wine", "--trust", &out]);
    assert_eq!(code, 0);
    assert_eq!(holder.end().0, 0);
    assert!(!directory.path().join("socket").exists());
}

#[cfg(unix)]
#[test]
fn private_keys_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let (_directory, out) = prepared();
    let private = ["device_key.pem", "reader/reader_key.pem", "credential.cbor"];
    let mode_of = |file: &str| fs::metadata(Path::new(&out).join(file)).unwrap().permissions().mode() & 0o777;
    assert_eq!(private.map(mode_of), [0o600; 3]);
    // Also where everybody could read what was there before.
    for file in private {
        fs::set_permissions(Path::new(&out).join(file), fs::Permissions::from_mode(0o644)).unwrap();
    }
    issue("photo_id.json", out.as_ref(), &[]);
    assert_eq!(private.map(mode_of), [0o600; 3]);
}

#[test]
fn wrong_files_are_exit_2() {
    let (directory, out) = prepared();
    let path = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    fs::create_dir(path("empty")).unwrap();
    fs::write(path("no.png"), "no picture").unwrap();
    fs::write(path("no.json"), "{}").unwrap();
    let empty = path("empty");
    let (picture, json) = (path("no.png"), path("no.json"));
    let reader = ["reader", "--connect", "127.0.0.1:1"];
    for arguments in [
        vec!["issue", "--template", &json, "--out", &empty],
        vec!["issue", "--template", "/nonexistent", "--out", &empty],
        vec!["holder", "--credential", &empty, "--listen", "127.0.0.1:0"],
        vec!["holder", "--credential", &out, "--listen", "nowhere"],
        vec!["holder", "--credential", &out, "--listen", "127.0.0.1:0", "--reader-trust", &empty],
        [&reader[..], &["--qr", &picture, "--request", "wine", "--trust", &out]].concat(),
        [&reader[..], &["--engagement", "mdoc:AA", "--request", "wine", "--trust", &out]].concat(),
        [&reader[..], &["--engagement", "mdoc:AA", "--request", "beer", "--trust", &out]].concat(),
        [&reader[..], &["--engagement", "mdoc:AA", "--request", &json, "--trust", &out]].concat(),
        [&reader[..], &["--engagement", "mdoc:AA", "--request", "wine", "--trust", &empty]].concat(),
        [&reader[..], &["--request", "wine", "--trust", &out]].concat(),
    ] {
        let output = mdoc(&arguments, b"");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(!output.stderr.is_empty());
    }
}

/// The holder's log: what happened, by whom and when; no values. There is none that was not asked for.
#[test]
fn the_log_is_the_holders() {
    let (directory, out) = prepared();
    let log = directory.path().join("log.jsonl");
    let present = |further: &[&str]| {
        let holder = Holder::start(&directory, &[&["--credential", &out, "--yes"], further].concat(), b"");
        assert_eq!(read(&directory, &holder, &["--request", "wine", "--trust", &out]).0, 0);
        assert_eq!(holder.end().0, 0);
    };
    present(&[]);
    assert!(!log.exists());
    let path = log.to_str().unwrap();
    present(&["--log", path]);
    present(&["--log", path]);
    let text = fs::read_to_string(&log).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let events: Vec<&str> = lines.iter().map(|line| line["event"].as_str().unwrap()).collect();
    let once = ["engagement", "established", "requested", "released", "closed"];
    assert_eq!(events, [once, once].concat());
    assert_eq!(lines[2]["documents"][0]["reader"], "absent");
    assert_eq!(lines[3]["documents"][0]["elements"].as_array().unwrap().len(), 3);
    assert!(!text.contains("true,\"value") && !text.to_lowercase().contains("value"), "{text}");
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&log).unwrap().permissions()) & 0o777, 0o600);
    // To delete it is to delete the file; the next session begins a new one.
    fs::remove_file(&log).unwrap();
    present(&["--log", path]);
    assert_eq!(fs::read_to_string(&log).unwrap().lines().count(), 5);
    let output = mdoc(&["holder", "--credential", &out, "--listen", "127.0.0.1:0", "--log", &out], b"");
    assert_eq!(output.status.code(), Some(2), "a directory is no log");
}

/// A credential that its issuer's root does not vouch for is not shown; without a root nobody can tell.
#[test]
fn a_credential_is_verified_before_it_is_shown() {
    let (directory, out) = prepared();
    let other = directory.path().join("other");
    issue("photo_id.json", &other, &[]);
    let root = Path::new(&out).join("issuer-trust/iaca.pem");
    let own = fs::read(&root).unwrap();
    let wait = ["--listen", "127.0.0.1:0", "--wait", "0"];
    let holder = || mdoc(&[&["holder", "--credential", &out][..], &wait].concat(), b"");
    let told = |output: &std::process::Output| String::from_utf8_lossy(&output.stderr).into_owned();
    fs::copy(other.join("issuer-trust/iaca.pem"), &root).unwrap();
    let output = holder();
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains("the credential does not verify: path."), "{}", told(&output));
    // One byte of an element that its issuer signed.
    fs::write(&root, own).unwrap();
    let credential = Path::new(&out).join("credential.cbor");
    let mut bytes = fs::read(&credential).unwrap();
    let at = bytes.windows(4).position(|window| window == [0xff, 0xd8, 0xff, 0xe0]).unwrap();
    bytes[at + 4] ^= 1;
    fs::write(&credential, bytes).unwrap();
    let output = holder();
    assert!(told(&output).contains("mso.digests"), "{}", told(&output));
    fs::remove_dir_all(Path::new(&out).join("issuer-trust")).unwrap();
    assert!(told(&holder()).contains("no reader came in time"), "{}", told(&holder()));
}
