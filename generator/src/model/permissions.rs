//! Least privileged permissions.

use std::fmt;

/// Least privileged permissions of an operation by scheme.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permissions {
    /// Delegated, work or school account.
    pub delegated_work: Vec<String>,
    /// Delegated, personal account.
    pub delegated_personal: Vec<String>,
    /// Application.
    pub application: Vec<String>,
}

impl Permissions {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.delegated_work.is_empty() && self.delegated_personal.is_empty() && self.application.is_empty()
    }

    /// The least of a scheme's permissions: where both are listed, `X.Read.All` and not `X.ReadWrite.All`.
    pub fn least(names: &[String]) -> impl Iterator<Item = &str> {
        let allows_more = |name: &str| {
            let lesser = name.replacen(".ReadWrite.", ".Read.", 1);
            lesser != name && names.contains(&lesser)
        };
        names.iter().map(String::as_str).filter(move |name| !allows_more(name))
    }

    /// The schemes as a person calls them, each with its permissions.
    #[must_use]
    pub fn schemes(&self) -> [(&'static str, &[String]); 3] {
        [
            ("delegated", &self.delegated_work),
            ("delegated personal", &self.delegated_personal),
            ("application", &self.application),
        ]
    }

    /// Whether one of the others' permissions is not among them.
    #[must_use]
    pub fn lack_any_of(&self, others: &Self) -> bool {
        let mut schemes = self.schemes().into_iter().zip(others.schemes());
        schemes.any(|((_, own), (_, others))| others.iter().any(|permission| !own.contains(permission)))
    }
}

/// `delegated A.Read.All; application A.Read.All, B.Read.All`.
impl fmt::Display for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("nothing known");
        }
        let known = self.schemes().into_iter().filter(|(_, list)| !list.is_empty());
        for (at, (scheme, list)) in known.enumerate() {
            let apart = if at == 0 { "" } else { "; " };
            write!(f, "{apart}{scheme} {}", list.join(", "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_permissions_the_lesser_is_the_least() {
        let least = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            Permissions::least(&names).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(least(&["A.Read.All", "A.ReadWrite.All"]), ["A.Read.All"]);
        assert_eq!(
            least(&["A.ReadWrite.All", "A.Read.All", "B.ReadWrite.All"]),
            ["A.Read.All", "B.ReadWrite.All"]
        );
        assert_eq!(least(&["A.ReadWrite.All"]), ["A.ReadWrite.All"]);
        assert_eq!(
            least(&["A.Read.Group", "A.ReadWrite.All"]),
            ["A.Read.Group", "A.ReadWrite.All"]
        );
    }
}
