//! The first and the last instant at which a list still counts, and what a revocation list must not leave out.

use core::time::Duration;

use mdoc_proximity::issuer::{ListDates, ListKeyId, RevocationListSpec};
use mdoc_proximity::x509::Extension;

use super::{CERTIFICATE, MSO, by_index, dates, iaca, signed, statuses, token_of, with_crl, with_status};
use crate::format::Case;
use crate::generate::scene::Scene;
use crate::generate::world::at;

const CURRENT: &str = "crl.current";
const PROFILE: &str = "crl.profile";
const DATES: &str = "status-list.dates";
const SECOND: &str = "2026-06-01T12:00:01Z";
const NOW: &str = crate::generate::world::NOW;
const BEFORE: &str = "2026-06-01T11:59:59Z";

pub(super) fn cases() -> Vec<Case> {
    [current(), profile(), tokens()].concat()
}

fn crl(from: &str, until: &str) -> RevocationListSpec {
    RevocationListSpec::new(at(from), at(until))
}

fn scene(list: &RevocationListSpec, skew: u64) -> Scene {
    with_crl(iaca().revoke(list).unwrap(), true).input(move |input| input.skew = skew)
}

fn good(id: &str, title: &str, list: &RevocationListSpec, skew: u64) -> Vec<Case> {
    scene(list, skew).positive(id, title).clause("9.3.3", "12.8.3").accepted_by_both()
}

fn current() -> Vec<Case> {
    let (from, until) = ("2026-05-01T00:00:00Z", "2026-07-01T00:00:00Z");
    let refused = |id: &str, title: &str, list: &RevocationListSpec, skew: u64| {
        let twin = if skew == 0 { "crl" } else { "crl-skew" };
        scene(list, skew).negative(id, twin, "trust.crls[0]", title).refused_by_both(&[CERTIFICATE, CURRENT])
    };
    let tolerated = |id: &str, title: &str, list: &RevocationListSpec| {
        let draft = scene(list, 1).negative(id, "crl-skew", "trust.crls[0]", title);
        draft.by_profile((&[], &[CURRENT]), (&[], &[CURRENT]))
    };
    [
        good("crl-first-instant", "It is the revocation list's thisUpdate", &crl(NOW, until), 0),
        good("crl-last-instant", "It is the revocation list's nextUpdate", &crl(from, NOW), 0),
        good("crl-skew", "A revocation list, where the clock may be a second off", &crl(from, until), 1),
        refused("r62-future", "The revocation list is of the next second", &crl(SECOND, until), 0),
        refused("r62-just-past", "The next revocation list was due a second ago", &crl(from, BEFORE), 0),
        tolerated("r62-future-tolerated", "The list is of the next second, which is tolerated", &crl(SECOND, until)),
        tolerated("r62-past-tolerated", "The next list was due a second ago, which is tolerated", &crl(from, BEFORE)),
        refused(
            "r62-too-far-in-the-future",
            "The list is of two seconds from now, where one is tolerated",
            &crl("2026-06-01T12:00:02Z", until),
            1,
        ),
        refused(
            "r62-too-long-past",
            "The next list was due two seconds ago, where one is tolerated",
            &crl(from, "2026-06-01T11:59:58Z"),
            1,
        ),
    ]
    .concat()
}

fn profile() -> Vec<Case> {
    let negative = |id: &str, title: &str, change: &dyn Fn(&mut RevocationListSpec)| {
        let mut list = crl("2026-05-01T00:00:00Z", "2026-07-01T00:00:00Z");
        change(&mut list);
        scene(&list, 0).negative(id, "crl", "trust.crls[0]", title)
    };
    let tolerated = |id: &str, title: &str, change: &dyn Fn(&mut RevocationListSpec)| {
        negative(id, title, change).by_profile((&[CERTIFICATE, PROFILE], &[]), (&[], &[PROFILE]))
    };
    let refused = |id: &str, title: &str, change: &dyn Fn(&mut RevocationListSpec)| {
        negative(id, title, change).refused_by_both(&[CERTIFICATE, PROFILE])
    };
    let extension = |oid: &str, critical: bool| Extension::new(oid, critical, vec![2, 1, 1]).unwrap();
    [
        good(
            "crl-ninety-days",
            "The next revocation list is due after ninety days",
            &crl("2026-04-01T00:00:00Z", "2026-06-30T00:00:00Z"),
            0,
        ),
        tolerated("crl-more-than-ninety-days", "The next list is due after ninety days and a second", &|list| {
            list.this_update = at("2026-04-01T00:00:00Z");
            list.next_update = Some(at("2026-06-30T00:00:01Z"));
        }),
        tolerated("crl-no-next-update", "The list does not say when the next one is due", &|list| {
            list.next_update = None;
        }),
        tolerated("crl-no-number", "The list has no number", &|list| list.number = None),
        tolerated("crl-no-key-identifier", "The list does not name the key it is signed with", &|list| {
            list.authority_key_identifier = ListKeyId::Absent;
        }),
        tolerated("crl-other-key-identifier", "The list names another key than it is signed with", &|list| {
            list.authority_key_identifier = ListKeyId::Other(vec![7; 20]);
        }),
        tolerated("crl-empty-list", "The list of revoked certificates is there, and empty", &|list| {
            list.revoked = Some(Vec::new());
        }),
        tolerated("crl-further-extension", "An extension that nobody knows", &|list| {
            list.further.push(extension("2.999.1", false));
        }),
        refused("crl-critical-extension", "A critical extension that nobody knows", &|list| {
            list.further.push(extension("2.999.1", true));
        }),
        refused("crl-delta", "A delta list, which names changes only", &|list| {
            list.further.push(extension("2.5.29.27", true));
        }),
        refused("crl-distribution-point", "A list of one distribution point", &|list| {
            list.further.push(extension("2.5.29.28", true));
        }),
    ]
    .concat()
}

fn tokens() -> Vec<Case> {
    let of = |dates: ListDates, skew: u64| {
        let mut list = statuses();
        list.dates = dates;
        with_status(by_index(413), signed(&token_of(&list))).input(move |input| input.skew = skew)
    };
    let issued = |instant: &str| ListDates { issued: at(instant), ..dates() };
    let expires = |instant: &str| ListDates { expires: Some(at(instant)), ..dates() };
    let good = |id: &str, title: &str, dates: ListDates, skew: u64| {
        of(dates, skew).positive(id, title).clause("-", "12.3.6").accepted_by_both()
    };
    let list = "trust.statusLists[0]";
    let refused = |id: &str, title: &str, dates: ListDates, skew: u64| {
        let twin = if skew == 0 { "status-list" } else { "status-list-skew" };
        of(dates, skew).negative(id, twin, list, title).refused_by_both(&[MSO, DATES])
    };
    let tolerated = |id: &str, title: &str, dates: ListDates, skew: u64| {
        let twin = if skew == 0 { "status-list" } else { "status-list-skew" };
        of(dates, skew).negative(id, twin, list, title).by_profile((&[], &[DATES]), (&[], &[DATES]))
    };
    // Issued twelve hours ago.
    let stale_after = |seconds: u64| ListDates { time_to_live: Some(Duration::from_secs(seconds)), ..dates() };
    [
        good("status-list-skew", "A status list, where the clock may be a second off", dates(), 1),
        good("status-list-of-now", "A status list of this very second", issued(NOW), 0),
        good("status-list-last-second", "A status list that expires in a second", expires(SECOND), 0),
        good(
            "status-list-last-of-ttl",
            "It is the last instant before a newer list is to be fetched",
            stale_after(43_200),
            0,
        ),
        refused("r97-future", "The list is of the next second", issued(SECOND), 0),
        refused("r97-expires-now", "The list expires in this instant", expires(NOW), 0),
        tolerated("r97-future-tolerated", "The list is of the next second, which is tolerated", issued(SECOND), 1),
        tolerated("r97-expires-now-tolerated", "The list expires in this instant, which is tolerated", expires(NOW), 1),
        refused(
            "r97-too-far-in-the-future",
            "The list is of two seconds from now, where one is tolerated",
            issued("2026-06-01T12:00:02Z"),
            1,
        ),
        refused("r97-just-expired", "The list expired a second ago, and no less is tolerated", expires(BEFORE), 1),
        tolerated("r97-ttl", "A newer list should have been fetched a second ago", stale_after(43_199), 0),
    ]
    .concat()
}
