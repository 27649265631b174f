//! The same document in another order: for tests that the order of the inputs makes no difference.
//!
//! Both shufflers work on lines and know no more of the formats than that a level is two spaces: what belongs together
//! is a line with those below it that stand deeper. They share nothing with the generator's readers.

/// Numbers in an order that a seed decides; not for secrets.
pub struct Random(u64);

impl Random {
    /// Of that seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2).wrapping_add(0x9E37_79B9_7F4A_7C15))
    }

    /// Below `end`; 0 when that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let end = u64::try_from(end).unwrap_or(1).max(1);
        usize::try_from((z ^ (z >> 31)) % end).unwrap_or(0)
    }

    /// Puts a slice in another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// A line and what stands deeper below it.
struct Block<'a> {
    head: &'a str,
    children: Vec<Block<'a>>,
    /// The closing tag of an XML element.
    tail: Option<&'a str>,
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Blocks of the lines that stand at least as deep as `level`.
fn blocks<'a>(lines: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>, level: usize) -> Vec<Block<'a>> {
    let mut blocks: Vec<Block<'a>> = Vec::new();
    while let Some(line) = lines.next_if(|line| indent(line) >= level) {
        match blocks.last_mut() {
            Some(last) if line.trim_start().starts_with("</") => last.tail = Some(line),
            _ => {
                let children = self::blocks(lines, indent(line) + 1);
                blocks.push(Block {
                    head: line,
                    children,
                    tail: None,
                });
            }
        }
    }
    blocks
}

fn write(blocks: &[Block<'_>], out: &mut String) {
    for block in blocks {
        out.push_str(block.head);
        out.push('\n');
        write(&block.children, out);
        if let Some(tail) = block.tail {
            out.push_str(tail);
            out.push('\n');
        }
    }
}

fn shuffled(text: &str, seed: u64, order_is_free: fn(&Block<'_>) -> bool) -> String {
    fn visit(block: &mut Block<'_>, random: &mut Random, order_is_free: fn(&Block<'_>) -> bool) {
        if order_is_free(block) {
            random.shuffle(&mut block.children);
        }
        for child in &mut block.children {
            visit(child, random, order_is_free);
        }
    }
    let mut random = Random::new(seed);
    let mut root = Block {
        head: "",
        children: blocks(&mut text.lines().peekable(), 0),
        tail: None,
    };
    visit(&mut root, &mut random, order_is_free);
    let mut out = String::with_capacity(text.len());
    write(&root.children, &mut out);
    out
}

/// A CSDL document with the elements of schemas, types, containers and annotations in another order. Parameters stay:
/// their order counts.
#[must_use]
pub fn csdl(text: &str, seed: u64) -> String {
    const FREE: [&str; 8] = [
        "edmx:DataServices",
        "Schema",
        "EntityType",
        "ComplexType",
        "EnumType",
        "EntityContainer",
        "EntitySet",
        "Annotations",
    ];
    shuffled(text, seed, |block| {
        let name = block
            .head
            .trim_start()
            .trim_start_matches('<')
            .split([' ', '>', '/'])
            .next()
            .unwrap_or_default();
        FREE.contains(&name)
    })
}

/// An OpenAPI document with the keys of its maps in another order. Lists stay.
#[must_use]
pub fn openapi(text: &str, seed: u64) -> String {
    shuffled(text, seed, |block| {
        // A head with a value has the value's further lines below it.
        let is_map = block.head.is_empty() || block.head.trim_end().ends_with(':');
        is_map
            && block
                .children
                .iter()
                .all(|child| !child.head.trim_start().starts_with("- "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(text: &str) -> Vec<&str> {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.sort_unstable();
        lines
    }

    #[test]
    fn elements_move_whole_and_parameters_stay() {
        let text = "<Schema>\n  <A/>\n  <B/>\n  <Action Name=\"x\">\n    <Parameter Name=\"1\"/>\n    <Parameter Name=\"2\"/>\n  </Action>\n</Schema>\n";
        let all: std::collections::BTreeSet<String> = (0..50).map(|seed| csdl(text, seed)).collect();
        assert_eq!(all.len(), 6, "all orders of three elements");
        for one in &all {
            assert_eq!(sorted(one), sorted(text));
            assert!(
                one.contains(
                    "<Action Name=\"x\">\n    <Parameter Name=\"1\"/>\n    <Parameter Name=\"2\"/>\n  </Action>"
                ),
                "{one}"
            );
        }
    }

    #[test]
    fn keys_move_with_what_is_below_and_lists_stay() {
        let text = "a:\n  x: 1\n  y:\n    - 2\n    - 3\nb: long\n  text: of\n  more: lines\n";
        let all: std::collections::BTreeSet<String> = (0..50).map(|seed| openapi(text, seed)).collect();
        assert_eq!(all.len(), 4, "two orders at two places");
        for one in &all {
            assert!(
                one.contains("  y:\n    - 2\n    - 3\n") && one.contains("b: long\n  text: of\n  more: lines\n"),
                "{one}"
            );
        }
    }
}
