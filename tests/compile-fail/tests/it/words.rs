//! The compiler's words without what a line more in the bindings changes.

/// Lines that say nothing of a program.
const REMARKS: [&str; 3] = [
    "error: aborting due to ",
    "Some errors have detailed explanations",
    "For more information about ",
];

/// The words without the numbers of lines that are not of a file of `own`, and without the margin, which is as wide as
/// the longest of these numbers. How many more types there are depends on the bindings' types.
pub fn normal(words: &str, own: &str) -> String {
    let mut out = String::new();
    let mut is_own = true;
    for line in words.lines() {
        if REMARKS.iter().any(|remark| line.starts_with(remark)) {
            continue;
        }
        let mut line = line.trim().to_owned();
        if let Some((arrow @ ("-->" | ":::"), place)) = line.split_once(' ') {
            let within = place.strip_prefix(own).and_then(|place| place.strip_prefix('/'));
            is_own = within.is_some();
            line = format!("{arrow} {}", within.unwrap_or_else(|| without_position(place)));
        } else if let Some((number, rest)) = line.split_once('|').filter(|_| !is_own)
            && is_number(number.trim())
        {
            line = format!("|{rest}");
        } else if let Some(number) = line.strip_prefix("and ").and_then(|line| line.strip_suffix(" others"))
            && is_number(number)
        {
            line = "and $N others".to_owned();
        }
        out.push_str(&line);
        out.push('\n');
    }
    format!("{}\n", out.trim_end())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `file:12:3` without the numbers.
fn without_position(place: &str) -> &str {
    let mut parts = place.rsplitn(3, ':');
    let mut number = || parts.next().is_some_and(is_number);
    if number() && number() {
        parts.next().unwrap_or(place)
    } else {
        place
    }
}

#[test]
fn what_differs_without_a_change_is_gone() {
    let words = "error[E0308]: mismatched types\n \
         --> own/cases/a.rs:9:36\n  |\n9 | x\n  | ^\nnote: here\n   \
         --> generated/src/c.rs:120:7\n    |\n120 | y | z\n    | ^\n            and 22 others\n\n\
         error: aborting due to 1 previous error\n\nFor more information about this error, try `rustc --explain E0308`.\n";
    assert_eq!(
        normal(words, "own"),
        "error[E0308]: mismatched types\n--> cases/a.rs:9:36\n|\n9 | x\n| ^\nnote: here\n\
         --> generated/src/c.rs\n|\n| y | z\n| ^\nand $N others\n"
    );
}
