use super::*;

#[test]
fn the_value_is_there_and_not_in_debug() {
    let name = Pii("Nordmann");
    assert_eq!(name.len(), 8);
    assert_eq!(format!("{name:?} {:?}", Some(name)), "(redacted) Some((redacted))");
}
