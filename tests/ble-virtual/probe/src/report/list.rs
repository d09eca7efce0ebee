//! The list of runs: words in columns.

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    pub name: String,
    pub flow: String,
    pub mode: String,
    pub mtu: u16,
    pub link: String,
    pub size: usize,
    pub end: String,
}

/// The runs of a list, in order; `#` begins a comment.
pub fn read(text: &str) -> Vec<Scenario> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(scenario).collect()
}

fn scenario(line: &str) -> Option<Scenario> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let &[name, flow, mode, _holder, mtu, link, size, end] = &words[..] else { return None };
    Some(Scenario {
        name: name.into(),
        flow: flow.into(),
        mode: mode.into(),
        mtu: mtu.parse().ok()?,
        link: link.into(),
        size: size.parse().ok()?,
        end: end.into(),
    })
}
