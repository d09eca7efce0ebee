//! What a verifier may keep (edition 1 8.3.2.1.2.1, edition 2 10.2.3 and E.12.2).

use core::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::cbor::{Encoding, RawValue};
use crate::datamodel::age::{self, AgeAnswer, age_over, applies};
use crate::reader::json::Elements;
use crate::reader::{DeviceSigned, VerifiedDocument};
use crate::redact::Pii;

/// What was asked for with the intent to retain, and verified: owned, and fit to be stored. Nothing else is in it.
///
/// There is one way to it, [`VerifiedDocument::retained`]. An element asked for in several DocRequests of one document
/// type must have been asked for with the intent to retain in all of them. Without a request nothing may be kept.
///
/// An age question with the intent to retain may be answered by another age. Kept is then the [answer](Self::ages) to the
/// question, not the element that proves it: who asked for 18 does not keep that somebody is over 65.
///
/// It serializes as `{"docType", "elements", "deviceElements", "ages": [{"nameSpace", "age", "over"}]}`, with elements as
/// `{namespace: {identifier: value}}` and values as in [`Json`](crate::reader::Json). `Debug` shows no values.
#[derive(Clone, PartialEq, Eq)]
pub struct Retained {
    doc_type: String,
    elements: Vec<RetainedElement>,
    device_elements: Vec<DeviceSigned<RetainedElement>>,
    ages: Vec<RetainedAge>,
}

/// An element that may be kept.
#[derive(Clone, PartialEq, Eq)]
pub struct RetainedElement {
    name_space: String,
    element_identifier: String,
    value: Vec<u8>,
}

/// The answer to an age question that may be kept, as the issuer attested it as of `validFrom`.
#[derive(Clone, PartialEq, Eq)]
pub struct RetainedAge {
    name_space: String,
    age: u8,
    over: bool,
}

impl Retained {
    pub(super) fn of(document: &VerifiedDocument<'_>) -> Self {
        let retain = |name_space: &str, identifier: &str| {
            document.retain.iter().any(|(of, element)| of == name_space && element == identifier)
        };
        let keep = |(name_space, identifier, value): &(&str, &str, RawValue<'_>)| {
            retain(name_space, identifier).then(|| RetainedElement {
                name_space: (*name_space).to_owned(),
                element_identifier: (*identifier).to_owned(),
                value: value.bytes().to_vec(),
            })
        };
        let ages = document.retain.iter().filter(|(name_space, _)| applies(name_space));
        let ages = ages.filter_map(|(name_space, identifier)| {
            let age = age_over(identifier)?;
            let over = match age::answer(document.attested(|of| of == name_space), age) {
                AgeAnswer::Proven => true,
                AgeAnswer::Disproven => false,
                AgeAnswer::Unproven => return None,
            };
            Some(RetainedAge { name_space: name_space.clone(), age, over })
        });
        Self {
            doc_type: document.doc_type().to_owned(),
            elements: document.elements.iter().filter_map(keep).collect(),
            device_elements: document.device_elements.iter().filter_map(keep).map(DeviceSigned::new).collect(),
            ages: ages.collect(),
        }
    }

    /// The document type.
    #[must_use]
    pub fn doc_type(&self) -> &str {
        &self.doc_type
    }

    /// The elements the issuer signed, in the order received.
    #[must_use]
    pub fn elements(&self) -> &[RetainedElement] {
        &self.elements
    }

    /// The elements that the device alone signed, in the order received.
    #[must_use]
    pub fn device_elements(&self) -> &[DeviceSigned<RetainedElement>] {
        &self.device_elements
    }

    /// The age questions that were answered, whichever element answers them.
    #[must_use]
    pub fn ages(&self) -> &[RetainedAge] {
        &self.ages
    }

    /// Whether there is nothing to keep.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty() && self.device_elements.is_empty() && self.ages.is_empty()
    }
}

impl RetainedElement {
    /// The namespace.
    #[must_use]
    pub fn name_space(&self) -> &str {
        &self.name_space
    }

    /// The element identifier.
    #[must_use]
    pub fn element_identifier(&self) -> &str {
        &self.element_identifier
    }

    /// The value, as the exact bytes that were signed.
    #[must_use]
    pub fn value(&self) -> RawValue<'_> {
        // It was read before; long heads were judged then.
        RawValue::new(&self.value, 0, Encoding::Field)
    }
}

impl RetainedAge {
    /// The namespace of the question.
    #[must_use]
    pub fn name_space(&self) -> &str {
        &self.name_space
    }

    /// The age asked for, in years.
    #[must_use]
    pub fn age(&self) -> u8 {
        self.age
    }

    /// Whether the holder is that old or older.
    #[must_use]
    pub fn over(&self) -> bool {
        self.over
    }
}

impl fmt::Debug for Retained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Retained");
        shown.field("doc_type", &self.doc_type).field("elements", &self.elements);
        shown.field("device_elements", &self.device_elements).field("ages", &self.ages).finish()
    }
}

impl fmt::Debug for RetainedElement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RetainedElement({:?}, {:?}, {:?})", self.name_space, self.element_identifier, Pii(()))
    }
}

impl fmt::Debug for RetainedAge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RetainedAge({}, {:?})", self.age, Pii(()))
    }
}

impl Serialize for Retained {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fn parts(element: &RetainedElement) -> (&str, &str, RawValue<'_>) {
            (element.name_space(), element.element_identifier(), element.value())
        }
        let elements: Vec<_> = self.elements.iter().map(parts).collect();
        let device_elements: Vec<_> = self.device_elements.iter().map(|element| parts(element.get())).collect();
        let mut retained = serializer.serialize_struct("Retained", 4)?;
        retained.serialize_field("docType", &self.doc_type)?;
        retained.serialize_field("elements", &Elements(&elements))?;
        retained.serialize_field("deviceElements", &Elements(&device_elements))?;
        retained.serialize_field("ages", &self.ages)?;
        retained.end()
    }
}

impl Serialize for RetainedAge {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut age = serializer.serialize_struct("RetainedAge", 3)?;
        age.serialize_field("nameSpace", &self.name_space)?;
        age.serialize_field("age", &self.age)?;
        age.serialize_field("over", &self.over)?;
        age.end()
    }
}
