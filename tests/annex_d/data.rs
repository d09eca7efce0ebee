//! The vectors, where they lie.

use std::path::PathBuf;

use mdoc_proximity::crypto::{AgreementKey, CryptoProvider, Curve, DEFAULT_PROVIDER, SecretKey};
use serde_json::Value;
use zeroize::Zeroizing;

pub const PROVIDER: CryptoProvider = DEFAULT_PROVIDER;

pub struct AnnexD {
    json: Value,
}

/// The vectors, or a line that says they are absent.
pub fn load() -> Option<AnnexD> {
    let shared = std::env::var_os("MDOC_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = shared.join("vectors/annex-d.json");
    if !path.exists() {
        println!("skipped: ../shared/vectors is absent");
        return None;
    }
    let json = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    Some(AnnexD { json })
}

impl AnnexD {
    /// The names of the checks, sorted.
    pub fn check_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.json["checks"].as_object().unwrap().keys().cloned().collect();
        names.sort_unstable();
        names
    }

    /// A vector's bytes, by the start of its name.
    pub fn vector(&self, name: &str) -> Vec<u8> {
        let find = |list: &str| {
            let vectors = self.json[list].as_array().unwrap();
            let exact = vectors.iter().find(|vector| vector["name"] == name);
            let starts = |vector: &&Value| vector["name"].as_str().unwrap().starts_with(name);
            exact.or_else(|| vectors.iter().find(starts)).map(|vector| hex(vector["hex"].as_str().unwrap()))
        };
        find("vectors").or_else(|| find("openid4vp_vectors")).unwrap_or_else(|| panic!("no vector {name}"))
    }

    /// A hexadecimal value by its JSON pointer.
    pub fn hex(&self, pointer: &str) -> Vec<u8> {
        hex(self.text(pointer))
    }

    pub fn text(&self, pointer: &str) -> &str {
        self.json.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no {pointer}"))
    }

    pub fn value(&self, pointer: &str) -> &Value {
        self.json.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}"))
    }

    /// A private key of the vectors.
    pub fn secret(&self, name: &str) -> SecretKey {
        SecretKey::from_bytes(Curve::P256, Zeroizing::new(self.hex(&format!("/keys/{name}/d"))))
    }

    pub fn agreement_key(&self, name: &str) -> Box<dyn AgreementKey> {
        PROVIDER.keys.agreement_key(&self.secret(name)).unwrap()
    }
}

fn hex(text: &str) -> Vec<u8> {
    data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).unwrap()
}
