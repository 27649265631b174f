//! Text as markup shows it: what it names is text of others, so it must make no markup of its own.

/// Text as code of Markdown. The fence is longer than any run of backticks in it.
#[must_use]
pub fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // Without the spaces a backtick at the end would be one of the fence; Markdown takes one away at each side.
    let space = if text.is_empty() || text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Text as Markdown of GitHub: no markup, no table cell, no link, no mention of a user and no reference to an issue.
#[must_use]
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // Escaped they still name a user or an issue, and an address is still a link: GitHub looks for these when
            // Markdown is done. A space without width comes between.
            '@' | '#' => {
                out.push(c);
                out.push_str("&#8203;");
            }
            ':' if characters.peek() == Some(&'/') => out.push_str(":&#8203;"),
            '.' if before.eq_ignore_ascii_case(&'w') => out.push_str(".&#8203;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// A line of HTML in Markdown, where Markdown is not read; but users and issues are looked for there too.
#[must_use]
pub fn html_in_markdown(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('@', "@&#8203;").replace(" #", " #&#8203;")
}

/// Text as HTML, in elements and attributes.
#[must_use]
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_in_markdown_stays_code() {
        for (text, shown) in [
            ("a|b", "`a|b`"),
            ("a`b", "``a`b``"),
            ("``", "``` `` ```"),
            ("`a", "`` `a ``"),
            ("", "`  `"),
            ("<b>", "`<b>`"),
        ] {
            assert_eq!(code(text), shown);
        }
    }
}
