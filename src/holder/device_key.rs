//! The key that proves possession: SDeviceKey.

use core::fmt;

use crate::crypto::{AgreementKey, CryptoError, CryptoProvider, Curve, PublicKey, SecretKey, SharedSecret, SigningKey};

/// How a device key authenticates. One key never does both (edition 1 9.1.3.4, edition 2 12.4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthMethod {
    /// deviceSignature.
    Signature,
    /// deviceMac: needs an EReaderKey on the same curve. The reader cannot prove to others what it was shown.
    Mac,
}

/// A key that cannot be used now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The key signs and was asked to agree, or the reverse, or its curve cannot do what its method needs.
    Method,
    /// The key is not the one in the credential's mobile security object.
    NotTheCredentials,
    /// A device MAC needs EDeviceKey, EReaderKey and the device key on one curve.
    MacCurve {
        /// The device key's curve.
        device: Curve,
        /// EReaderKey's curve.
        reader: Curve,
    },
    /// A device MAC was asked for where there is no EReaderKey, as in the online variants.
    NoReaderKey,
    /// The user or the hardware refused.
    Refused,
    /// Cryptography failed.
    Crypto(CryptoError),
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method => f.write_str("the device key does not authenticate in this way"),
            Self::NotTheCredentials => f.write_str("the device key is not the one the credential was issued to"),
            Self::MacCurve { device, reader } => {
                write!(f, "a device MAC with a key on {device} is not possible with a reader's key on {reader}")
            }
            Self::NoReaderKey => f.write_str("a device MAC is not possible without a reader's ephemeral key"),
            Self::Refused => f.write_str("the use of the device key was refused"),
            Self::Crypto(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for KeyError {}

impl From<CryptoError> for KeyError {
    fn from(error: CryptoError) -> Self {
        Self::Crypto(error)
    }
}

/// A local device key. Keys in secure or remote hardware use the owned steps of a disclosure instead.
pub trait DeviceKey {
    /// The public key, the one in the mobile security object.
    fn public_key(&self) -> &PublicKey;

    /// How it authenticates.
    fn method(&self) -> AuthMethod;

    /// Signs the Sig_structure (keys of method [`AuthMethod::Signature`]).
    ///
    /// # Errors
    /// [`KeyError`].
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError>;

    /// Agrees with EReaderKey (keys of method [`AuthMethod::Mac`]).
    ///
    /// # Errors
    /// [`KeyError`].
    fn agree(&self, e_reader_key: &PublicKey) -> Result<SharedSecret, KeyError>;

    /// Whether a signature of this key is right by its making: by a provider, in this process, with the secret that
    /// [`public_key`](Self::public_key) was computed from. Every other key's signature is verified before it leaves, which
    /// costs more than making it, and finds hardware that signs with another key or in another form.
    fn is_sure(&self) -> bool {
        false
    }
}

/// A device key in memory that signs, and never agrees.
pub struct LocalSigningKey {
    key: Box<dyn SigningKey>,
    sure: bool,
}

impl LocalSigningKey {
    /// Any signing key, also one of another's making. What it signs is verified before it leaves.
    #[must_use]
    pub fn new(key: Box<dyn SigningKey>) -> Self {
        Self { key, sure: false }
    }

    /// The key of a secret in memory, by this provider. What it signs is right, and not verified again.
    ///
    /// # Errors
    /// [`CryptoError`], where the secret is none or its curve does not sign.
    pub fn from_secret(provider: &CryptoProvider, secret: &SecretKey) -> Result<Self, CryptoError> {
        Ok(Self { key: provider.keys.signing_key(secret)?, sure: true })
    }
}

impl DeviceKey for LocalSigningKey {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn method(&self) -> AuthMethod {
        AuthMethod::Signature
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        Ok(self.key.sign(&[message])?)
    }

    fn agree(&self, _: &PublicKey) -> Result<SharedSecret, KeyError> {
        Err(KeyError::Method)
    }

    fn is_sure(&self) -> bool {
        self.sure
    }
}

impl fmt::Debug for LocalSigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LocalSigningKey({})", self.key.public_key().curve())
    }
}

/// A device key in memory that agrees, for device MACs, and never signs.
pub struct LocalMacKey {
    key: Box<dyn AgreementKey>,
}

impl LocalMacKey {
    /// The key.
    #[must_use]
    pub fn new(key: Box<dyn AgreementKey>) -> Self {
        Self { key }
    }
}

impl DeviceKey for LocalMacKey {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn method(&self) -> AuthMethod {
        AuthMethod::Mac
    }

    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, KeyError> {
        Err(KeyError::Method)
    }

    fn agree(&self, e_reader_key: &PublicKey) -> Result<SharedSecret, KeyError> {
        Ok(self.key.agree(e_reader_key)?)
    }
}

impl fmt::Debug for LocalMacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LocalMacKey({})", self.key.public_key().curve())
    }
}
