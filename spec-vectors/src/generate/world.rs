//! The people and authorities of the cases: always the same, from fixed seeds.
