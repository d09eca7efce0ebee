fn main() -> linking_ours::Outcome<()> {
    linking_ours::holder::run(&std::env::args().skip(1).collect::<Vec<_>>())
}
