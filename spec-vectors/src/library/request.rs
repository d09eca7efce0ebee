//! Requests in the clear: who asks.

use mdoc_proximity::crypto::CryptoProvider;
use mdoc_proximity::holder::{ReaderAuth, Request};
use mdoc_proximity::model::transcript::SessionTranscript;
use mdoc_proximity::report::{Outcome as Judged, Report};

use super::{case, holder, ids, instant};
use crate::format::{Outcome, ReadRequest};
use crate::run::Unperformed;

pub(super) fn perform(provider: &CryptoProvider, input: &ReadRequest) -> Result<Outcome, Unperformed> {
    let at = instant(&input.at)?;
    let config = holder::config(provider, &input.trust, &input.profile, at, None)?;
    let transcript = SessionTranscript::from_bytes(&input.transcript.to_vec()).map_err(case)?;
    match Request::outside_session(input.request.to_vec(), &config, transcript, None, at) {
        Ok(request) => Ok(Outcome::Readers {
            readers: readers(&request),
            failing: Some(ids(reports(&request), Judged::Fail)),
            deviations: Some(ids(reports(&request), Judged::Deviation)),
        }),
        Err(fault) => Ok(Outcome::RefusedRequest { status: fault.status() }),
    }
}

/// Who asks, per DocRequest.
pub(super) fn readers(request: &Request) -> Vec<String> {
    let word = |reader: &ReaderAuth| match reader {
        ReaderAuth::Absent => "absent",
        ReaderAuth::Invalid(_) => "invalid",
        ReaderAuth::Untrusted(_) => "untrusted",
        ReaderAuth::Valid(_) => "valid",
    };
    request.documents().iter().map(|document| word(document.reader()).to_owned()).collect()
}

fn reports(request: &Request) -> impl Iterator<Item = &Report> {
    request.documents().iter().filter_map(|document| document.reader().report())
}
