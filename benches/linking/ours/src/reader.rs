//! Asks for a name, and says what it is worth.

use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::reader::{Config, Engagement, Event, Request, Retain, Session};
use mdoc_proximity::report::Profile;
use mdoc_proximity::trust::TrustAnchors;

use crate::{Clock, Outcome, PROVIDER, next, rng};

/// Arguments: the engagement's URI, a file with the IACA certificate.
///
/// # Errors
/// Whatever goes wrong.
pub fn run(arguments: &[String]) -> Outcome<()> {
    let mut roots = TrustAnchors::issuers();
    roots.add(&PROVIDER, &std::fs::read(&arguments[1])?, Profile::Field)?;

    let clock = Clock::default();
    let config = Config::builder(PROVIDER).issuer_roots(roots).anonymous().build()?;
    let request =
        Request::builder().document(mdl::DOCTYPE).element(mdl::NAMESPACE, "family_name", Retain::No).build()?;
    let engagement = Engagement::from_qr(&arguments[0])?;
    let mut session = Session::new(&config, engagement, request, &mut rng(), clock.now())?;
    loop {
        match next(&mut session, &clock)? {
            Event::Response(response) => {
                let verdict = response.verify(clock.now().wall);
                for document in verdict.documents() {
                    for check in document.report().checks() {
                        eprintln!("{} {:?} {}", check.id, check.outcome, check.detail);
                    }
                }
                if let Ok(document) = verdict.document(mdl::DOCTYPE) {
                    eprintln!("{:?}", document.element(mdl::NAMESPACE, "family_name").is_some());
                }
                session.close();
            }
            Event::Closed(reason) => {
                eprintln!("{reason}");
                return Ok(());
            }
        }
    }
}
