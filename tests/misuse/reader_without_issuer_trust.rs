use mdoc_proximity::crypto::CryptoProvider;
use mdoc_proximity::reader::Config;

pub fn undecided(provider: CryptoProvider) {
    let _ = Config::builder(provider).anonymous().build(); //~ E0599
}
