//! Typed elements.

use core::marker::PhantomData;

use crate::cbor::RawValue;

/// A value of an element's type, read from its exact bytes.
pub trait FromElement<'a>: Sized {
    /// Reads the value and checks type and length.
    ///
    /// # Errors
    /// [`TypeError`].
    fn from_element(value: RawValue<'a>) -> Result<Self, TypeError>;
}

/// An element of a data model, with the Rust type of its value.
pub struct Element<T: ?Sized> {
    /// The namespace.
    pub name_space: &'static str,
    /// The element identifier.
    pub identifier: &'static str,
    /// The type of the value.
    pub(crate) value: PhantomData<fn() -> T>,
}

/// A value that is not of its element's type or length. It names the rule, not the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeError {
    /// What the data model wants.
    pub expected: &'static str,
}
