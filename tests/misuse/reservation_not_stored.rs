use mdoc_proximity::holder::{CredentialPool, Reservation};
use mdoc_proximity::time::UnixTime;

pub fn unsaved(pool: &CredentialPool<()>, now: UnixTime) -> Option<Reservation<()>> {
    pool.reserve(now).unwrap() //~ E0061
}
