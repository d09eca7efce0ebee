//! brainpoolP320r1 and brainpoolP512r1 (RFC 5639 3.5 and 3.7), which no released crate has.
//!
//! Only the parameters are here. The arithmetic is that of the crates `primefield` and `primeorder`, which bp256 and
//! bp384 are made of too.
// primefield's macros use what newer releases of crypto-bigint have other names for.
#![allow(deprecated)]

/// Defines a curve in a module of its own.
///
/// `prime` and `order` fill the integer type, the other numbers the width of the field. `non_residues` are the
/// smallest quadratic non-residues that are also no q-th residues for the prime factors q below 5,000,000 of p - 1
/// and n - 1; square roots and inverses ask for no more than the first.
macro_rules! brainpool_curve {
    (
        module: $module:ident,
        curve: $curve:ident,
        doc: $doc:literal,
        uint: $uint:ident,
        width: $width:ident,
        prime: $prime:literal,
        order: $order:literal,
        non_residues: ($p_non_residue:literal, $n_non_residue:literal),
        a: $a:literal,
        b: $b:literal,
        generator: ($x:literal, $y:literal)
    ) => {
        mod $module {
            use elliptic_curve::{
                Curve, CurveArithmetic, PrimeCurve, PrimeCurveArithmetic,
                bigint::{Odd, $uint},
                consts::$width,
                hazmat::FieldArithmetic,
                point::PointCompression,
            };
            use primeorder::{PrimeCurveParams, mul_backend::VariableOnly, point_arithmetic::EquationAIsGeneric};

            use self::{field::FieldElement, scalar::Scalar};

            #[doc = $doc]
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
            pub struct $curve;

            impl Curve for $curve {
                type FieldBytesSize = $width;
                type Uint = $uint;

                const ORDER: Odd<$uint> = Odd::<$uint>::from_be_hex($order);
            }

            impl PrimeCurve for $curve {}

            impl PointCompression for $curve {
                const COMPRESS_POINTS: bool = false;
            }

            impl CurveArithmetic for $curve {
                type AffinePoint = primeorder::AffinePoint<Self>;
                type ProjectivePoint = primeorder::ProjectivePoint<Self>;
                type Scalar = Scalar;
            }

            impl FieldArithmetic for $curve {
                type FieldElement = FieldElement;
            }

            impl PrimeCurveArithmetic for $curve {
                type CurveGroup = primeorder::ProjectivePoint<Self>;
            }

            impl PrimeCurveParams for $curve {
                type PointArithmetic = EquationAIsGeneric;
                type Backend = VariableOnly;

                const EQUATION_A: FieldElement = FieldElement::from_hex_vartime($a);
                const EQUATION_B: FieldElement = FieldElement::from_hex_vartime($b);
                const GENERATOR: (FieldElement, FieldElement) =
                    (FieldElement::from_hex_vartime($x), FieldElement::from_hex_vartime($y));
            }

            impl ecdsa::EcdsaCurve for $curve {
                const NORMALIZE_S: bool = false;
            }

            /// The field of the coordinates.
            mod field {
                use elliptic_curve::{
                    bigint::$uint,
                    ff::PrimeField,
                    ops::BatchInvert,
                    subtle::{Choice, ConstantTimeEq, CtOption},
                };

                primefield::monty_field_params! {
                    name: FieldParams,
                    modulus: $prime,
                    uint: $uint,
                    byte_order: primefield::ByteOrder::BigEndian,
                    multiplicative_generator: $p_non_residue,
                    doc: "The prime of the field."
                }

                primefield::monty_field_element! {
                    name: FieldElement,
                    params: FieldParams,
                    uint: $uint,
                    doc: "A coordinate."
                }

                primefield::monty_field_arithmetic! {
                    name: FieldElement,
                    params: FieldParams,
                    uint: $uint
                }

                impl BatchInvert for FieldElement {}
            }

            /// The numbers modulo the order.
            mod scalar {
                use elliptic_curve::{
                    Curve as _, FieldBytes,
                    bigint::$uint,
                    ff::PrimeField,
                    field::bytes_to_uint,
                    ops::Reduce,
                    scalar::{FromUintUnchecked, IsHigh},
                    subtle::{Choice, ConstantTimeEq, ConstantTimeGreater, CtOption},
                };

                use super::$curve;

                primefield::monty_field_params! {
                    name: ScalarParams,
                    modulus: $order,
                    uint: $uint,
                    byte_order: primefield::ByteOrder::BigEndian,
                    multiplicative_generator: $n_non_residue,
                    doc: "The order of the curve."
                }

                primefield::monty_field_element! {
                    name: Scalar,
                    params: ScalarParams,
                    uint: $uint,
                    doc: "A number modulo the order."
                }

                primefield::monty_field_arithmetic! {
                    name: Scalar,
                    params: ScalarParams,
                    uint: $uint
                }

                impl Reduce<$uint> for Scalar {
                    fn reduce(uint: &$uint) -> Self {
                        Self(primefield::MontyFieldElement::reduce(uint))
                    }
                }

                impl Reduce<FieldBytes<$curve>> for Scalar {
                    fn reduce(bytes: &FieldBytes<$curve>) -> Self {
                        Self::reduce(&bytes_to_uint::<$curve>(bytes))
                    }
                }

                elliptic_curve::scalar_impls!($curve, Scalar);

                primeorder::wnaf::impl_wnaf_size_for_scalar!(Scalar);

                impl AsRef<Scalar> for Scalar {
                    fn as_ref(&self) -> &Scalar {
                        self
                    }
                }

                impl FromUintUnchecked for Scalar {
                    type Uint = $uint;

                    fn from_uint_unchecked(uint: $uint) -> Self {
                        Self::from_uint_unchecked(uint)
                    }
                }

                impl IsHigh for Scalar {
                    fn is_high(&self) -> Choice {
                        const HALF: $uint = $curve::ORDER.as_ref().shr_vartime(1);
                        self.to_canonical().ct_gt(&HALF)
                    }
                }
            }
        }

        pub(super) use $module::$curve;
    };
}

brainpool_curve! {
    module: p320r1,
    curve: BrainpoolP320r1,
    doc: "brainpoolP320r1.",
    uint: U384,
    width: U40,
    prime: "0000000000000000d35e472036bc4fb7e13c785ed201e065f98fcfa6f6f40def4f92b9ec7893ec28fcd412b1f1b32e27",
    order: "0000000000000000d35e472036bc4fb7e13c785ed201e065f98fcfa5b68f12a32d482ec7ee8658e98691555b44c59311",
    non_residues: (5, 6),
    a: "3ee30b568fbab0f883ccebd46d3f3bb8a2a73513f5eb79da66190eb085ffa9f492f375a97d860eb4",
    b: "520883949dfdbc42d3ad198640688a6fe13f41349554b49acc31dccd884539816f5eb4ac8fb1f1a6",
    generator: (
        "43bd7e9afb53d8b85289bcc48ee5bfe6f20137d10a087eb6e7871e2a10a599c710af8d0d39e20611",
        "14fdd05545ec1cc8ab4093247f77275e0743ffed117182eaa9c77877aaac6ac7d35245d1692e8ee1"
    )
}

brainpool_curve! {
    module: p512r1,
    curve: BrainpoolP512r1,
    doc: "brainpoolP512r1.",
    uint: U512,
    width: U64,
    prime: "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330871\
            7d4d9b009bc66842aecda12ae6a380e62881ff2f2d82c68528aa6056583a48f3",
    order: "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870\
            553e5c414ca92619418661197fac10471db1d381085ddaddb58796829ca90069",
    non_residues: (2, 7),
    a: "7830a3318b603b89e2327145ac234cc594cbdd8d3df91610a83441caea9863bc\
        2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a72bf2c7b9e7c1ac4d77fc94ca",
    b: "3df91610a83441caea9863bc2ded5d5aa8253aa10a2ef1c98b9ac8b57f1117a7\
        2bf2c7b9e7c1ac4d77fc94cadc083e67984050b75ebae5dd2809bd638016f723",
    generator: (
        "81aee4bdd82ed9645a21322e9c4c6a9385ed9f70b5d916c1b43b62eef4d0098e\
         ff3b1f78e2d0d48d50d1687b93b97d5f7c6d5047406a5e688b352209bcb9f822",
        "7dde385d566332ecc0eabfa9cf7822fdf209f70024a57b1aa000c55b881f8111\
         b2dcde494a5f485e5bca4bd88a2763aed1ca2b2fa8f0540678cd1e0f3ad80892"
    )
}
