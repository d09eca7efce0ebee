use super::*;

#[test]
fn the_two_values() {
    for state in [State::Start, State::End] {
        assert_eq!(State::from_value(&[state.code()]), Ok(state));
    }
    assert_eq!((State::Start.code(), State::End.code()), (0x01, 0x02));
}

#[test]
fn t04_no_other_value() {
    for value in (0..=u8::MAX).filter(|value| !matches!(value, 1 | 2)) {
        assert_eq!(State::from_value(&[value]), Err(StateError::Unknown(value)));
    }
    assert_eq!(State::from_value(&[]), Err(StateError::Length(0)));
    assert_eq!(State::from_value(&[1, 0]), Err(StateError::Length(2)));
    assert_eq!(State::from_value(&[2; 512]), Err(StateError::Length(512)));
}
