//! `linking-isomdl ENGAGEMENT IACA`: asks for a name over standard input and output, and says what it is worth.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use isomdl::definitions::x509::X5Chain;
use isomdl::definitions::x509::trust_anchor::{TrustAnchor, TrustAnchorRegistry, TrustPurpose};
use isomdl::presentation::reader::SessionManager;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let chain = X5Chain::builder().with_der_certificate(&std::fs::read(&arguments[1])?)?.build()?;
    let certificate = chain.end_entity_certificate().clone();
    let trust = TrustAnchorRegistry { anchors: vec![TrustAnchor { certificate, purpose: TrustPurpose::Iaca }] };

    let elements = BTreeMap::from([("family_name".to_owned(), false)]);
    let asked = BTreeMap::from([("org.iso.18013.5.1".to_owned(), elements.try_into().map_err(|_| "elements")?)]);
    let asked = asked.try_into().map_err(|_| "name spaces")?;
    let (mut session, message, _) = SessionManager::establish_session(arguments[0].clone(), asked, trust)?;

    let mut out = io::stdout().lock();
    out.write_all(&u32::try_from(message.len())?.to_be_bytes())?;
    out.write_all(&message)?;
    out.flush()?;
    let mut length = [0; 4];
    let mut input = io::stdin().lock();
    input.read_exact(&mut length)?;
    let mut answer = Vec::new();
    input.take(u32::from_be_bytes(length).into()).read_to_end(&mut answer)?;
    let outcome = session.handle_response(&answer);
    eprintln!("{:?} {:?} {:?}", outcome.issuer_authentication, outcome.device_authentication, outcome.response);
    Ok(())
}
