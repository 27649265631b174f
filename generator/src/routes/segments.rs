//! Path templates of OpenAPI documents, split into segments.

/// A segment of a path template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// `{accessPackage-id}`: the name in braces.
    Key(String),
    /// `accessPackages`, `$count`, `microsoft.graph.identityGovernance.resume`.
    Name(String),
    /// `filterByCurrentUser(on='{on}')`: a name and what is in parentheses.
    Call {
        /// Before the parenthesis.
        name: String,
        /// With the parentheses, as written.
        template: String,
        /// Name and placeholder of each argument, in order.
        arguments: Vec<(String, String)>,
    },
}

/// Graph's deepest path has about 20; the tree of them is walked by recursion.
const MAX_SEGMENTS: usize = 100;

/// Graph's functions have 6 at most; each is held against the others.
const MAX_ARGUMENTS: usize = 100;

/// Splits at slashes that are neither in braces, quotes nor parentheses.
///
/// # Errors
/// Says what of the path is no template: no leading slash, an empty segment, a brace, quote or parenthesis that is not closed, an argument without placeholder.
pub fn split(path: &str) -> Result<Vec<Part>, String> {
    let rest = path
        .strip_prefix('/')
        .ok_or_else(|| "a path begins with a slash".to_owned())?;
    let mut parts = Vec::new();
    let mut current = String::new();
    let mut closing: Vec<char> = Vec::new();
    for c in rest.chars() {
        match (c, closing.last()) {
            ('/', None) => parts.push(part(&std::mem::take(&mut current))?),
            _ => {
                match (c, closing.last()) {
                    (c, Some(close)) if c == *close => {
                        closing.pop();
                    }
                    (_, Some('\'' | '}')) if c != '{' => {}
                    ('{', _) => closing.push('}'),
                    ('(', _) => closing.push(')'),
                    ('\'', Some(')')) => closing.push('\''),
                    (')' | '}', _) => return Err(format!("`{c}` closes nothing")),
                    _ => {}
                }
                current.push(c);
            }
        }
    }
    if let Some(close) = closing.last() {
        return Err(format!("`{close}` is missing"));
    }
    parts.push(part(&current)?);
    if parts.len() > MAX_SEGMENTS {
        return Err(format!(
            "it has {} segments: no more than {MAX_SEGMENTS} are read",
            parts.len()
        ));
    }
    Ok(parts)
}

fn part(text: &str) -> Result<Part, String> {
    if text.is_empty() {
        return Err("a segment is empty".into());
    }
    if let Some(inner) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
        return if inner.is_empty() || inner.contains(['{', '}']) {
            Err(format!("`{text}` names no parameter"))
        } else {
            Ok(Part::Key(inner.to_owned()))
        };
    }
    let Some((name, rest)) = text.split_once('(') else {
        return if text.contains(['{', '}']) {
            Err(format!("`{text}` mixes text and a parameter"))
        } else {
            Ok(Part::Name(text.to_owned()))
        };
    };
    let inner = rest
        .strip_suffix(')')
        .ok_or_else(|| format!("`{text}` goes on after its parenthesis"))?;
    let count = inner.split(',').count();
    if count > MAX_ARGUMENTS {
        return Err(format!(
            "`{name}` has {count} arguments: no more than {MAX_ARGUMENTS} are read"
        ));
    }
    let mut arguments = Vec::new();
    if !inner.is_empty() {
        for argument in inner.split(',') {
            let (key, value) = argument
                .split_once('=')
                .ok_or_else(|| format!("`{argument}` is no argument: expected name=value"))?;
            let placeholder = value.trim_matches('\'');
            let placeholder = placeholder
                .strip_prefix('{')
                .and_then(|value| value.strip_suffix('}'))
                .filter(|value| !value.is_empty() && !value.contains(['{', '}']))
                .ok_or_else(|| format!("`{argument}` has no parameter in braces"))?;
            arguments.push((key.trim().to_owned(), placeholder.to_owned()));
        }
    }
    Ok(Part::Call {
        name: name.to_owned(),
        template: format!("({inner})"),
        arguments,
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn splits_keys_names_and_calls() {
        assert_eq!(
            split("/a/{b-id}/c(on='{on}',at={at})/$count").unwrap(),
            [
                Part::Name("a".into()),
                Part::Key("b-id".into()),
                Part::Call {
                    name: "c".into(),
                    template: "(on='{on}',at={at})".into(),
                    arguments: vec![("on".into(), "on".into()), ("at".into(), "at".into())]
                },
                Part::Name("$count".into()),
            ]
        );
        assert_eq!(
            split("/My()").unwrap(),
            [Part::Call {
                name: "My".into(),
                template: "()".into(),
                arguments: vec![]
            }]
        );
        assert_eq!(split("/x(a='{a}/b')").map_err(|_| ()), Err(()));
    }

    #[test]
    fn says_what_is_no_template() {
        for (path, words) in [
            ("a", "begins with a slash"),
            ("/a//b", "is empty"),
            ("/a/{b", "is missing"),
            ("/a/b}", "closes nothing"),
            ("/a(b", "is missing"),
            ("/a(b)c", "goes on after"),
            ("/a(b)", "is no argument"),
            ("/a(b=c)", "no parameter in braces"),
            ("/a{b}", "mixes text"),
            ("/{}", "names no parameter"),
        ] {
            let error = split(path).unwrap_err();
            assert!(error.contains(words), "{path}: {error}");
        }
    }
}
