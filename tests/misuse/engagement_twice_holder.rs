use mdoc_proximity::holder::{Engagement, Session};
use mdoc_proximity::time::Now;

pub fn two_sessions(engagement: Engagement, now: Now) -> (Session, Session) {
    let first = engagement.into_session(now);
    let second = engagement.into_session(now); //~ E0382
    (first, second)
}
