use mdoc_proximity::holder::{Response, Session};
use mdoc_proximity::time::Now;

pub fn sent_twice(session: &mut Session, now: Now, response: Response) {
    let _ = session.respond(now, response);
    let _ = session.respond(now, response); //~ E0382
}
