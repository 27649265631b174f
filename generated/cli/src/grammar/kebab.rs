//! Names of the metadata as words of a command line: `accessPackages` is `access-packages`.

/// A name in kebab case. A run of capitals is one part (`oAuthURLs` is `o-auth-urls`); dots and other signs separate.
pub fn kebab(name: &str) -> String {
    let signs: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 8);
    for (at, sign) in signs.iter().enumerate() {
        if !sign.is_ascii_alphanumeric() {
            if !out.ends_with('-') && !out.is_empty() {
                out.push('-');
            }
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| signs.get(at));
        let after = signs.get(at + 1);
        let starts = sign.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase))
            });
        if starts && !out.ends_with('-') {
            out.push('-');
        }
        out.push(sign.to_ascii_lowercase());
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::kebab;

    #[test]
    fn names_become_words() {
        for (name, word) in [
            ("accessPackages", "access-packages"),
            ("accessPackage-id1", "access-package-id1"),
            ("workflowVersion-versionNumber", "workflow-version-version-number"),
            (
                "microsoft.graph.identityGovernance.activate",
                "microsoft-graph-identity-governance-activate",
            ),
            ("on", "on"),
            ("ConsistencyLevel", "consistency-level"),
            ("awsIAMKeys", "aws-iam-keys"),
            ("$count", "count"),
            ("s3Bucket", "s3-bucket"),
        ] {
            assert_eq!(kebab(name), word);
        }
    }
}
