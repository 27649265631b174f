//! The text of a `$filter` in one spelling: blanks, the case of names and functions, the variables of `any` and `all`,
//! and parentheses around the whole mean nothing. What stands in quotes does.

/// Two filters that say the same in the same words have the same normal text.
pub fn normal(filter: &str) -> String {
    let mut tokens = tokens(filter);
    while is_in_parentheses(&tokens) {
        tokens.pop();
        tokens.remove(0);
    }
    name_variables(&mut tokens);
    tokens.join(" ")
}

/// Literals in quotes, punctuation, and words in small letters.
fn tokens(filter: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let (mut word, mut quoted) = (String::new(), false);
    for c in filter.chars() {
        if quoted || c == '\'' {
            // A quote that is doubled ends a literal and begins another at once: both stay in one word.
            quoted ^= c == '\'';
            word.push(c);
        } else if c.is_whitespace() || "(),:".contains(c) {
            tokens.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            tokens.extend((!c.is_whitespace()).then(|| c.to_string()));
        } else {
            word.extend(c.to_lowercase());
        }
    }
    tokens.extend((!word.is_empty()).then_some(word));
    tokens
}

/// Whether the first parenthesis is closed by the last token.
fn is_in_parentheses(tokens: &[String]) -> bool {
    let mut depth = 0_usize;
    for (place, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return place > 0 && place + 1 == tokens.len();
        }
    }
    false
}

/// Numbers the variables in the order in which they are bound.
fn name_variables(tokens: &mut [String]) {
    let bound: Vec<String> = tokens
        .windows(3)
        .filter(|three| three[0] == "(" && three[2] == ":")
        .map(|three| three[1].clone())
        .collect();
    for (number, variable) in bound.iter().enumerate() {
        for token in tokens.iter_mut() {
            if token == variable {
                *token = format!("${number}");
            } else if let Some(rest) = token.strip_prefix(variable.as_str())
                && rest.starts_with('/')
            {
                *token = format!("${number}{rest}");
            }
        }
    }
}

#[test]
fn only_what_means_the_same_is_made_equal() {
    let same = [
        ("(a eq 'X')", "a eq 'X'"),
        ("( (A/Id  eq 'X') )", "a/id eq 'X'"),
        ("startswith(a,'b')", "startsWith( a, 'b' )"),
        ("us/any (u:u/a eq 1)", "us/any(x:x/a eq 1)"),
        ("us/any(u:u/ws/all(w:w/a eq u/b))", "us/any(b:b/ws/all(a:a/a eq b/b))"),
    ];
    for (one, other) in same {
        assert_eq!(normal(one), normal(other), "{one}");
    }
    let different = [
        ("a eq 'X'", "a eq 'x'"),
        ("a eq 'x  y'", "a eq 'x y'"),
        ("a eq 'x''(y'", "a eq 'x''( y'"),
        ("(a) or (b)", "a) or (b"),
        ("a and (b or c)", "a and b or c"),
        ("us/any(u:u/a eq 1)", "us/any(u:u/b eq 1)"),
        ("us/any(u:u/a eq 1)", "us/all(u:u/a eq 1)"),
        ("a eq 1", "a ne 1"),
    ];
    for (one, other) in different {
        assert_ne!(normal(one), normal(other), "{one}");
    }
}
