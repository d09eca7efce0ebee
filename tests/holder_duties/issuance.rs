//! What an issuer delivers is judged before it is stored: each case differs from a good one in one thing.

use core::time::Duration;

use mdoc_proximity::auth::Policy;
use mdoc_proximity::auth::issuer::SignerTrust;
use mdoc_proximity::crypto::{Curve, HashAlgorithm};
use mdoc_proximity::datamodel::mdl;
use mdoc_proximity::holder::{DeviceKey, VerifiedCredential, verify_issuance};
use mdoc_proximity::issuer::{Dates, MsoDate, UnsignedDocument};
use mdoc_proximity::report::{CheckId, Outcome, Profile, Report};
use mdoc_proximity::time::UnixTime;
use mdoc_proximity::trust::Revocation;

use crate::support::*;
use crate::world::{NOW, PROVIDER, World, days, signing_key};

const PROFILES: [Profile; 2] = [Profile::Strict, Profile::Field];

fn by(profile: Profile, change: impl Fn(&mut UnsignedDocument)) -> Result<VerifiedCredential, Report> {
    let mut world = World::new(80);
    let (issued, key) = issue(&mut world, &licence(Dates::days(NOW, 14)), change);
    judge_at(&world, profile, NOW, &issued, key.public_key())
}

fn failures(judged: Result<VerifiedCredential, Report>) -> Vec<CheckId> {
    judged.map_or_else(|report| report.failures().map(|check| check.id).collect(), |_| Vec::new())
}

/// Refused under both profiles, by exactly these checks.
#[track_caller]
fn refused(by_checks: &[CheckId], change: impl Fn(&mut UnsignedDocument)) {
    for profile in PROFILES {
        let judged = by(profile, &change);
        assert!(judged.is_err(), "{profile:?}");
        assert_eq!(failures(judged), by_checks, "{profile:?}");
    }
}

/// Refused under the strict profile; a deviation under the other.
#[track_caller]
fn deviates(id: CheckId, change: impl Fn(&mut UnsignedDocument)) {
    assert_eq!(failures(by(Profile::Strict, &change)), [id]);
    let tolerated = by(Profile::Field, &change).unwrap();
    assert_eq!(tolerated.report().outcome(id), Some(Outcome::Deviation));
}

fn date(at: UnixTime) -> MsoDate {
    MsoDate::from(at)
}

#[test]
fn a_good_credential_is_good_throughout() {
    for profile in PROFILES {
        let verified = by(profile, |_| {}).unwrap();
        assert_eq!(verified.credential().doc_type(), mdl::DOCTYPE);
        for check in verified.report().checks() {
            // Whatever depends on lists that were not handed in is skipped, everything else holds.
            assert!(matches!(check.outcome, Outcome::Pass | Outcome::Skipped), "{check}");
        }
        for id in [CheckId::IssuanceDeviceKey, CheckId::IssuanceElements, CheckId::MsoDigests, CheckId::DataTypes] {
            assert_eq!(verified.report().outcome(id), Some(Outcome::Pass));
        }
    }
}

#[test]
fn it_is_for_the_holders_own_key() {
    let mut world = World::new(81);
    let (issued, key) = issue(&mut world, &licence(Dates::days(NOW, 14)), |_| {});
    let other = signing_key(&mut world.rng, Curve::P256);
    for profile in PROFILES {
        let judged = judge_at(&world, profile, NOW, &issued, other.public_key());
        assert_eq!(failures(judged), [CheckId::IssuanceDeviceKey]);
        assert!(judge_at(&world, profile, NOW, &issued, key.public_key()).is_ok());
    }
}

#[test]
fn every_item_is_the_one_that_was_signed() {
    refused(&[CheckId::MsoDigests], |unsigned| unsigned.items[0].1[9].element_value = vec![0x61, b'D']);
    refused(&[CheckId::MsoDigests], |unsigned| unsigned.items[0].1[0].random[3] ^= 1);
    // One too many, and one whose namespace the issuer knows nothing of.
    refused(&[CheckId::MsoDigests], |unsigned| {
        let mut further = unsigned.items[0].1[0].clone();
        (further.digest_id, further.element_identifier) = (999, "nickname".into());
        further.random[0] ^= 1;
        unsigned.items[0].1.push(further);
    });
    refused(&[CheckId::MsoDigests], |unsigned| {
        let mut further = unsigned.items[0].1[0].clone();
        further.random[0] ^= 1;
        unsigned.items.push(("org.example".into(), vec![further]));
    });
    refused(&[CheckId::DocumentElementsUnique, CheckId::MsoDigests], |unsigned| {
        let mut further = unsigned.items[0].1[0].clone();
        further.digest_id = 999;
        further.random[0] ^= 1;
        unsigned.items[0].1.push(further);
    });
    refused(&[CheckId::MsoDigestAlgorithm], |unsigned| unsigned.mso.digest_algorithm = "MD5".into());
}

#[test]
fn it_is_of_the_type_that_was_asked_for() {
    let report = by(Profile::Field, |unsigned| unsigned.mso.doc_type = "org.example.club".into()).unwrap_err();
    let check = report.failures().find(|check| check.id == CheckId::MsoDocType).unwrap();
    assert_eq!(check.detail, "the issuer signed for org.example.club, where org.iso.18013.5.1.mDL was to be issued");
    refused(&[CheckId::MsoDocType], |unsigned| unsigned.mso.doc_type = "org.example.club".into());
    refused(&[CheckId::MsoVersion], |unsigned| unsigned.mso.version = "2.0".into());
}

/// Not over; not yet begun is as good; and in order.
#[test]
fn dates() {
    refused(&[CheckId::MsoValidUntil], |unsigned| unsigned.mso.valid_until = date(NOW.minus(Duration::from_secs(1))));
    let last_second = |unsigned: &mut UnsignedDocument| unsigned.mso.valid_until = date(NOW);
    assert!(by(Profile::Strict, last_second).is_ok());
    let later = |unsigned: &mut UnsignedDocument| unsigned.mso.valid_from = date(NOW.plus(days(2)));
    for profile in PROFILES {
        let ahead = by(profile, later).unwrap();
        let check = ahead.report().checks().iter().find(|check| check.id == CheckId::MsoValidFrom).unwrap();
        assert_eq!(check.outcome, Outcome::Deviation);
        assert_eq!(check.detail, format!("not valid before {}, and not to be shown before", NOW.plus(days(2))));
    }
    // A credential for later is forgiven nothing else.
    refused(&[CheckId::MsoValidityOrder], |unsigned| {
        unsigned.mso.valid_from = date(NOW.plus(days(2)));
        unsigned.mso.valid_until = date(NOW.plus(days(1)));
    });
    refused(&[CheckId::MsoSigned], |unsigned| unsigned.mso.signed = date(NOW.minus(days(90))));
    deviates(CheckId::MsoDates, |unsigned| unsigned.mso.signed.tag = None);
    refused(&[CheckId::MsoDates], |unsigned| {
        unsigned.mso.valid_until.text = "tomorrow".into();
    });
}

#[test]
fn it_is_signed_by_whom_the_holder_trusts() {
    let (mut world, stranger) = (World::new(82), World::new(83));
    let (issued, key) = issue(&mut world, &licence(Dates::days(NOW, 14)), |_| {});
    for profile in PROFILES {
        let judged = judge_at(&stranger, profile, NOW, &issued, key.public_key()).unwrap_err();
        assert!(judged.outcome(CheckId::IssuerSignature) != Some(Outcome::Pass));
        assert!(judged.has_failed());
        // The certificate has ended, and the document with it.
        let late = judge_at(&world, profile, NOW.plus(days(500)), &issued, key.public_key());
        assert_eq!(failures(late), [CheckId::PathValidity, CheckId::MsoValidUntil]);

        let judge = |issued: &[u8], keys: &[mdoc_proximity::crypto::PublicKey]| {
            let revocation = Revocation::default();
            let policy = Policy {
                provider: &PROVIDER,
                profile,
                at: NOW,
                skew: Duration::ZERO,
                revocation: &revocation,
                known_paths: None,
            };
            let trust = SignerTrust::Pinned(keys);
            verify_issuance(issued.to_vec(), key.public_key(), mdl::DOCTYPE, &policy, &trust)
        };
        assert!(judge(&issued, &[*world.signer.public_key()]).is_ok());
        assert_eq!(failures(judge(&issued, &[*stranger.signer.public_key()])), [CheckId::IssuerSignature]);
        assert_eq!(failures(judge(&issued, &[])), [CheckId::IssuerSignature]);
        // One bit of the signature, which stands at the end of issuerAuth.
        let mut broken = issued.clone();
        let payload = broken.windows(10).position(|window| window == b"issuerAuth").unwrap();
        let end = broken[payload..]
            .windows(10)
            .position(|window| window == b"nameSpaces")
            .map_or(broken.len(), |at| payload + at - 1);
        broken[end - 1] ^= 1;
        assert_eq!(failures(judge(&broken, &[*world.signer.public_key()])), [CheckId::IssuerSignature]);
    }
}

/// What cannot be read is not stored, and never a panic.
#[test]
fn unreadable() {
    let mut world = World::new(84);
    let (issued, key) = issue(&mut world, &licence(Dates::days(NOW, 14)), |_| {});
    let judge = |bytes: &[u8]| judge_at(&world, Profile::Field, NOW, bytes, key.public_key());
    for cut in (0..issued.len()).step_by(7) {
        assert_eq!(failures(judge(&issued[..cut])), [CheckId::DocumentStructure]);
    }
    assert_eq!(failures(judge(&[&issued[..], &[0]].concat())), [CheckId::DocumentStructure]);
    refused(&[CheckId::DocumentStructure], |unsigned| unsigned.items[0].1[0].element_value = vec![0xff]);
    for at in (0..issued.len()).step_by(5) {
        let mut changed = issued.clone();
        changed[at] ^= 0x10;
        let _ = judge(&changed);
    }
}

#[test]
fn what_the_profile_decides() {
    let digest = |unsigned: &mut UnsignedDocument| unsigned.digest_again(&PROVIDER, HashAlgorithm::Sha256);
    // A value of another type, soundly signed.
    deviates(CheckId::DataTypes, |unsigned| {
        unsigned.items[0].1[0].element_value = vec![0x07];
        digest(unsigned);
    });
    // A mandatory element that is not there: the decoy of its digest stays.
    for identifier in mdl::MANDATORY {
        deviates(CheckId::IssuanceElements, |unsigned| {
            unsigned.items[0].1.retain(|item| item.element_identifier != identifier);
        });
    }
    deviates(CheckId::MsoRandom, |unsigned| {
        unsigned.items[0].1[0].random.truncate(15);
        digest(unsigned);
    });
    deviates(CheckId::MsoRandom, |unsigned| {
        unsigned.items[0].1[1].random = unsigned.items[0].1[0].random.clone();
        digest(unsigned);
    });
    // The country is not the signer's: for an mDL no profile tolerates it.
    refused(&[CheckId::DataIssuingCountry], |unsigned| {
        let items = unsigned.items[0].1.iter_mut();
        items.filter(|item| item.element_identifier == "issuing_country").for_each(|item| {
            item.element_value = vec![0x62, b'S', b'E'];
        });
        digest(unsigned);
    });
}

/// The report names elements, and never what they say.
#[test]
fn reports_hold_no_values() {
    let report = by(Profile::Strict, |unsigned| {
        for item in &mut unsigned.items[0].1 {
            item.element_value = [&[0x78, 24][..], b"a-secret-that-stays-here"].concat();
        }
        unsigned.digest_again(&PROVIDER, HashAlgorithm::Sha256);
    });
    let report = report.unwrap_err();
    let told = format!("{report:?} {}", serde_json::to_string(&report).unwrap());
    assert!(report.has_failed() && !told.contains("a-secret"), "{told}");
}

/// A length longer than needed, outside of what is signed: field tolerates it and says where.
#[test]
fn an_encoding_longer_than_needed() {
    let mut world = World::new(85);
    let (issued, key) = issue(&mut world, &licence(Dates::days(NOW, 14)), |_| {});
    assert_eq!(issued[0], 0xa2, "a map of two");
    let longer = [&[0xb8, 2][..], &issued[1..]].concat();
    let judge = |profile| judge_at(&world, profile, NOW, &longer, key.public_key());
    assert_eq!(failures(judge(Profile::Strict)), [CheckId::DocumentStructure]);
    let tolerated = judge(Profile::Field).unwrap();
    let encoding = tolerated.report().checks().iter().find(|check| check.id == CheckId::ResponseEncoding).unwrap();
    assert_eq!((encoding.outcome, encoding.offset), (Outcome::Deviation, Some(0)));
}
