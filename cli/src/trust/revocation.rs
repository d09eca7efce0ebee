//! What is known to be revoked, from files.

use std::path::Path;

use mdoc_proximity::trust::{Revocation, Undetermined};

use crate::args::TrustArgs;
use crate::failure::Failure;
use crate::pem::Content;
use crate::{input, pem};

/// Reads the lists. They are judged when they are used.
pub fn load(args: &TrustArgs) -> Result<Revocation, Failure> {
    let undetermined = if args.reject_undetermined { Undetermined::Reject } else { Undetermined::Report };
    let mut revocation = Revocation { undetermined, ..Revocation::default() };
    for path in &args.crl {
        let bytes = input::read(path)?;
        add_crls(&mut revocation, &bytes).map_err(|why| Failure::unreadable(path.display(), why))?;
    }
    for path in &args.status_list {
        let token = token(path)?;
        revocation.status_lists.add(&token).map_err(|error| Failure::unreadable(path.display(), error))?;
    }
    Ok(revocation)
}

/// Adds the list, or the PEM file's lists.
pub fn add_crls(revocation: &mut Revocation, bytes: &[u8]) -> Result<(), String> {
    let lists = match pem::content(bytes, "X509 CRL")? {
        Content::Blocks(lists) if lists.is_empty() => return Err("there is no revocation list here".to_owned()),
        Content::Blocks(lists) => lists,
        Content::Binary(list) => vec![list],
    };
    lists.iter().try_for_each(|list| revocation.crls.add(list)).map_err(|error| error.to_string())
}

fn token(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = input::read(path)?;
    // A JWT begins like this: `{"` in base64url.
    if bytes.starts_with(b"eyJ") && bytes.contains(&b'.') {
        return Err(Failure::unreadable(path.display(), "a status list as a JWT; ISO/IEC 18013-5 has them as CWT"));
    }
    Ok(input::decode(&bytes))
}
