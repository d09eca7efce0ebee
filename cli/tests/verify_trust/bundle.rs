//! A response with all that its verification needs, as files.

use std::fs;
use std::path::Path;

use mdoc_proximity::issuer::RevocationListSpec;
use mdoc_proximity::x509::Certificate;
use serde_json::Value;
use tempfile::TempDir;

use crate::bench::{Bench, at};
use crate::shared::mdoc;

pub const NOW: &str = "2026-06-01T12:00:00Z";
pub const PROFILES: [&str; 2] = ["strict", "field"];

/// What the program made of it.
#[derive(Debug)]
pub struct Told {
    pub code: i32,
    pub verdict: Value,
    /// What was said beside it.
    pub notes: String,
}

pub struct Bundle {
    pub directory: TempDir,
}

impl Bundle {
    /// The good driving licence, its transcript and its issuer's root.
    pub fn new(bench: &Bench) -> Self {
        Self::of(bench, &bench.present(&bench.document()))
    }

    pub fn of(bench: &Bench, response: &[u8]) -> Self {
        let bundle = Self { directory: TempDir::new().unwrap() };
        bundle.file("response", response);
        bundle.file("transcript", bench.transcript.bytes());
        bundle.file("iaca.der", bench.iaca.certificate().der());
        bundle
    }

    pub fn path(&self, name: &str) -> String {
        self.directory.path().join(name).to_str().unwrap().to_owned()
    }

    /// Writes a file and returns its path.
    pub fn file(&self, name: &str, content: &[u8]) -> String {
        let path = self.path(name);
        fs::create_dir_all(Path::new(&path).parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// Verifies as it is, with whatever is added.
    pub fn verify(&self, profile: &str, further: &[&str]) -> Told {
        let (response, transcript) = (self.path("response"), self.path("transcript"));
        let arguments = ["verify", "--format", "json", "--at", NOW, "--profile", profile, "--response", &response];
        run(&[&arguments[..], &["--transcript", &transcript], further].concat())
    }

    /// The same with the root trusted by hand.
    pub fn trusting(&self, profile: &str, further: &[&str]) -> Told {
        self.verify(profile, &[&["--trust", &self.path("iaca.der")], further].concat())
    }
}

pub fn run(arguments: &[&str]) -> Told {
    let output = mdoc(arguments, b"");
    let text = String::from_utf8(output.stdout).unwrap();
    let verdict = serde_json::from_str(&text).unwrap_or_default();
    Told { code: output.status.code().unwrap(), verdict, notes: String::from_utf8(output.stderr).unwrap() }
}

impl Told {
    /// The ids of the document's checks that came out so, each once.
    pub fn ids(&self, outcome: &str) -> Vec<String> {
        ids(&self.verdict["documents"][0]["checks"], outcome)
    }

    pub fn failed(&self) -> Vec<String> {
        self.ids("fail")
    }

    /// Whether a check of the document came out so.
    pub fn is(&self, id: &str, outcome: &str) -> bool {
        self.ids(outcome).iter().any(|found| found == id)
    }

    #[track_caller]
    pub fn accepted(&self) -> &Self {
        assert_eq!((self.code, &self.verdict["verdict"]), (0, &"verified".into()), "{self:#?}");
        self
    }

    /// Rejected, by exactly these checks.
    #[track_caller]
    pub fn refused(&self, by: &[&str]) -> &Self {
        assert_eq!((self.code, &self.verdict["verdict"]), (1, &"rejected".into()), "{self:#?}");
        assert_eq!(self.failed(), by, "{self:#?}");
        self
    }
}

pub fn ids(checks: &Value, outcome: &str) -> Vec<String> {
    let of = checks.as_array().unwrap().iter().filter(|check| check["outcome"] == outcome);
    let mut ids: Vec<String> = of.map(|check| check["id"].as_str().unwrap().to_owned()).collect();
    ids.dedup();
    ids
}

/// A current list of the bench's root that revokes nothing.
pub fn nothing_revoked() -> RevocationListSpec {
    RevocationListSpec::new(at("2026-05-31T00:00:00Z"), at("2026-07-01T00:00:00Z"))
}

/// One that should have been replaced by now.
pub fn stale() -> RevocationListSpec {
    RevocationListSpec::new(at("2026-04-01T00:00:00Z"), at("2026-05-01T00:00:00Z"))
}

pub fn document_signer(bench: &Bench) -> Certificate {
    Certificate::from_der(&bench.x5chain[0]).unwrap()
}

pub fn pem(label: &str, der: &[u8]) -> Vec<u8> {
    use base64::Engine;
    let body = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> = body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n")).into_bytes()
}
