use super::{by_name, of_card, of_data, value};
use crate::model::retrieval::NfcOptions;
use crate::transport::nfc::transfer::{EXTENDED, SHORT};

#[test]
fn a_contactless_card_shows_by_its_answer_to_reset() {
    assert_eq!(of_card(&[0x3b, 0x80, 0x80, 0x01, 0x01]), Some(true));
    assert_eq!(of_card(&[0x3b, 0x8f, 0x80, 0x01, 0x80, 0x4f]), Some(true));
    // A card with contacts.
    assert_eq!(of_card(&[0x3b, 0xda, 0x18, 0xff, 0x81, 0xb1]), Some(false));
    assert_eq!(of_card(&[0x3b, 0x9f, 0x80, 0x01]), Some(false));
    assert_eq!(of_card(&[]), None);
}

#[test]
fn a_name_may_say_so() {
    for name in
        ["ACS ACR122U PICC Interface 00 00", "ACS ACR1252 1S CL Reader PICC 0", "Identiv uTrust 3700 F CL Reader 0"]
    {
        assert!(by_name(name), "{name}");
    }
    for name in ["Gemalto PC Twin Reader 00 00", "Broadcom Corp 58200 [Contacted SmartCard] 00 00", ""] {
        assert!(!by_name(name), "{name}");
    }
}

#[test]
fn a_driver_says_how_long_apdus_may_be() {
    let properties = [0x01, 0x02, 0, 0, 0x0a, 0x04, 0, 0, 1, 0, 0x0b, 0x01, 7];
    assert_eq!(value(&properties, 0x0a), Some(&[0, 0, 1, 0][..]));
    assert_eq!(value(&properties, 0x0c), None);
    // A length beyond the end, and half a head.
    assert_eq!(value(&[0x0a, 0x04, 0, 0], 0x0a), None);
    assert_eq!(value(&[0x01, 0x00, 0x0a], 0x0a), None);
    assert_eq!(of_data(0x1_0000), EXTENDED);
    assert_eq!([of_data(0), of_data(256)], [SHORT, SHORT]);
    assert_eq!(of_data(2048), NfcOptions { max_command: 2048, max_response: 2048 });
    assert_eq!(of_data(u32::MAX), EXTENDED);
}
