use super::*;

#[test]
fn only_dynamic_numbers() {
    for number in 0..=0x1ff {
        assert_eq!(Psm::new(number).is_ok(), (0x80..=0xff).contains(&number), "{number:#x}");
    }
    assert_eq!(Psm::new(u32::MAX), Err(PsmError));
    assert_eq!(Psm::new(0x8080), Err(PsmError));
}

#[test]
fn every_encoding_that_is_seen() {
    for number in 0x80..=0xff_u8 {
        let psm = Psm::new(number.into()).unwrap();
        assert_eq!((psm.number(), psm.to_bytes()), (number.into(), [0, 0, 0, number]));
        for bytes in [&[number][..], &[0, number], &[number, 0], &[0, 0, 0, number], &[number, 0, 0, 0]] {
            assert_eq!(Psm::from_bytes(bytes), Ok(psm), "{bytes:?}");
        }
    }
}

#[test]
fn bytes_that_hold_none() {
    let none: [&[u8]; 11] = [
        &[],
        &[0x7f],
        &[0, 0],
        &[0x81, 0x80],
        &[0, 0x25],
        &[0, 0, 0x80],
        &[0, 0, 1, 0x80],
        &[0, 0x80, 0, 0],
        &[0, 0, 0, 0x7f],
        &[0xff; 4],
        &[0, 0, 0, 0, 0x80],
    ];
    for bytes in none {
        assert_eq!(Psm::from_bytes(bytes), Err(PsmError), "{bytes:?}");
    }
}

#[test]
fn the_psm_of_an_engagement() {
    let options = |psm| BleOptions { peripheral_server: Some([1; 16]), psm, ..BleOptions::default() };
    assert_eq!(Psm::of_options(&options(Some(0x80))), Psm::new(0x80).ok());
    assert_eq!(Psm::of_options(&options(Some(0x25))), None);
    assert_eq!(Psm::of_options(&options(None)), None);
}
