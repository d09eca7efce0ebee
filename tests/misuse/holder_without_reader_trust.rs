use mdoc_proximity::crypto::CryptoProvider;
use mdoc_proximity::holder::Config;

pub fn undecided(provider: CryptoProvider) {
    let _ = Config::builder(provider).build(); //~ E0599
}
