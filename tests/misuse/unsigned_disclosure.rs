use mdoc_proximity::holder::{Disclosure, Session};
use mdoc_proximity::time::Now;

pub fn unsigned(session: &mut Session, now: Now, disclosure: Disclosure) {
    let _ = session.respond(now, disclosure); //~ E0308
}
