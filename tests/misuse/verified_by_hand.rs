use mdoc_proximity::reader::{VerifiedDocument, Verdict};

pub fn forged() -> VerifiedDocument<'static> {
    VerifiedDocument::new() //~ E0599
}

pub fn outlives(response: mdoc_proximity::reader::UnverifiedResponse) -> Verdict<'static> {
    let at = mdoc_proximity::time::UnixTime::from_unix_seconds(0);
    response.verify(at) //~ E0515
}
