use super::*;

const GOOD: [u8; 15] = [0, 15, 0x20, 0x7f, 0xff, 0x7f, 0xfe, 4, 6, 0xe1, 4, 0x7f, 0xfd, 0, 0xff];

fn with(at: usize, byte: u8) -> Result<CapabilityContainer, ContainerError> {
    let mut bytes = GOOD;
    bytes[at] = byte;
    CapabilityContainer::read(&bytes)
}

#[test]
fn both_ways() {
    let read = CapabilityContainer::read(&GOOD).unwrap();
    let expected =
        CapabilityContainer { max_read: 0x7fff, max_write: 0x7ffe, file: 0xe104, max_file: 0x7ffd, writable: false };
    assert_eq!((read, read.to_bytes()), (expected, GOOD));
    assert!(with(14, 0).unwrap().writable);
    // A proprietary write condition is no open file.
    assert!(!with(14, 0x80).unwrap().writable);
    // Mapping version 3 only adds; what follows the first file does not matter.
    assert!(with(2, 0x30).is_ok());
    assert!(CapabilityContainer::read(&[&GOOD[..], &[5, 1, 0]].concat()).is_ok());
}

#[test]
fn what_cannot_be_used() {
    for length in 0..LENGTH {
        assert_eq!(CapabilityContainer::read(&GOOD[..length]), Err(ContainerError::Length));
    }
    assert_eq!(with(2, 0x10), Err(ContainerError::Version(0x10)));
    assert_eq!(with(7, 5), Err(ContainerError::FileControl));
    assert_eq!(with(8, 8), Err(ContainerError::FileControl));
    assert_eq!(with(13, 0xff), Err(ContainerError::Closed));
    let limits = |at: usize, value: u16| {
        let mut bytes = GOOD;
        bytes[at..at + 2].copy_from_slice(&value.to_be_bytes());
        CapabilityContainer::read(&bytes).map(drop)
    };
    assert_eq!([limits(3, 14), limits(5, 0), limits(11, 4)], [Err(ContainerError::Limits); 3]);
    assert_eq!([limits(3, 15), limits(5, 1), limits(11, 5)], [Ok(()); 3]);
}
