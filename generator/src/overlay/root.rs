//! Where the wanted part of the service begins: the entries of `roots` in `selection.yaml`.
//!
//! | entry | what is wanted |
//! |---|---|
//! | `identityGovernance` | the singleton or entity set of that name, with all that it leads to |
//! | `users/messages` | of the navigation properties of its type only `messages`, with all that this leads to |
//! | `"*"` | every singleton and entity set |

use serde::{Deserialize, Deserializer, de};

use crate::csdl::elements;
use crate::csdl::index::Index;

/// An entry of `roots`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Root {
    /// Every singleton and entity set of the container.
    Every,
    /// One of them.
    One {
        /// The singleton or entity set.
        name: String,
        /// The navigation properties that are followed from it, one after the other; without any all are.
        follow: Vec<String>,
    },
}

/// Where a path stands, seen from a root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// At what the root names, or below it.
    Within,
    /// On the way to what the root follows.
    OnTheWay,
    /// Neither.
    Elsewhere,
}

impl Root {
    /// Reads an entry.
    ///
    /// # Errors
    /// Says what is expected where it is no such path.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text == "*" {
            return Ok(Self::Every);
        }
        let is_name = |part: &str| {
            let letter = |c: char| c.is_alphanumeric() || c == '_';
            !part.is_empty() && part.chars().all(letter)
        };
        let mut parts = text.split('/').map(str::to_owned);
        match (parts.next(), parts.collect::<Vec<_>>()) {
            (Some(name), follow) if is_name(&name) && follow.iter().all(|part| is_name(part)) => {
                Ok(Self::One { name, follow })
            }
            _ => Err(format!(
                "`{text}` is no root: expected a singleton or entity set, \
                 with navigation properties behind slashes where only these are wanted, or `*`"
            )),
        }
    }

    /// Whether the singleton or entity set is this root.
    #[must_use]
    pub fn is(&self, other: &str) -> bool {
        match self {
            Self::Every => true,
            Self::One { name, .. } => name == other,
        }
    }

    /// How many names it has: of roots within one another the inner one has more.
    #[must_use]
    pub fn depth(&self) -> usize {
        match self {
            Self::Every => 0,
            Self::One { follow, .. } => follow.len() + 1,
        }
    }

    /// Where a path of the OpenAPI document stands, seen from this root.
    #[must_use]
    pub fn reach(&self, path: &str) -> Reach {
        let Self::One { name, follow } = self else {
            return Reach::Within;
        };
        let mut segments = path.trim_start_matches('/').split('/');
        let plain = |segment: &str| segment.split('(').next().unwrap_or_default().to_owned();
        if segments.next().map(plain).as_ref() != Some(name) {
            return Reach::Elsewhere;
        }
        let mut follow = follow.iter();
        let mut wanted = follow.next();
        for segment in segments {
            let Some(next) = wanted else { return Reach::Within };
            // A key leads nowhere else, and a collection can be counted.
            if segment.starts_with('{') || segment == "$count" {
                continue;
            }
            if plain(segment) != *next {
                return Reach::Elsewhere;
            }
            wanted = follow.next();
        }
        if wanted.is_none() {
            Reach::Within
        } else {
            Reach::OnTheWay
        }
    }

    /// Whether a path of the OpenAPI document stands at this root, below it, or on the way to what it follows.
    #[must_use]
    pub fn has_path(&self, path: &str) -> bool {
        self.reach(path) != Reach::Elsewhere
    }

    /// The singletons and entity sets that it names.
    pub(crate) fn named<'a>(&'a self, index: &'a Index<'_>) -> impl Iterator<Item = elements::Root<'a>> {
        let roots = index.containers.iter().flat_map(|(_, container)| container.roots());
        roots.filter(|root| self.is(root.name))
    }
}

impl std::fmt::Display for Root {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Every => f.write_str("*"),
            Self::One { name, follow } => {
                f.write_str(name)?;
                follow.iter().try_for_each(|part| write!(f, "/{part}"))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Root {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_at_below_and_on_the_way() {
        let whole = Root::parse("users").unwrap();
        let part = Root::parse("users/messages").unwrap();
        for (path, of_whole, of_part) in [
            ("/users", true, true),
            ("/users/$count", true, true),
            ("/users/{user-id}", true, true),
            ("/users(userPrincipalName='{userPrincipalName}')", true, true),
            ("/users/{user-id}/messages", true, true),
            ("/users/{user-id}/messages/{message-id}/attachments/$count", true, true),
            ("/users/{user-id}/mailFolders/{mailFolder-id}/messages", true, false),
            ("/users/delta()", true, false),
            ("/usersAndGroups", false, false),
            ("/me/messages", false, false),
        ] {
            assert_eq!(whole.has_path(path), of_whole, "{path}");
            assert_eq!(part.has_path(path), of_part, "{path}");
            assert!(Root::Every.has_path(path));
        }
        for (path, reach) in [
            ("/users", Reach::OnTheWay),
            ("/users/{user-id}", Reach::OnTheWay),
            ("/users/{user-id}/messages", Reach::Within),
            ("/users/{user-id}/messages/$count", Reach::Within),
            ("/users/delta()", Reach::Elsewhere),
        ] {
            assert_eq!(part.reach(path), reach, "{path}");
        }
        assert_eq!(whole.reach("/users"), Reach::Within);
        assert_eq!(Root::Every.reach("/users"), Reach::Within);
    }

    #[test]
    fn what_is_no_root_is_refused() {
        for text in ["", "/users", "users/", "users/{id}", "users//messages", "a b", "**"] {
            assert!(Root::parse(text).is_err(), "{text}");
        }
        for text in ["*", "users", "users/messages/attachments"] {
            assert_eq!(Root::parse(text).unwrap().to_string(), text);
        }
    }
}
