//! What `mdoc issue` writes, and how the other commands find it again.
//!
//! ```text
//! DIR/credential.cbor           IssuerSigned
//! DIR/credential.json           the document type, and how the device key authenticates
//! DIR/device_key.pem            the device's private key
//! DIR/issuer-trust/iaca.pem     the issuer's root, for readers
//! DIR/reader-trust/reader_ca.pem  the reader CA, for holders
//! DIR/reader/reader.pem         the reader's certificates, leaf first
//! DIR/reader/reader_key.pem     the reader's private key
//! ```

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mdoc_proximity::crypto::DEFAULT_PROVIDER as PROVIDER;
use mdoc_proximity::crypto::SecretKey;
use mdoc_proximity::holder::{AuthMethod, Credential, DeviceKey, LocalMacKey, LocalSigningKey};
use mdoc_proximity::reader::ReaderIdentity;
use mdoc_proximity::report::Profile;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::issue::{Issued, ReaderParty};
use crate::{input, issuance, keys, names, trust};

const CREDENTIAL: &str = "credential.cbor";
const ABOUT: &str = "credential.json";
const DEVICE_KEY: &str = "device_key.pem";
const READER: &str = "reader";
const READER_CHAIN: &str = "reader.pem";
const READER_KEY: &str = "reader_key.pem";

/// A credential and the key that goes with it.
pub struct Held {
    /// The credential.
    pub credential: Credential,
    /// Its device key.
    pub key: Box<dyn DeviceKey + Send + Sync>,
}

/// Writes everything into `directory`. Returns the files with what they are.
pub fn write(directory: &Path, issued: &Issued, reader: &ReaderParty) -> Result<Vec<(String, &'static str)>, Failure> {
    let mut files = Vec::new();
    let mut put = |name: String, content: &[u8], what: &'static str| {
        let path = directory.join(&name);
        // Keys, and who somebody is.
        let private = what.contains("private") || name == CREDENTIAL;
        write_file(&path, content, private).map_err(|error| Failure::unreadable(path.display(), error))?;
        files.push((name, what));
        Ok::<(), Failure>(())
    };
    let pem = |der: &[u8]| keys::certificate_pem(der).map_err(|why| Failure::unreadable("a certificate", why));
    let key = |secret| keys::private_pem(secret).map_err(|why| Failure::unreadable("a private key", why));
    let method = method_name(issued.method);
    let about = format!("{:#}\n", json!({ "docType": issued.doc_type, "deviceAuth": method }));
    let chain = reader.chain.iter().map(|der| pem(der)).collect::<Result<String, _>>()?;
    put(CREDENTIAL.to_owned(), &issued.issuer_signed, "the credential (IssuerSigned)")?;
    put(ABOUT.to_owned(), about.as_bytes(), "its type and how its key authenticates")?;
    put(DEVICE_KEY.to_owned(), key(&issued.device_key)?.as_bytes(), "the device's private key")?;
    let issuer_trust = format!("{}/iaca.pem", trust::Kind::Issuers.directory());
    put(issuer_trust, pem(&issued.iaca)?.as_bytes(), "the issuer's root, for readers to trust")?;
    let reader_trust = format!("{}/reader_ca.pem", trust::Kind::Readers.directory());
    put(reader_trust, pem(&reader.ca)?.as_bytes(), "the reader CA, for holders to trust")?;
    put(format!("{READER}/{READER_CHAIN}"), chain.as_bytes(), "the reader's certificate")?;
    put(format!("{READER}/{READER_KEY}"), key(&reader.key)?.as_bytes(), "the reader's private key")?;
    Ok(files)
}

/// Writes a file and the directories above it; a private one for the owner's eyes only.
fn write_file(path: &Path, content: &[u8], private: bool) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = private;
    let mut file = options.open(path)?;
    // A file that was there keeps its mode.
    #[cfg(unix)]
    if private {
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    }
    file.write_all(content)
}

/// Reads a credential's directory. Where the issuer's root lies beside it, the credential has to verify.
pub fn credential(directory: &Path) -> Result<Held, Failure> {
    let issuer_signed = input::load(&directory.join(CREDENTIAL))?;
    let secret = keys::private(&path_text(&directory.join(DEVICE_KEY))?)?;
    let held = held(issuer_signed.clone(), &secret, method(directory)?)
        .map_err(|why| Failure::unreadable(directory.display(), why))?;
    let roots = directory.join(trust::Kind::Issuers.directory());
    if roots.is_dir() {
        let roots = trust::load_some(&[roots], trust::Kind::Issuers, Profile::Field)?;
        issuance::check(issuer_signed, held.key.public_key(), held.credential.doc_type(), &roots)?;
    }
    Ok(held)
}

/// A credential with its key.
pub fn held(issuer_signed: Vec<u8>, secret: &SecretKey, method: AuthMethod) -> Result<Held, String> {
    let credential = Credential::from_issuer_signed(issuer_signed).map_err(|error| error.to_string())?;
    let unusable = |error| format!("the device key cannot be used: {error}");
    let key: Box<dyn DeviceKey + Send + Sync> = match method {
        AuthMethod::Signature => Box::new(LocalSigningKey::from_secret(&PROVIDER, secret).map_err(unusable)?),
        AuthMethod::Mac => Box::new(LocalMacKey::new(PROVIDER.keys.agreement_key(secret).map_err(unusable)?)),
    };
    if credential.device_key(&PROVIDER).map_err(|error| error.to_string())? != *key.public_key() {
        return Err("the device key is not the one the credential was issued to".to_owned());
    }
    let label = names::document(credential.doc_type()).unwrap_or(credential.doc_type()).to_owned();
    Ok(Held { credential: credential.with_label(label), key })
}

/// How the device key authenticates; it signs where nothing is said.
fn method(directory: &Path) -> Result<AuthMethod, Failure> {
    let path = directory.join(ABOUT);
    if !path.exists() {
        return Ok(AuthMethod::Signature);
    }
    let about: Value =
        serde_json::from_slice(&input::read(&path)?).map_err(|error| Failure::unreadable(path.display(), error))?;
    match about.get("deviceAuth").and_then(Value::as_str) {
        None => Ok(AuthMethod::Signature),
        Some(name) => [AuthMethod::Signature, AuthMethod::Mac]
            .into_iter()
            .find(|method| method_name(*method) == name)
            .ok_or_else(|| Failure::unreadable(path.display(), "\"deviceAuth\" is neither signature nor mac")),
    }
}

fn method_name(method: AuthMethod) -> &'static str {
    match method {
        AuthMethod::Signature => "signature",
        AuthMethod::Mac => "mac",
    }
}

/// Reads a reader's key and certificates from a directory of `mdoc issue`, or its subdirectory.
pub fn reader_identity(directory: &Path) -> Result<ReaderIdentity, Failure> {
    let own = directory.join(READER);
    let directory: PathBuf = if own.is_dir() { own } else { directory.to_owned() };
    let chain = trust::certificates_in(&directory.join(READER_CHAIN))?;
    identity(chain, &keys::private(&path_text(&directory.join(READER_KEY))?)?)
}

/// A reader's identity from its parts.
pub fn identity(chain: Vec<Vec<u8>>, secret: &SecretKey) -> Result<ReaderIdentity, Failure> {
    let key = PROVIDER.keys.signing_key(secret).map_err(|error| Failure::unreadable("the reader's key", error))?;
    Ok(ReaderIdentity::new(Arc::from(key), chain))
}

fn path_text(path: &Path) -> Result<String, Failure> {
    if !path.is_file() {
        return Err(Failure::unreadable(path.display(), "there is no such file"));
    }
    path.to_str().map(str::to_owned).ok_or_else(|| Failure::unreadable(path.display(), "the name is not UTF-8"))
}
