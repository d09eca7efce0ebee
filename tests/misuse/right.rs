// The right use of what the other files misuse.
use mdoc_proximity::cbor::RawValue;
use mdoc_proximity::crypto::{CryptoProvider, CryptoRng};
use mdoc_proximity::datamodel::{TypeError, mdl};
use mdoc_proximity::time::{Now, UnixTime};
use mdoc_proximity::trust::TrustAnchors;
use mdoc_proximity::{holder, reader};

pub fn hold(engagement: holder::Engagement, now: Now) -> holder::Session {
    engagement.into_session(now)
}

pub fn read(
    config: &reader::Config,
    engagement: reader::Engagement,
    request: reader::Request,
    rng: &mut dyn CryptoRng,
    now: Now,
) -> Option<reader::Session> {
    reader::Session::new(config, engagement, request, rng, now).ok()
}

pub fn configure(provider: CryptoProvider) -> (holder::Config, reader::Config) {
    (
        holder::Config::builder(provider).reader_anchors(TrustAnchors::new()).build().unwrap(),
        reader::Config::builder(provider).issuer_roots(TrustAnchors::new()).build().unwrap(),
    )
}

pub fn answer(session: &mut holder::Session, now: Now, disclosure: holder::Disclosure, key: &dyn holder::DeviceKey) {
    let response = disclosure.sign(key).unwrap();
    session.respond(now, response).unwrap();
}

pub fn judge(response: &reader::UnverifiedResponse, at: UnixTime) {
    let verdict = response.verify(at);
    for document in verdict.documents() {
        if let Some(verified) = document.verified() {
            let _claims = verified.elements();
            let _said = verified.device_elements().map(|(_, _, value)| value.asserted_by_device());
            let _kept: reader::Retained = verified.retained();
        }
    }
}

pub fn name(value: RawValue<'_>) -> Result<&str, TypeError> {
    mdl::FAMILY_NAME.read(value)
}

pub fn rotate(pool: &holder::CredentialPool<()>, credential: holder::VerifiedCredential, now: UnixTime) {
    pool.add(credential, ()).unwrap();
    let reserved = pool.reserve(now, |_| Ok::<(), ()>(())).unwrap();
    reserved.unwrap().commit();
}
