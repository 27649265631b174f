//! Permissions of operations, by scheme.

use std::fmt;

/// What an operation needs: of a scheme, one of its permissions is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permissions {
    /// The least privileged ones.
    pub least: SchemePermissions,
    /// Those that allow more, and so work too. None of them is among the least of its scheme.
    pub higher: SchemePermissions,
}

impl Permissions {
    /// With these least ones, and nothing known of higher ones.
    #[must_use]
    pub fn least(least: SchemePermissions) -> Self {
        Self {
            least,
            higher: SchemePermissions::default(),
        }
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.least.is_empty() && self.higher.is_empty()
    }

    /// The same with every list sorted, each name once, and no name that allows more than another among the least:
    /// where both are listed, `X.Read.All` is and `X.ReadWrite.All` is a higher one.
    #[must_use]
    pub fn settled(mut self) -> Self {
        for (least, higher) in self.least.lists_mut().into_iter().zip(self.higher.lists_mut()) {
            let allows_more = |name: &str| {
                let lesser = name.replacen(".ReadWrite.", ".Read.", 1);
                lesser != name && least.contains(&lesser)
            };
            let (more, mut settled): (Vec<String>, Vec<String>) =
                least.iter().cloned().partition(|name| allows_more(name));
            settled.sort();
            settled.dedup();
            higher.extend(more);
            higher.retain(|name| !settled.contains(name));
            higher.sort();
            higher.dedup();
            *least = settled;
        }
        self
    }

    /// Whether one of the least privileged permissions of before does not suffice any more.
    #[must_use]
    pub fn lose_any_of(&self, before: &SchemePermissions) -> bool {
        let now = self.least.lists().into_iter().zip(self.higher.lists());
        let mut schemes = before.lists().into_iter().zip(now);
        schemes.any(|(before, (least, higher))| {
            let suffices = |name: &String| least.contains(name) || higher.contains(name);
            before.iter().any(|name| !suffices(name))
        })
    }
}

/// Names of permissions by scheme.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemePermissions {
    /// Delegated, work or school account.
    pub delegated_work: Vec<String>,
    /// Delegated, personal account.
    pub delegated_personal: Vec<String>,
    /// Application.
    pub application: Vec<String>,
}

impl SchemePermissions {
    /// Whether no scheme has any.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.schemes().iter().all(|(_, names)| names.is_empty())
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

    /// The lists, in the order of [`SchemePermissions::schemes`].
    #[must_use]
    pub fn lists(&self) -> [&[String]; 3] {
        self.schemes().map(|(_, names)| names)
    }

    /// The lists to change, in the same order.
    pub fn lists_mut(&mut self) -> [&mut Vec<String>; 3] {
        [
            &mut self.delegated_work,
            &mut self.delegated_personal,
            &mut self.application,
        ]
    }
}

/// `delegated A.Read.All; application A.Read.All, B.Read.All`.
impl fmt::Display for SchemePermissions {
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

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn of_two_permissions_the_lesser_is_the_least() {
        for (listed, least, higher) in [
            (
                &["A.ReadWrite.All", "A.Read.All"] as &[&str],
                &["A.Read.All"] as &[&str],
                &["A.ReadWrite.All", "Z"] as &[&str],
            ),
            (
                &["A.ReadWrite.All", "A.Read.All", "B.ReadWrite.All", "B.ReadWrite.All"],
                &["A.Read.All", "B.ReadWrite.All"],
                &["A.ReadWrite.All", "Z"],
            ),
            (&["A.ReadWrite.All"], &["A.ReadWrite.All"], &["Z"]),
            (
                &["A.Read.Group", "A.ReadWrite.All", "Z"],
                &["A.Read.Group", "A.ReadWrite.All", "Z"],
                &[],
            ),
        ] {
            let mut permissions = Permissions::default();
            permissions.least.application = names(listed);
            permissions.higher.application = names(&["Z", "Z"]);
            let settled = permissions.settled();
            assert_eq!(settled.least.application, names(least));
            assert_eq!(settled.higher.application, names(higher));
            assert!(settled.least.delegated_work.is_empty());
        }
    }
}
