//! Path templates of OpenAPI documents: split into segments, ordered, and written. Text only: what a segment stands for
//! is not known here.

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
        /// In the parentheses, in order.
        arguments: Vec<Argument>,
    },
}

/// An argument in the parentheses of a segment: `on='{on}'`, or by a parameter alias, `on='@on'`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// What the function or key calls it.
    pub name: String,
    /// The name of the OpenAPI parameter that has its value.
    pub placeholder: String,
    /// Quotes stand around the placeholder.
    pub quoted: bool,
    /// The value stands elsewhere: the OpenAPI document has it `in: query`. Microsoft's converter writes arguments so
    /// that may be left out.
    pub alias: bool,
}

impl Argument {
    /// `on='{on}'`: the value in its place, whatever the document says of an alias.
    #[must_use]
    pub fn in_place(&self, quoted: bool) -> String {
        let quote = if quoted { "'" } else { "" };
        let placeholder = if self.alias { &self.name } else { &self.placeholder };
        format!("{}={quote}{{{placeholder}}}{quote}", self.name)
    }
}

/// The parentheses of a segment with these arguments. `quoted` says by position which of them stand in quotes.
#[must_use]
pub fn template(arguments: &[Argument], quoted: impl Fn(usize, &Argument) -> bool) -> String {
    let listed: Vec<String> = arguments
        .iter()
        .enumerate()
        .map(|(position, argument)| argument.in_place(quoted(position, argument)))
        .collect();
    format!("({})", listed.join(","))
}

/// Graph's deepest path has about 20; the tree of them is walked by recursion.
const MAX_SEGMENTS: usize = 100;

/// Graph's functions have 6 at most; each is held against the others.
const MAX_ARGUMENTS: usize = 100;

/// Splits at slashes that are neither in braces, quotes nor parentheses.
///
/// # Errors
/// Says what of the path is no template: no leading slash, an empty segment, a brace, quote or parenthesis that is not
/// closed, an argument without placeholder.
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
            let (name, value) = argument
                .split_once('=')
                .ok_or_else(|| format!("`{argument}` is no argument: expected name=value"))?;
            let inside = value.strip_prefix('\'').and_then(|value| value.strip_suffix('\''));
            let bare = inside.unwrap_or(value);
            let in_braces = bare.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
            let alias = bare.strip_prefix('@');
            let placeholder = in_braces
                .or(alias)
                .filter(|name| !name.is_empty() && !name.contains(['{', '}', '@', '\'']))
                .ok_or_else(|| format!("`{argument}` has no parameter in braces and no alias after an `@`"))?;
            arguments.push(Argument {
                name: name.trim().to_owned(),
                placeholder: placeholder.to_owned(),
                quoted: inside.is_some(),
                alias: alias.is_some(),
            });
        }
    }
    Ok(Part::Call {
        name: name.to_owned(),
        arguments,
    })
}

/// A path as part of a JSON pointer.
pub(crate) fn pointer(path: &str) -> String {
    path.replace('~', "~0").replace('/', "~1")
}

/// Shorter paths first: by segments, then characters.
pub(crate) fn order(path: &str) -> (usize, usize, &str) {
    (path.matches('/').count(), path.len(), path)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]
mod tests {
    use super::*;

    fn argument(name: &str, quoted: bool, alias: bool) -> Argument {
        Argument {
            name: name.to_owned(),
            placeholder: name.to_owned(),
            quoted,
            alias,
        }
    }

    #[test]
    fn splits_keys_names_and_calls() {
        assert_eq!(
            split("/a/{b-id}/c(on='{on}',at={at})/$count").unwrap(),
            [
                Part::Name("a".into()),
                Part::Key("b-id".into()),
                Part::Call {
                    name: "c".into(),
                    arguments: vec![argument("on", true, false), argument("at", false, false)]
                },
                Part::Name("$count".into()),
            ]
        );
        assert_eq!(
            split("/My()").unwrap(),
            [Part::Call {
                name: "My".into(),
                arguments: vec![]
            }]
        );
        assert_eq!(split("/x(a='{a}/b')").map_err(|_| ()), Err(()));
    }

    #[test]
    fn an_alias_is_an_argument_whose_value_stands_elsewhere() {
        let Part::Call { arguments, .. } = split("/f(on=@on,at='@at',by='{by}')").unwrap().remove(0) else {
            panic!("a call")
        };
        assert_eq!(
            arguments,
            [
                argument("on", false, true),
                argument("at", true, true),
                argument("by", true, false)
            ]
        );
        assert_eq!(
            template(&arguments, |_, argument| argument.quoted),
            "(on={on},at='{at}',by='{by}')"
        );
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
            ("/a(b='{c}x')", "no parameter in braces"),
            ("/a(b='@')", "no parameter in braces"),
            ("/a(b='@{c}')", "no parameter in braces"),
            ("/a{b}", "mixes text"),
            ("/{}", "names no parameter"),
        ] {
            let error = split(path).unwrap_err();
            assert!(error.contains(words), "{path}: {error}");
        }
    }
}
