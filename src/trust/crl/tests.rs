use super::*;

#[test]
fn a_number_is_shortened_by_what_repeats_its_sign_alone() {
    let cases: [(&[u8], &[u8]); 10] = [
        (&[], &[]),
        (&[0], &[0]),
        (&[0xff], &[0xff]),
        (&[0, 0x7f], &[0x7f]),
        (&[0, 0x80], &[0, 0x80]),
        (&[0, 0, 0x80, 1], &[0, 0x80, 1]),
        (&[0xff, 0x80], &[0x80]),
        (&[0xff, 0x7f], &[0xff, 0x7f]),
        (&[0xff, 0xff, 0x80, 1], &[0x80, 1]),
        (&[0, 0xff], &[0, 0xff]),
    ];
    for (octets, short) in cases {
        assert_eq!(shortest(octets), short, "{octets:02x?}");
    }
}
