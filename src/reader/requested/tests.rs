use super::*;
use crate::cbor::Encoding;

const DOCTYPE: &str = "org.example.card";
const NAME_SPACE: &str = "org.example.1";
const AGES: &str = "eu.europa.ec.av.1";
const TRUE: &[u8] = &[0xf5];
const FALSE: &[u8] = &[0xf4];

fn request<'n>(name_space: &str, names: impl IntoIterator<Item = &'n String>) -> Request {
    let builder = Request::builder().document(DOCTYPE);
    names.into_iter().fold(builder, |builder, name| builder.element(name_space, name, Retain::No)).build().unwrap()
}

fn covered(asked: &mut Asked<'_>, name_space: &str, identifier: &str, value: &[u8]) -> bool {
    asked.covers(&(name_space, identifier, RawValue::new(value, 0, Encoding::Strict)))
}

/// A few are looked through and many are sorted: what was asked for is found all the same, in whatever order it comes, and
/// nothing else is.
#[test]
fn any_number_of_elements_in_any_order() {
    for count in [1, FEW - 1, FEW, FEW + 1, 200] {
        // In an order that sorting changes.
        let names: Vec<String> = (0..count).map(|number| format!("{}-{number}", number * 7919 % 1000)).collect();
        let request = request(NAME_SPACE, &names);
        let forwards: Vec<_> = names.iter().collect();
        let backwards: Vec<_> = names.iter().rev().collect();
        let sparse: Vec<_> = names.iter().step_by(3).collect();
        let (one, other) = names.split_at(count / 2);
        let cut: Vec<_> = other.iter().chain(one).collect();
        for order in [forwards, backwards, sparse, cut] {
            let mut asked = Asked::of(&request, DOCTYPE);
            for name in order {
                assert!(covered(&mut asked, NAME_SPACE, name, TRUE), "{name} of {count}");
                assert!(!covered(&mut asked, "org.example.2", name, TRUE), "{name} elsewhere, of {count}");
                assert!(!covered(&mut asked, NAME_SPACE, &format!("{name}0"), TRUE), "more than {name}, of {count}");
                assert!(!covered(&mut asked, NAME_SPACE, &name[..name.len() - 1], TRUE), "less, of {count}");
                assert!(!covered(&mut asked, NAME_SPACE, "", TRUE));
            }
        }
        let mut of_another = Asked::of(&request, "org.example.other");
        assert!(!covered(&mut of_another, NAME_SPACE, &names[0], TRUE));
    }
}

/// An age that was not asked for answers one that was, however much else was asked for.
#[test]
fn ages_answer_each_other() {
    for others in [0, 2 * FEW] {
        let names = (0..others).map(|number| format!("element-{number}")).chain(["age_over_21".to_owned()]);
        let request = request(AGES, &names.collect::<Vec<_>>());
        let mut asked = Asked::of(&request, DOCTYPE);
        for (age, value, answers) in [
            ("age_over_21", TRUE, true),
            ("age_over_21", FALSE, true),
            ("age_over_65", TRUE, true),
            ("age_over_65", FALSE, false),
            ("age_over_18", TRUE, false),
            ("age_over_18", FALSE, true),
        ] {
            assert_eq!(covered(&mut asked, AGES, age, value), answers, "{age} {value:x?} beside {others}");
            assert!(!covered(&mut asked, NAME_SPACE, age, value));
        }
    }
}
