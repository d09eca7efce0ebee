//! Limits on readers: H50, H56, H57 and H67 with a policy in force.

use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{Config, DeviceKey, Item, LocalSigningKey, Proposal, ReaderPolicy, Readers};
use mdoc_proximity::issuer::Dates;

use crate::support::*;
use crate::world::{NOW, PROVIDER, World};

const PLAIN: &str = "org.example.club";

struct Scene {
    world: World,
    licence: mdoc_proximity::holder::Credential,
    key: LocalSigningKey,
}

impl Scene {
    fn new() -> Self {
        let mut world = World::new(41);
        let (credential, key) = verified(&mut world, Dates::days(NOW, 14));
        Self { licence: credential.into_credential(), world, key }
    }

    fn config(&self, policy: ReaderPolicy) -> Config {
        holder(&self.world).reader_policy(policy).build().unwrap()
    }

    fn propose(&self, policy: ReaderPolicy, asked: &[Asked]) -> Proposal {
        open(&self.config(policy), asked).propose(&[&self.licence])
    }
}

fn names<'p>(items: impl Iterator<Item = Item<'p>>) -> Vec<&'p str> {
    items.map(|item| item.identifier()).collect()
}

/// Everything of an mDL, and its namespace, and each element by name, to readers that do not exist.
fn harshest() -> ReaderPolicy {
    let nobody = || Readers::such_that(|_| false);
    let policy =
        ReaderPolicy::new().limit_document(mdl::DOCTYPE, nobody()).limit_name_space(mdl::DOCTYPE, NS, nobody());
    mdl::MANDATORY.iter().fold(policy, |policy, element| policy.limit_element(mdl::DOCTYPE, NS, element, nobody()))
}

/// H56: whatever the policy says, and whoever asks, the mandatory elements of an mDL are offered.
#[test]
fn no_policy_stands_before_mandatory_elements() {
    let mut scene = Scene::new();
    let reader = scene.world.identity("Posten");
    let ask = |by| asked(mdl::DOCTYPE, NS, &mdl::MANDATORY, by);
    for asked in [ask(None), ask(Some(&reader)), forged(ask(Some(&reader)))] {
        let proposal = scene.propose(harshest(), &[asked]);
        let mut offered = names(proposal.items());
        offered.sort_unstable();
        let mut mandatory = mdl::MANDATORY;
        mandatory.sort_unstable();
        assert_eq!(offered, mandatory);
        assert_eq!(proposal.documents()[0].withheld().count(), 0);
        let response = proposal.disclose(|_| true).sign(&scene.key).unwrap();
        assert_eq!(shown(&response).len(), mdl::MANDATORY.len());
    }
}

/// The same identifiers elsewhere are not the mDL's.
#[test]
fn mandatory_is_an_element_of_the_mdl_alone() {
    assert!(mdl::is_mandatory(mdl::DOCTYPE, NS, "portrait"));
    assert!(!mdl::is_mandatory(mdl::DOCTYPE, NS, "resident_address"));
    assert!(!mdl::is_mandatory(mdl::DOCTYPE, NS, "age_over_18"));
    assert!(!mdl::is_mandatory(mdl::DOCTYPE, "org.iso.18013.5.1.NO", "portrait"));
    assert!(!mdl::is_mandatory(PLAIN, NS, "portrait"));
    assert!(!mdl::is_mandatory("org.iso.18013.5.1.mdl", NS, "portrait"));
    let policy = ReaderPolicy::new().limit_document(PLAIN, Readers::authenticated());
    let absent = mdoc_proximity::holder::ReaderAuth::Absent;
    assert!(!policy.permits(&absent, PLAIN, NS, "portrait"));
    assert!(policy.permits(&absent, mdl::DOCTYPE, NS, "resident_address"));
}

/// What is kept from a reader is shown to the holder as such; the reader sees what it would see were it not there.
#[test]
fn what_is_withheld_is_the_holders_to_know() {
    let mut scene = Scene::new();
    let reader = scene.world.identity("Posten");
    let policy = || ReaderPolicy::new().limit_element(mdl::DOCTYPE, NS, "resident_address", Readers::authenticated());
    let ask = |elements: &[&str], by| vec![asked(mdl::DOCTYPE, NS, elements, by)];
    let both = ["family_name", "resident_address"];

    let proposal = scene.propose(policy(), &ask(&both, None));
    assert_eq!(names(proposal.items()), ["family_name"]);
    let withheld: Vec<_> = proposal.documents()[0].withheld().map(|item| item.value().as_text().unwrap()).collect();
    assert_eq!(withheld, ["Storgata 1"]);
    // No consent brings it back: the items are what is asked about.
    let mut put = Vec::new();
    let disclosure = proposal.disclose(|item| {
        put.push(item.identifier().to_owned());
        true
    });
    assert_eq!(put, ["family_name"]);
    let response = disclosure.sign(&scene.key).unwrap();
    assert_eq!(shown(&response), ["family_name"]);
    assert!(!response.as_bytes().windows(8).any(|window| window == b"Storgata"));

    let forgery = vec![forged(asked(mdl::DOCTYPE, NS, &both, Some(&reader)))];
    assert_eq!(names(scene.propose(policy(), &forgery).items()), ["family_name"]);
    assert_eq!(names(scene.propose(policy(), &ask(&both, Some(&reader))).items()), both);

    // All of it withheld: the holder sees that, the reader gets the answer "nothing", byte for byte.
    let proposal = scene.propose(policy(), &ask(&["resident_address"], None));
    assert!(proposal.is_empty());
    assert_eq!(names(proposal.documents()[0].withheld()), ["resident_address"]);
    let withheld = proposal.disclose(|_| true).sign(&scene.key).unwrap();
    let absent = scene.propose(policy(), &ask(&["hair_colour"], None)).disclose(|_| true).sign(&scene.key).unwrap();
    assert_eq!(withheld.as_bytes(), absent.as_bytes());
    assert_eq!(withheld.as_bytes(), scene.propose(policy(), &ask(&both, None)).decline().as_bytes());
}

/// H50, H67: the authority of one DocRequest's reader does not stretch to another's questions.
#[test]
fn each_doc_request_has_its_own_authority() {
    let mut scene = Scene::new();
    let reader = scene.world.identity("Posten");
    let policy = || ReaderPolicy::new().limit_document(mdl::DOCTYPE, Readers::authenticated());
    let first = || asked(mdl::DOCTYPE, NS, &["family_name", "age_over_21"], Some(&reader));
    let second = asked(mdl::DOCTYPE, NS, &["given_name", "resident_address"], Some(&reader));
    let swapped = asked(mdl::DOCTYPE, NS, &["given_name", "resident_address"], None);

    let proposal = scene.propose(policy(), &[first(), swapped, forged(second)]);
    let [one, two, three] = proposal.documents() else { panic!("{proposal:?}") };
    assert!(one.reader().identity().is_some() && two.reader().identity().is_none());
    assert!(three.reader().identity().is_none());
    assert_eq!(names(one.items()), ["family_name", "age_over_21"]);
    for document in [two, three] {
        assert_eq!(names(document.items()), ["given_name"]);
        assert_eq!(names(document.withheld()), ["resident_address"]);
    }
    let mut released = shown(&proposal.disclose(|_| true).sign(&scene.key).unwrap());
    released.sort_unstable();
    assert_eq!(released, ["age_over_21", "family_name", "given_name"]);
}

/// By the CA that vouches, by whatever the certificate says; and never for a reader nobody vouches for.
#[test]
fn readers_are_told_apart_by_their_ca_and_certificate() {
    let mut scene = Scene::new();
    let reader = scene.world.identity("Posten");
    let mut elsewhere = World::with_reader_ca(42, "Another reader CA");
    let stranger = elsewhere.identity("Posten");
    let own = scene.world.reader_anchors().certificates().to_vec();
    let foreign = elsewhere.reader_anchors().certificates().to_vec();
    let limited = |to: Readers| ReaderPolicy::new().limit_element(mdl::DOCTYPE, NS, "resident_address", to);
    let gets = |policy: ReaderPolicy, by: &mdoc_proximity::reader::ReaderIdentity| {
        scene.propose(policy, &[asked(mdl::DOCTYPE, NS, &["resident_address"], Some(by))]).items().count() == 1
    };
    assert!(gets(limited(Readers::under(own.clone())), &reader));
    assert!(!gets(limited(Readers::under(foreign.clone())), &reader));
    assert!(gets(limited(Readers::under(own.iter().chain(&foreign).cloned())), &reader));
    assert!(!gets(limited(Readers::under([])), &reader));
    let named = |name: &'static str| {
        Readers::such_that(move |reader| reader.certificate().organization().as_deref() == Some(name))
    };
    assert!(gets(limited(named("Posten")), &reader));
    assert!(!gets(limited(named("Apoteket")), &reader));
    // Its CA is not among the trusted ones, so the name in its certificate is worth nothing, nor is its CA's.
    assert!(!gets(limited(named("Posten")), &stranger));
    assert!(!gets(limited(Readers::under(foreign)), &stranger));
    // All limits hold at once.
    let both = limited(named("Posten")).limit_document(mdl::DOCTYPE, named("Apoteket"));
    assert!(!gets(both, &reader));
}

/// A question is judged by the attestation that would leave, and what is withheld uses up none of the two ages.
#[test]
fn ages_are_judged_by_what_would_leave() {
    let scene = Scene::new();
    let policy = || ReaderPolicy::new().limit_element(mdl::DOCTYPE, NS, "age_over_21", Readers::authenticated());
    let ask = |elements: &[&str]| [asked(mdl::DOCTYPE, NS, elements, None)];
    // 19 is answered by 21.
    let proposal = scene.propose(policy(), &ask(&["age_over_19"]));
    assert_eq!((proposal.items().count(), names(proposal.documents()[0].withheld())), (0, vec!["age_over_21"]));
    let proposal = scene.propose(policy(), &ask(&["age_over_19", "age_over_16"]));
    assert_eq!(names(proposal.items()), ["age_over_18"]);
}

/// Of several credentials, those with something for this reader are offered.
#[test]
fn candidates_have_something_to_offer() {
    let mut scene = Scene::new();
    let only_address =
        mdoc_proximity::issuer::Document::new(mdl::DOCTYPE, Dates::days(NOW, 14)).element(NS, "resident_address", "x");
    let (poor, _) = scene.world.issue(&only_address.unwrap(), |_| {});
    let config = scene.config(ReaderPolicy::new().limit_document(mdl::DOCTYPE, Readers::authenticated()));
    let ask = |elements: &[&str]| open(&config, &[asked(mdl::DOCTYPE, NS, elements, None)]);
    let places = |proposal: &Proposal| -> Vec<usize> {
        proposal.documents()[0].candidates().iter().map(|candidate| candidate.credential_index()).collect()
    };
    let proposal = ask(&["family_name", "resident_address"]).propose(&[&poor, &scene.licence]);
    assert_eq!(places(&proposal), [1]);
    let proposal = ask(&["resident_address"]).propose(&[&poor, &scene.licence]);
    assert_eq!(places(&proposal), [0, 1]);
    assert!(proposal.is_empty());
}

/// Without a policy nobody is kept from anything.
#[test]
fn the_default_limits_nothing() {
    let scene = Scene::new();
    let config = Config::builder(PROVIDER).trust_no_reader().build().unwrap();
    let all: Vec<_> =
        scene.licence.elements().map(|(_, name, _)| name).filter(|name| !name.starts_with("age")).collect();
    let proposal = open(&config, &[asked(mdl::DOCTYPE, NS, &all, None)]).propose(&[&scene.licence]);
    assert_eq!(proposal.items().count(), all.len());
    assert_eq!(proposal.documents()[0].withheld().count(), 0);
    assert!(scene.key.public_key().curve().can_sign());
}
