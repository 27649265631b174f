//! Blank lines between items, which prettyplease does not leave.

/// What a line at the left margin belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Head,
    Module,
    Use,
    Item,
}

/// The group of the item that begins with the first of these lines: attributes stand before it.
fn group<'t>(mut lines: impl Iterator<Item = &'t str>) -> Group {
    // One that is long has lines of its own.
    let line = lines.find(|line| !line.starts_with(['#', ' ', ')']));
    let line = line.unwrap_or_default();
    if line.starts_with("//!") {
        Group::Head
    } else if line.starts_with("mod ") || line.starts_with("pub mod ") || line.starts_with("pub(crate) mod ") {
        Group::Module
    } else if line.starts_with("use ") || line.starts_with("pub use ") {
        Group::Use
    } else {
        Group::Item
    }
}

/// Puts a blank line between items, between groups of modules and imports, and between methods.
#[must_use]
pub fn blank_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 32);
    let mut previous = "";
    let mut before = Group::Head;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let from_here = || std::iter::once(line).chain(lines.clone());
        let continues = line.starts_with([' ', '}', ')', ']']) || line.is_empty();
        let method = previous == "    }"
            && (line.starts_with("    ///")
                || line.starts_with("    #[")
                || line.starts_with("    pub")
                || line.starts_with("    fn"));
        if method {
            out.push('\n');
        } else if !continues && !previous.is_empty() {
            let now = group(from_here());
            let in_item = previous.starts_with("///") || previous.starts_with("#[") || previous == ")]";
            if !in_item && (now != before || now == Group::Item) {
                out.push('\n');
            }
        }
        if !continues {
            before = group(from_here());
        }
        out.push_str(line);
        out.push('\n');
        previous = line;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::blank_lines;

    #[test]
    fn attributes_belong_to_what_follows() {
        let text = "mod a;\n#[cfg(x)]\nmod b;\n#[cfg(x)]\nuse x;\n#[cfg(\n    any(y),\n)]\nuse y;\n#[cfg(\n    y\n)]\nstruct S;\n";
        let spaced = "mod a;\n#[cfg(x)]\nmod b;\n\n#[cfg(x)]\nuse x;\n#[cfg(\n    any(y),\n)]\nuse y;\n\n#[cfg(\n    y\n)]\nstruct S;\n";
        assert_eq!(blank_lines(text), spaced);
        assert_eq!(blank_lines(spaced), spaced);
    }

    #[test]
    fn items_groups_and_methods_are_apart() {
        let text = "//! Head.\nmod a;\nmod b;\nuse x::{\n    y,\n};\nuse z;\n/// Doc.\n#[derive(Clone)]\npub struct S {\n    a: u8,\n}\nimpl S {\n    /// One.\n    pub fn one() {\n    }\n    /// Two.\n    pub fn two() {\n    }\n}\n";
        let spaced = "//! Head.\n\nmod a;\nmod b;\n\nuse x::{\n    y,\n};\nuse z;\n\n/// Doc.\n#[derive(Clone)]\npub struct S {\n    a: u8,\n}\n\nimpl S {\n    /// One.\n    pub fn one() {\n    }\n\n    /// Two.\n    pub fn two() {\n    }\n}\n";
        assert_eq!(blank_lines(text), spaced);
        assert_eq!(blank_lines(spaced), spaced);
    }
}
