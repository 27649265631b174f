//! What several operations, types or members have in common: each once, so that a row has its number.

use super::rows::number;
use super::words::{Collected, Words};
use crate::model::{Deprecation, InferredPermissions, Permissions, Unsupported};

/// Facts, each once, in the order in which they were first needed.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) permissions: Vec<PermissionsRow>,
    pub(super) permission_names: Vec<u16>,
    pub(super) deprecations: Vec<[u16; 4]>,
    pub(super) unsupported: Vec<[u16; 4]>,
    known_permissions: Vec<(Permissions, u16, u16)>,
}

#[derive(Debug)]
pub(super) struct PermissionsRow {
    pub(super) inferred: u16,
    pub(super) from: u16,
    pub(super) lists: [u16; 7],
}

/// The end of something, with what to use in its place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct End<'a> {
    pub(super) deprecation: Option<&'a Deprecation>,
    pub(super) instead: Option<&'a str>,
}

impl Facts {
    /// One more than the row of the permissions, published or else inferred from the operation of that number: 0 is
    /// none.
    pub(super) fn permissions(
        &mut self,
        words: &Words,
        published: &Permissions,
        inferred: Option<&InferredPermissions>,
        from: u16,
    ) -> Result<u16, &'static str> {
        let (permissions, rule, from) = match inferred {
            _ if !published.is_empty() => (published, 0, 0),
            Some(inferred) => (&inferred.permissions, words.of(inferred.rule.name()), from),
            None => return Ok(0),
        };
        let known = self.known_permissions.iter();
        let mut known = known.map(|(known, by, of)| (known, *by, *of));
        if let Some(row) = known.position(|known| known == (permissions, rule, from)) {
            return number(row + 1, "sets of permissions");
        }
        let all = permissions.least.lists().into_iter().chain(permissions.higher.lists());
        let mut lists = [0; 7];
        for (bound, names) in lists.iter_mut().zip(all.map(Some).chain([None])) {
            *bound = number(self.permission_names.len(), "permissions")?;
            let names = names.into_iter().flatten();
            self.permission_names.extend(names.map(|name| words.of(name)));
        }
        self.permissions.push(PermissionsRow {
            inferred: rule,
            from,
            lists,
        });
        self.known_permissions.push((permissions.clone(), rule, from));
        number(self.known_permissions.len(), "sets of permissions")
    }

    /// One more than the row of the deprecation: 0 is none.
    pub(super) fn deprecation(&mut self, words: &Words, end: End<'_>) -> Result<u16, &'static str> {
        if end.deprecation.is_none() && end.instead.is_none() {
            return Ok(0);
        }
        let text = |of: fn(&Deprecation) -> &Option<String>| {
            words.of_option(end.deprecation.and_then(|deprecation| of(deprecation).as_deref()))
        };
        let row = [
            text(|one| &one.date),
            text(|one| &one.removal_date),
            text(|one| &one.version),
            words.of_option(end.instead),
        ];
        place(&mut self.deprecations, row, "deprecations")
    }

    /// One more than the row of the refusal: 0 is none.
    pub(super) fn unsupported(&mut self, words: &Words, says: Option<&Unsupported>) -> Result<u16, &'static str> {
        let Some(says) = says else { return Ok(0) };
        let row = [
            words.of(&says.reason),
            words.of_option(says.instead.as_deref()),
            words.of_option(says.how.as_deref()),
            words.of(&says.source),
        ];
        place(&mut self.unsupported, row, "refusals")
    }
}

fn place(rows: &mut Vec<[u16; 4]>, row: [u16; 4], of_what: &'static str) -> Result<u16, &'static str> {
    let at = rows.iter().position(|known| *known == row).unwrap_or_else(|| {
        rows.push(row);
        rows.len() - 1
    });
    number(at + 1, of_what)
}

/// The texts of a deprecation.
pub(super) fn collect_deprecation(collected: &mut Collected, deprecation: Option<&Deprecation>) {
    if let Some(one) = deprecation {
        collected.add_option(one.date.as_deref());
        collected.add_option(one.removal_date.as_deref());
        collected.add_option(one.version.as_deref());
    }
}

/// The texts of inferred permissions.
pub(super) fn collect_inferred(collected: &mut Collected, inferred: Option<&InferredPermissions>) {
    if let Some(inferred) = inferred {
        collect_permissions(collected, &inferred.permissions);
        collected.add(inferred.rule.name());
    }
}

/// The texts of permissions.
pub(super) fn collect_permissions(collected: &mut Collected, permissions: &Permissions) {
    let all = permissions.least.lists().into_iter().chain(permissions.higher.lists());
    all.flatten().for_each(|name| collected.add(name));
}

/// The texts of a refusal.
pub(super) fn collect_unsupported(collected: &mut Collected, says: Option<&Unsupported>) {
    if let Some(one) = says {
        collected.add(&one.reason);
        collected.add_option(one.instead.as_deref());
        collected.add_option(one.how.as_deref());
        collected.add(&one.source);
    }
}
