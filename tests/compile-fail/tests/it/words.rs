//! The compiler's words without what a line more in the bindings changes.

/// Lines that say nothing of a program.
const REMARKS: [&str; 3] = [
    "error: aborting due to ",
    "Some errors have detailed explanations",
    "For more information about ",
];

/// Begins an error about a method that is not there. What rustc advises then depends on what else it happens to have
/// read of the bindings, which is another thing when they are built for one package alone.
const NO_METHOD: &str = "error[E0599]";

/// The words without the numbers of lines that are not of a file of `own`, and without the margin, which is as wide as
/// the longest of these numbers, and without the modules of the bindings' own types: the compiler leaves them out where
/// no other type or variant is called so, which is up to the features. How many more types there are depends on the bindings' types. Of a method that is not
/// there only where that is stays.
pub fn normal(words: &str, own: &str) -> String {
    let mut out = String::new();
    let mut is_own = true;
    // Within an error about a method: whether the mark below the program's line was there.
    let mut marked: Option<bool> = None;
    for line in words.lines() {
        if REMARKS.iter().any(|remark| line.starts_with(remark)) {
            continue;
        }
        let mut line = line.trim().to_owned();
        if line.starts_with("error") {
            marked = line.starts_with(NO_METHOD).then_some(false);
        }
        if marked == Some(true) && !line.is_empty() {
            continue;
        }
        if let (Some(false), Some(end)) = (marked, line.rfind('^')) {
            marked = Some(true);
            line.truncate(end + 1);
        }
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
        out.push_str(&without_modules(&line));
        out.push('\n');
    }
    format!("{}\n", out.trim_end())
}

/// `msgraph_identity_governance::model::Property` as `Property`.
fn without_modules(line: &str) -> String {
    const BINDINGS: &str = "msgraph_identity_governance::";
    let mut parts = line.split(BINDINGS);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut rest = part;
        while let Some((module, after)) = rest.split_once("::")
            && module
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        {
            rest = after;
        }
        out.push_str(rest);
    }
    out
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

#[test]
fn types_of_the_bindings_have_no_modules() {
    let words =
        "`msgraph_identity_governance::Request<msgraph_identity_governance::v1_0::models::A, std::string::String>`";
    assert_eq!(normal(words, "own"), "`Request<A, std::string::String>`\n");
}

#[test]
fn advice_about_a_method_that_is_not_there_is_gone() {
    let words = "error[E0599]: no method named `any`\n --> own/cases/a.rs:9:3\n  |\n9 | x.any()\n  |   ^^^ not found in `X`\n\
         \n  = note: it was found for `Y`\n\nerror[E0308]: mismatched types\n --> own/cases/a.rs:9:36\n  |\n  | ^ why\n";
    assert_eq!(
        normal(words, "own"),
        "error[E0599]: no method named `any`\n--> cases/a.rs:9:3\n|\n9 | x.any()\n|   ^^^\n\
         \n\nerror[E0308]: mismatched types\n--> cases/a.rs:9:36\n|\n| ^ why\n"
    );
}
