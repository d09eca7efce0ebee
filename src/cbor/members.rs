//! The members that a structure knows of a map, by their names.

/// The known members of a map, one value each: what [`members!`] makes.
pub(crate) trait Members: Copy {
    /// The member of this name.
    fn of(name: &[u8]) -> Option<Self>;

    /// A bit of its own.
    fn bit(self) -> u32;
}

/// `enum Name { Variant = "name of a member", ... }`, at most 32, to be read by
/// [`Reader::members`](super::Reader::members).
macro_rules! members {
    ($(#[$about:meta])* enum $name:ident { $($member:ident = $text:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy)]
        enum $name {
            $($member),+
        }

        impl $crate::cbor::Members for $name {
            #[inline]
            fn of(name: &[u8]) -> Option<Self> {
                $(
                    if name == $text.as_bytes() {
                        return Some(Self::$member);
                    }
                )+
                None
            }

            #[inline]
            fn bit(self) -> u32 {
                1_u32.rotate_left(self as u32)
            }
        }
    };
}

pub(crate) use members;
