fn main() -> linking_ours::Outcome<()> {
    linking_ours::reader::run(&std::env::args().skip(1).collect::<Vec<_>>())
}
