//! The nearest of the names that there are, for whoever mistyped one.

/// The name that is most like `word`, if one is like it enough to be meant.
pub fn nearest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let lower = word.to_lowercase();
    let likeness = |name: &str| {
        let name = name.to_lowercase();
        // What is the beginning of a name, or of which a name is the beginning, is like it whatever the length.
        let begins = lower.len() > 3 && (name.starts_with(&lower) || lower.starts_with(&name));
        let own = strsim::jaro_winkler(&lower, &name);
        if begins { own.max(0.9) } else { own }
    };
    let best = names
        .into_iter()
        .map(|name| (likeness(name), name))
        .max_by(|one, other| one.0.total_cmp(&other.0))?;
    (best.0 > 0.8).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_finds_its_name_and_a_stranger_none() {
        let names = ["displayName", "description", "createdDateTime"];
        assert_eq!(nearest("dispalyName", names), Some("displayName"));
        assert_eq!(nearest("desc", names), Some("description"));
        assert_eq!(nearest("owner", names), None);
        assert_eq!(nearest("x", []), None);
    }
}
