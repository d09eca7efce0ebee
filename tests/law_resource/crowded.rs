//! Structures that hold as many of the smallest things as they can.

use mdoc_proximity::budget::{self, DOCUMENTS};
use mdoc_proximity::cbor::Writer;

/// At most so long are they, in bytes.
const LENGTH: usize = 160_000;

/// How many of `each` bytes there are: one more than a list that doubles its room has room for.
fn crowd(each: usize) -> usize {
    let count = LENGTH / each;
    (count.next_power_of_two() / 2).min(count) + 1
}

fn written(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    write(&mut writer);
    writer.into_vec()
}

/// A list of one item again and again.
fn list(item: &[u8]) -> Vec<u8> {
    repeated(crowd(item.len()), item)
}

fn repeated(count: usize, item: &[u8]) -> Vec<u8> {
    written(|writer| {
        writer.array(count);
        (0..count).for_each(|_| {
            writer.raw(item);
        });
    })
}

/// A text for each number, as short as they get.
fn short(mut number: usize) -> String {
    let mut text = String::new();
    loop {
        text.push(char::from(u8::try_from(number % 128).unwrap()));
        number /= 128;
        if number == 0 {
            return text;
        }
    }
}

/// A map from different texts, or from different numbers, in no order, to one value.
fn map(texts: bool, value: &[u8]) -> Vec<u8> {
    map_of(crowd(value.len() + 3), texts, value)
}

fn map_of(count: usize, texts: bool, value: &[u8]) -> Vec<u8> {
    written(|writer| {
        writer.map(count);
        for number in (0..count).map(|number| number * 30_011 % count.next_power_of_two()) {
            if texts {
                writer.text(&short(number));
            } else {
                writer.uint(u64::try_from(number).unwrap());
            }
            writer.raw(value);
        }
    })
}

/// As many names as one map may have.
fn full(value: &[u8]) -> Vec<u8> {
    map_of(budget::MAP_ENTRIES, true, value)
}

/// As many as a device may sign.
fn signed(value: &[u8]) -> Vec<u8> {
    map_of(budget::DEVICE_ELEMENTS, true, value)
}

/// Small arrays and maps, each with heads of every length: empty, or with `entry` in it.
fn small(major: u8, entry: &[u8]) -> Vec<Vec<u8>> {
    let heads = |count: u8| [vec![major | count], vec![major | 24, count], vec![major | 25, 0, count]];
    let filled = heads(1).into_iter().map(|head| [&head[..], entry].concat());
    heads(0).into_iter().chain(filled).collect()
}

const ARRAY: u8 = 0x80;
const MAP: u8 = 0xa0;

/// As many elements as may be asked for, whose names take one byte each, in as few namespaces as that allows.
fn shortest() -> Vec<u8> {
    let elements = written(|writer| {
        writer.map(128);
        (0..128_u8).for_each(|letter| {
            writer.text(char::from(letter).encode_utf8(&mut [0])).bool(false);
        });
    });
    written(|writer| {
        let count = u8::try_from(budget::REQUESTED_ELEMENTS / 128).unwrap();
        writer.map(usize::from(count));
        (0..count).for_each(|letter| {
            writer.text(char::from(letter).encode_utf8(&mut [0])).raw(&elements);
        });
    })
}

/// As many as may be asked for, in maps of the shortest names.
fn spread(value: &[u8]) -> Vec<u8> {
    map_of(8, true, &map_of(128, true, value))
}

/// A DeviceResponse with this as one of its members.
fn response(member: &str, value: &[u8]) -> Vec<u8> {
    written(|writer| {
        writer.map(3).text("version").text("1.0").text(member).raw(value).text("status").uint(0);
    })
}

/// A DeviceResponse of one document of which a part is this, and the others are what a good document has there.
pub fn document(part: &str, value: &[u8]) -> Vec<u8> {
    documents(1, part, value)
}

/// So many of them.
fn documents(count: usize, part: &str, value: &[u8]) -> Vec<u8> {
    let protected = if part == "protected" { value } else { &[0xa1, 1, 0x26] };
    let sign1 = |unprotected: &[u8], payload: &[u8]| {
        written(|writer| {
            writer.array(4).bytes(protected).raw(unprotected).bytes(payload).bytes(&[1; 64]);
        })
    };
    let chain = written(|writer| {
        writer.map(1).uint(33).bytes(&[0x30, 0]);
    });
    let mso = |digests: &[u8], authorizations: &[u8]| {
        let date = |writer: &mut Writer| {
            writer.tag(0).text("2026-01-01T00:00:00Z");
        };
        let content = written(|writer| {
            writer.map(7).text("version").text("1.0").text("digestAlgorithm").text("SHA-256");
            writer.text("deviceKeyInfo").map(2).text("keyAuthorizations").raw(authorizations);
            writer.text("deviceKey");
            writer.map(4).uint(1).uint(2).int(-1).uint(1).int(-2).bytes(&[1; 32]).int(-3).bytes(&[2; 32]);
            writer.text("docType").text("org.iso.18013.5.1.mDL").text("validityInfo").map(3).text("signed");
            date(writer);
            writer.text("validFrom");
            date(writer);
            writer.text("validUntil");
            date(writer);
            // What it holds is all that a promise of many could be for.
            writer.text("status").map(0).text("valueDigests").raw(digests);
        });
        written(|writer| {
            writer.embedded(&content);
        })
    };
    let usual = |name: &str, good: Vec<u8>| if name == part { value.to_vec() } else { good };
    let items = usual(
        "items",
        written(|writer| {
            writer.array(1).raw(&item(0));
        }),
    );
    let name_spaces = usual(
        "nameSpaces",
        written(|writer| {
            writer.map(1).text("org.iso.18013.5.1").raw(&items);
        }),
    );
    let digests = usual(
        "digests",
        written(|writer| {
            writer.map(1).uint(0).bytes(&[0; 32]);
        }),
    );
    let value_digests = usual(
        "valueDigests",
        written(|writer| {
            writer.map(1).text("org.iso.18013.5.1").raw(&digests);
        }),
    );
    let authorizations = usual(
        "keyAuthorizations",
        written(|writer| {
            writer.map(1).text("nameSpaces").array(1).text("a");
        }),
    );
    let issuer_auth = sign1(&usual("unprotected", chain), &mso(&value_digests, &authorizations));
    let device_name_spaces = usual("deviceNameSpaces", vec![0xa0]);
    let errors = usual(
        "errors",
        written(|writer| {
            writer.map(1).text("a").map(1).text("b").uint(0);
        }),
    );
    let document = written(|writer| {
        writer.map(4).text("docType").text("org.iso.18013.5.1.mDL").text("issuerSigned").map(2);
        writer.text("nameSpaces").raw(&name_spaces).text("issuerAuth").raw(&issuer_auth);
        writer.text("deviceSigned").map(2).text("nameSpaces").embedded(&device_name_spaces).text("deviceAuth").map(1);
        writer.text("deviceSignature").array(4).bytes(&[0xa1, 1, 0x26]).map(0).null().bytes(&[1; 64]);
        writer.text("errors").raw(&errors);
    });
    let documents = written(|writer| {
        writer.array(count);
        (0..count).for_each(|_| {
            writer.raw(&document);
        });
    });
    response("documents", &documents)
}

/// The smallest IssuerSignedItemBytes.
fn item(digest: u64) -> Vec<u8> {
    let content = written(|writer| {
        writer.map(4).text("digestID").uint(digest).text("random").bytes(&[]);
        writer.text("elementIdentifier").text(&digest.to_string()).text("elementValue").uint(0);
    });
    written(|writer| {
        writer.embedded(&content);
    })
}

/// The items of one, an element with this value.
fn valued(identifier: &str, value: &[u8]) -> Vec<u8> {
    let content = written(|writer| {
        writer.map(4).text("digestID").uint(0).text("random").bytes(&[]);
        writer.text("elementIdentifier").text(identifier).text("elementValue").raw(value);
    });
    written(|writer| {
        writer.array(1).embedded(&content);
    })
}

/// The smallest documents that fit their structure, and such as there is little more to say of.
fn least() -> Vec<Vec<u8>> {
    let message = |protected: &[u8], unprotected: &[u8], payload: &[u8], seal: &[u8]| {
        written(|writer| {
            writer.array(4).bytes(protected).raw(unprotected).raw(payload).bytes(seal);
        })
    };
    let (nothing, null, empty) = ([0xa0], [0xf6], [0x40]);
    let messages = [
        message(&[], &nothing, &null, &[]),
        message(&[], &nothing, &null, &[1; 64]),
        message(&[0xa1, 1, 0x26], &nothing, &null, &[]),
        message(&[0xa1, 1, 0x39, 1, 0], &nothing, &null, &[]),
        message(&[0xa1, 2, 0], &nothing, &null, &[]),
        message(&[], &nothing, &empty, &[]),
        message(&[], &nothing, &[0xd8, 24, 0x40], &[]),
        message(&[], &[0xa1, 0x18, 33, 0x40], &null, &[]),
        message(&[], &[0xa1, 0x18, 33, 0x42, 0x30, 0], &[0x41, 0xa0], &[]),
    ];
    let device_auths = messages
        .iter()
        .take(3)
        .flat_map(|message| ["deviceSignature", "deviceMac"].map(|name| [&[0xa1][..], &text(name), message].concat()));
    let device_auths: Vec<_> = device_auths.chain([vec![0xa0]]).collect();
    let errors = written(|writer| {
        writer.text("errors").map(1).text("a").map(1).text("a").uint(0);
    });
    let parts = messages.iter().flat_map(|issuer| device_auths.iter().map(move |device| (issuer, device)));
    let documents = parts.flat_map(|(issuer_auth, device_auth)| {
        [&[][..], &errors].map(|errors| {
            written(|writer| {
                let count = if errors.is_empty() { 3 } else { 4 };
                writer.map(count).text("docType").text("a").text("issuerSigned").map(1).text("issuerAuth");
                writer.raw(issuer_auth).text("deviceSigned").map(2).text("nameSpaces").embedded(&nothing);
                writer.text("deviceAuth").raw(device_auth).raw(errors);
            })
        })
    });
    documents.collect()
}

/// Responses, each crowded in one place.
pub fn responses() -> Vec<(&'static str, Vec<u8>)> {
    let items = written(|writer| {
        let count = crowd(item(1000).len());
        writer.array(count);
        (0..count).for_each(|number| {
            writer.raw(&item(u64::try_from(number).unwrap()));
        });
    });
    let one_item = written(|writer| {
        writer.array(1).raw(&item(0));
    });
    let deep = [vec![0x81; 10_000], vec![0]].concat();
    let privilege = written(|writer| {
        writer.map(1).text("vehicle_category_code").text("");
    });
    let codes = written(|writer| {
        writer.array(1).map(2).text("vehicle_category_code").text("").text("codes");
        writer.raw(&list(&[&[0xa1][..], &text("code"), &text("")].concat()));
    });
    let mut responses = vec![
        ("documents that are nothing", response("documents", &list(&[0xa0]))),
        ("errors of documents", response("documentErrors", &list(&[0xa1, 0x61, b'a', 0]))),
        ("errors of as many documents as a map has names", response("documentErrors", &list(&map_of(127, true, &[0])))),
        ("as many documents that are nothing as there may be", response("documents", &repeated(DOCUMENTS, &[0xa0]))),
        ("as many documents as there may be", documents(DOCUMENTS, "", &[])),
        ("protected header", document("protected", &map(true, &[0]))),
        ("driving privileges", document("items", &valued("driving_privileges", &list(&privilege)))),
        ("codes of a driving privilege", document("items", &valued("driving_privileges", &codes))),
        ("nationalities", document("items", &valued("nationality", &list(&text("NO"))))),
        ("a member nobody knows", response("zz", &list(&[0]))),
        ("items", document("items", &items)),
        ("namespaces", document("nameSpaces", &map(true, &one_item))),
        ("digests", document("digests", &map(false, &[0x40]))),
        ("unprotected header", document("unprotected", &map(true, &[0]))),
        ("certificates", document("unprotected", &[&[0xa1, 0x18, 33][..], &list(&[0x40])].concat())),
        ("device namespaces", document("deviceNameSpaces", &map(true, &[0xa1, 0x61, b'a', 0]))),
        ("device elements", document("deviceNameSpaces", &[&[0xa1, 0x61, b'a'][..], &map(true, &[0])].concat())),
        ("errors of elements", document("errors", &map(true, &[0xa1, 0x61, b'a', 0]))),
        ("digests of half their length", document("digests", &map(false, &[&[0x50][..], &[0; 16]].concat()))),
        ("device namespaces, as many as may be", document("deviceNameSpaces", &signed(&[0xa1, 0x61, b'a', 0]))),
        (
            "device elements, as many as may be",
            document("deviceNameSpaces", &[&[0xa1, 0x61, b'a'][..], &signed(&[0])].concat()),
        ),
        (
            "device elements of several namespaces",
            document("deviceNameSpaces", &map_of(8, true, &map_of(64, true, &[0]))),
        ),
        (
            "device elements of as many documents as there may be",
            documents(DOCUMENTS, "deviceNameSpaces", &map_of(budget::DEVICE_ELEMENTS, true, &[0xa1, 0x61, b'a', 0])),
        ),
        ("errors of elements, as many as may be", document("errors", &spread(&[0]))),
        ("errors of elements of as many documents as there may be", documents(DOCUMENTS, "errors", &spread(&[0]))),
        ("too many errors of elements", document("errors", &map(true, &map_of(128, true, &[0])))),
        ("10,000 levels in a member nobody knows", response("zz", &deep)),
        (
            "10,000 levels in a device element",
            document("deviceNameSpaces", &[&[0xa1, 0x61, b'a', 0xa1, 0x61, b'b'][..], &deep].concat()),
        ),
        ("10,000 levels in a header", document("unprotected", &[&[0xa1, 0][..], &deep].concat())),
        (
            "namespaces for the device",
            document("keyAuthorizations", &[&[0xa1][..], &text("nameSpaces"), &list(&[0x61, b'a'])].concat()),
        ),
    ];
    let entry = [0x61, b'a', 0];
    for (what, part, values) in [
        ("namespaces of few items", "nameSpaces", small(ARRAY, &item(0))),
        ("namespaces of few digests", "valueDigests", small(MAP, &[0, 0x40])),
        ("namespaces of few errors", "errors", small(MAP, &entry)),
        ("namespaces of few device elements", "deviceNameSpaces", small(MAP, &entry)),
    ] {
        for value in values {
            let most = if part == "deviceNameSpaces" { budget::DEVICE_ELEMENTS } else { budget::MAP_ENTRIES };
            let crowd = map_of(most, true, &value);
            responses.push((what, document(part, &crowd)));
            responses.push((what, documents(8, part, &crowd)));
        }
    }
    responses.extend(least().iter().map(|least| {
        ("as many of the least documents as there may be", response("documents", &repeated(DOCUMENTS, least)))
    }));
    // As many as one namespace may have of two letters, and in three.
    let letters = (128..16_384).map(short).map(|name| text(&name)).collect::<Vec<_>>();
    let names = [
        written(|writer| {
            writer.array(letters.len());
        }),
        letters.concat(),
    ]
    .concat();
    for count in [1, 3] {
        let crowd = [&[0xa1][..], &text("dataElements"), &map_of(count, true, &names)].concat();
        responses.push(("elements for the device", document("keyAuthorizations", &crowd)));
    }
    for value in small(ARRAY, &[0x61, b'a']) {
        let crowd = [&[0xa1][..], &text("dataElements"), &full(&value)].concat();
        responses.push(("namespaces of few elements for the device", document("keyAuthorizations", &crowd)));
    }
    responses
}

fn text(text: &str) -> Vec<u8> {
    written(|writer| {
        writer.text(text);
    })
}

/// DeviceRequests, each crowded in one place.
pub fn requests() -> Vec<(&'static str, Vec<u8>)> {
    let request = |doc_requests: &[u8]| {
        written(|writer| {
            writer.map(2).text("version").text("1.0").text("docRequests").raw(doc_requests);
        })
    };
    let asking_so = |count: usize, name_spaces: &[u8], further: &[u8]| {
        let items = written(|writer| {
            writer.map(2).text("docType").text("org.iso.18013.5.1.mDL").text("nameSpaces").raw(name_spaces);
        });
        request(&written(|writer| {
            writer.array(count);
            (0..count).for_each(|_| {
                let members = 1 + usize::from(!further.is_empty());
                writer.map(members).text("itemsRequest").embedded(&items).raw(further);
            });
        }))
    };
    let asking_for = |count: usize, name_spaces: &[u8]| asking_so(count, name_spaces, &[]);
    let asking = |name_spaces: &[u8]| asking_for(1, name_spaces);
    let few = small(MAP, &[0x61, b'a', 0xf4]);
    let few = few.iter().flat_map(|elements| {
        [1, DOCUMENTS].map(|count| ("namespaces of few elements", asking_for(count, &full(elements))))
    });
    let nobody = [&text("readerAuth")[..], &[0x84, 0x40, 0xa0, 0xf6, 0x40]].concat();
    let least = [0xa1, 0x61, b'a', 0xa1, 0x61, b'a', 0xf4];
    let requests = vec![
        ("as many documents as there may be", asking_for(DOCUMENTS, &least)),
        ("as many documents as there may be, by nobody", asking_so(DOCUMENTS, &least, &nobody)),
        ("requests that are nothing", request(&list(&[0xa0]))),
        ("elements", asking(&[&[0xa1, 0x61, b'a'][..], &map(true, &[0xf5])].concat())),
        ("namespaces", asking(&map(true, &[0xa1, 0x61, b'a', 0xf4]))),
        ("elements, as many as may be", asking(&[&[0xa1, 0x61, b'a'][..], &full(&[0xf5])].concat())),
        ("elements of several namespaces", asking(&spread(&[0xf5]))),
        ("namespaces, as many as may be", asking(&full(&[0xa1, 0x61, b'a', 0xf4]))),
        ("shortest names, as many as may be", asking(&shortest())),
        ("10,000 levels", request(&[vec![0x81; 10_000], vec![0]].concat())),
    ];
    requests.into_iter().chain(few).collect()
}

/// DeviceEngagements, each crowded in one place.
pub fn engagements() -> Vec<(&'static str, Vec<u8>)> {
    let key = written(|writer| {
        writer.map(4).uint(1).uint(2).int(-1).uint(1).int(-2).bytes(&[1; 32]).int(-3).bytes(&[2; 32]);
    });
    let engagement = |member: u64, value: &[u8]| {
        written(|writer| {
            writer.map(3).uint(0).text("1.0").uint(1).array(2).uint(1).embedded(&key).uint(member).raw(value);
        })
    };
    let methods = written(|writer| {
        let count = crowd(8);
        writer.array(count);
        (0..count).for_each(|number| {
            writer.array(3).uint(u64::try_from(number).unwrap()).uint(1).uint(0);
        });
    });
    vec![
        ("methods", engagement(2, &methods)),
        ("methods that are the same", engagement(2, &list(&[0x83, 1, 1, 0]))),
        ("methods that are nothing", engagement(2, &list(&[0]))),
        ("origins", engagement(5, &list(&[0]))),
        ("capabilities", engagement(6, &map(false, &[0]))),
        ("a member nobody knows", engagement(7, &map(true, &[0]))),
        ("10,000 levels", engagement(7, &[vec![0x81; 10_000], vec![0]].concat())),
    ]
}
