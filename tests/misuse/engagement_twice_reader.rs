use mdoc_proximity::crypto::CryptoRng;
use mdoc_proximity::reader::{Config, Engagement, Request, Session};
use mdoc_proximity::time::Now;

pub fn two_sessions(config: &Config, engagement: Engagement, ask: fn() -> Request, rng: &mut dyn CryptoRng, now: Now) {
    let _first = Session::new(config, engagement, ask(), rng, now);
    let _second = Session::new(config, engagement, ask(), rng, now); //~ E0382
}
