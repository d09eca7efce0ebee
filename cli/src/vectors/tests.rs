use super::number;

#[test]
fn numbers_are_known_however_they_are_written() {
    let known = ["h4", "H04", "r39", "T12", "R106"].map(|text| number(text).unwrap());
    assert_eq!(known, ["H04", "H04", "R39", "T12", "R106"]);
    for other in ["", "h", "hello", "r39-element-value", "x4", "9.3", "é4", "r+4", "r99999999"] {
        assert_eq!(number(other), None, "{other}");
    }
}
