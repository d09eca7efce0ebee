//! The tree that is printed.

use serde::Serialize;

use crate::terminal::safe;

/// One item: its name in its parent, what it holds, where it stands.
#[derive(Debug, Default, Serialize)]
pub struct Node {
    /// The key or index, and what it means.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The value of a leaf, or a summary of a container.
    pub text: String,
    /// The offset of the item in the input, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<usize>,
    /// What is inside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<Node>,
}

impl Node {
    /// A leaf.
    pub fn leaf(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self { label: label.into(), text: text.into(), ..Self::default() }
    }

    /// The tree as lines, with branches drawn, and nothing in them that a terminal would obey.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        self.children_lines("", &mut lines);
        if self.children.is_empty() {
            lines.push(safe(&self.text));
        }
        lines
    }

    fn children_lines(&self, indent: &str, lines: &mut Vec<String>) {
        for (index, child) in self.children.iter().enumerate() {
            let last = index.saturating_add(1) == self.children.len();
            let (branch, bar) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            let separator = if child.label.is_empty() || child.text.is_empty() { "" } else { ": " };
            let offset = child.offset.map(|offset| format!("  @{offset}")).unwrap_or_default();
            lines.push(format!("{indent}{branch}{}{separator}{}{offset}", safe(&child.label), safe(&child.text)));
            child.children_lines(&format!("{indent}{bar}"), lines);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Node;

    #[test]
    fn branches_are_drawn() {
        let inner =
            Node { label: "b".into(), text: "map".into(), offset: Some(3), children: vec![Node::leaf("c", "1")] };
        let tree = Node { children: vec![Node::leaf("a", "0"), inner], ..Node::default() };
        assert_eq!(tree.lines(), ["├─ a: 0", "└─ b: map  @3", "   └─ c: 1"]);
    }
}
