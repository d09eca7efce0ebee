//! Shows its engagement on standard error, and everything to whoever asks.

use mdoc_proximity::crypto::{Curve, SecretKey};
use mdoc_proximity::holder::{Config, Credential, Engagement, Event, LocalSigningKey};
use mdoc_proximity::model::retrieval::{BleOptions, RetrievalMethod};
use mdoc_proximity::trust::TrustAnchors;

use crate::{Clock, Outcome, PROVIDER, next, rng};

/// Arguments: a file with IssuerSigned, a file with the device key.
///
/// # Errors
/// Whatever goes wrong.
pub fn run(arguments: &[String]) -> Outcome<()> {
    let credential = Credential::from_issuer_signed(std::fs::read(&arguments[0])?)?;
    let secret = SecretKey::from_bytes(Curve::P256, std::fs::read(&arguments[1])?.into());
    let key = LocalSigningKey::new(PROVIDER.keys.signing_key(&secret)?);

    let clock = Clock::default();
    let config = Config::builder(PROVIDER).reader_anchors(TrustAnchors::readers()).build()?;
    let mut engagement = Engagement::new(&config, &mut rng())?;
    let ble = BleOptions { central_client: Some([7; 16]), ..BleOptions::default() };
    eprintln!("{}", engagement.offer_qr(&[RetrievalMethod::Ble(ble)])?);
    let mut session = engagement.into_session(clock.now());
    loop {
        match next(&mut session, &clock)? {
            Event::Established(_) => {}
            Event::Request(request) => {
                let disclosure = request.disclose(&[&credential], |_| true);
                let response = disclosure.sign(&key).unwrap_or_else(|error| error.decline());
                session.respond(clock.now(), response)?;
            }
            Event::Closed(reason) => {
                eprintln!("{reason}");
                return Ok(());
            }
        }
    }
}
