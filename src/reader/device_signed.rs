//! What the device alone signed.

/// Something that the device alone signed. The issuer let it, and vouches for nothing about it: what the device says may
/// be what its holder typed. It is a type of its own, so that nothing written for issuer-signed values takes it unasked.
///
/// `Debug` and equality are those of what is inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceSigned<T>(T);

impl<T> DeviceSigned<T> {
    pub(super) fn new(value: T) -> Self {
        Self(value)
    }

    /// What is inside, on the device's word.
    #[must_use]
    pub fn asserted_by_device(self) -> T {
        self.0
    }

    pub(super) fn get(&self) -> &T {
        &self.0
    }
}
