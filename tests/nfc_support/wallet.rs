//! A wallet behind a card: it engages by its tag, and goes on over the card's link.

use mdoc_proximity::driver::nfc::HostLink;
use mdoc_proximity::driver::{Clock, Link, next_event};
use mdoc_proximity::holder::{EngagedBy, Engagement, Event, Request, Session};
use mdoc_proximity::model::retrieval::RetrievalMethod;
use mdoc_proximity::session::CloseReason;
use mdoc_proximity::transport::nfc::card::Card;
use mdoc_proximity::transport::nfc::handover::Select;
use mdoc_proximity::transport::nfc::tag::Tag;
use mdoc_proximity::transport::nfc::transfer::Picc;

/// A card with a tag that offers these methods, and data transfer where that is one of them.
pub fn card(engagement: &Engagement, negotiated: bool, methods: &[RetrievalMethod]) -> Card {
    let inner = engagement.nfc_device_engagement();
    let tag = if negotiated {
        Tag::negotiated(&inner, methods).unwrap()
    } else {
        Tag::fixed(&Select::message(&inner, methods).unwrap()).unwrap()
    };
    let lengths = methods.iter().find_map(|method| match method {
        RetrievalMethod::Nfc(lengths) => Some(*lengths),
        _ => None,
    });
    Card::new(Some(tag), lengths.map(Picc::new))
}

/// Waits for a tap and answers what is asked after it; how it ended, `None` where nobody came as far as a handover.
pub async fn present(
    link: &mut HostLink,
    mut engagement: Engagement,
    clock: &impl Clock,
    mut answer: impl AsyncFnMut(&mut Session, Request),
) -> Option<CloseReason> {
    let handover = link.handover().await?.handover;
    engagement.offer_nfc(&handover.select, handover.request.as_deref()).unwrap();
    let mut session = engagement.into_session(clock.now());
    loop {
        match next_event(&mut session, link, clock).await {
            Event::Established(by) => assert_eq!(by, EngagedBy::Nfc),
            Event::Request(request) => answer(&mut session, *request).await,
            Event::Closed(reason) => {
                link.close().await;
                return Some(reason);
            }
        }
    }
}
