//! Typed elements.

use core::fmt;
use core::marker::PhantomData;

use crate::cbor::RawValue;

/// The type of an element's value.
///
/// It is either the value's own type (`bool`, `u64`, `str`, `[u8]`, [`FullDate`](super::FullDate)) or a marker that
/// adds a rule ([`Latin1`](super::Latin1), [`Alpha2`](super::Alpha2)). What is read borrows from the response.
pub trait FromElement {
    /// What a reader gets.
    type Value<'a>;

    /// Reads the value and checks its type, length and range.
    ///
    /// # Errors
    /// [`TypeError`], naming what the data model wants.
    fn from_element(value: RawValue<'_>) -> Result<Self::Value<'_>, TypeError>;
}

/// An element of a data model, with the type of its value.
///
/// Applications define theirs in the same way as the modules here:
///
/// ```
/// use mdoc_proximity::datamodel::Element;
///
/// const MEMBER_SINCE: Element<u64> = Element::new("com.example.club.1", "member_since");
/// assert_eq!(MEMBER_SINCE.identifier, "member_since");
/// ```
///
/// A value reads as its element's type and as no other:
///
/// ```compile_fail,E0308
/// use mdoc_proximity::cbor::RawValue;
/// use mdoc_proximity::datamodel::{TypeError, mdl};
///
/// fn family_name(value: RawValue<'_>) -> Result<u64, TypeError> {
///     mdl::FAMILY_NAME.read(value)
/// }
/// ```
pub struct Element<T: ?Sized> {
    /// The namespace.
    pub name_space: &'static str,
    /// The element identifier.
    pub identifier: &'static str,
    /// The type of the value.
    value: PhantomData<fn() -> T>,
}

impl<T: FromElement + ?Sized> Element<T> {
    /// The element `identifier` of `name_space`.
    #[must_use]
    pub const fn new(name_space: &'static str, identifier: &'static str) -> Self {
        Self { name_space, identifier, value: PhantomData }
    }

    /// Reads a value of this element.
    ///
    /// # Errors
    /// [`TypeError`].
    pub fn read<'a>(&self, value: RawValue<'a>) -> Result<T::Value<'a>, TypeError> {
        T::from_element(value)
    }
}

impl<T: ?Sized> Clone for Element<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Element<T> {}

impl<T: ?Sized> fmt::Debug for Element<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Element({}, {})", self.name_space, self.identifier)
    }
}

/// A value that is not of its element's type, length or range. It names the rule, not the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeError {
    /// What the data model wants.
    pub expected: &'static str,
}

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the value is not {}", self.expected)
    }
}

impl core::error::Error for TypeError {}

/// What the data model wants of one element, without the type: for tables.
pub(super) struct Rule {
    pub(super) identifier: &'static str,
    pub(super) check: fn(RawValue<'_>) -> Result<(), TypeError>,
}

/// The check of a type.
pub(super) fn check_as<T: FromElement + ?Sized>(value: RawValue<'_>) -> Result<(), TypeError> {
    T::from_element(value).map(drop)
}

/// Defines the elements of one namespace as constants, and the table of their rules.
macro_rules! elements {
    ($name_space:expr, $rules:ident; $($(#[$doc:meta])* $name:ident: $kind:ty = $identifier:literal;)*) => {
        $(
            $(#[$doc])*
            pub const $name: $crate::datamodel::Element<$kind> =
                $crate::datamodel::Element::new($name_space, $identifier);
        )*

        pub(super) const $rules: &[$crate::datamodel::element::Rule] = &[$(
            $crate::datamodel::element::Rule {
                identifier: $identifier,
                check: $crate::datamodel::element::check_as::<$kind>,
            },
        )*];
    };
}

pub(super) use elements;

/// Defines a type that is read from a raw value by an expression giving an `Option`, with the rule as a phrase.
macro_rules! kind {
    ($kind:ty, $value:ty, $expected:expr, $read:expr) => {
        impl $crate::datamodel::FromElement for $kind {
            type Value<'a> = $value;

            fn from_element(value: $crate::cbor::RawValue<'_>) -> Result<Self::Value<'_>, TypeError> {
                let read: fn($crate::cbor::RawValue<'_>) -> Option<Self::Value<'_>> = $read;
                read(value).ok_or(TypeError { expected: $expected })
            }
        }
    };
}

pub(super) use kind;

/// Gives types that hold an element's value, or a part of one, a `Debug` that does not show it.
macro_rules! redacted {
    ($($kind:ty = $name:literal;)*) => {
        $(
            impl core::fmt::Debug for $kind {
                fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                    write!(f, concat!($name, "{:?}"), $crate::redact::Pii(()))
                }
            }
        )*
    };
}

pub(super) use redacted;

kind!(bool, bool, "true or false", |value| value.as_bool());
kind!(u64, u64, "an unsigned integer", |value| value.as_uint());
kind!(i64, i64, "an integer", |value| value.as_int());
kind!(str, &'a str, "text", |value| value.as_text());
kind!([u8], &'a [u8], "a byte string", |value| value.as_bytes());
