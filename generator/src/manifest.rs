//! The features of the crate's manifest beside the areas of the selection: each area has one, and is on by default.
//!
//! The manifest is written by hand. Of its text only the lines of `[features]` are read, one feature a line.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, ErrorKind, Place, Result};
use crate::overlay::{Feature, Selection};

/// The manifest, as messages name it.
pub const MANIFEST: &str = "generated/Cargo.toml";

/// Compares the features of a manifest with the areas; returns those, sorted.
///
/// # Errors
/// When an area has no feature there or is not on by default, or a feature is neither an area's nor one of the crate's
/// own. The error names the line, or the table where one is missing.
pub fn features(manifest: &str, selection: &Selection) -> Result<Vec<Feature>> {
    let areas: BTreeSet<&Feature> = selection.areas.iter().map(|area| &area.feature).collect();
    let listed = listed(manifest);
    let table = Place::path(MANIFEST, "[features]");
    let missing = |feature: &Feature, what: &str| {
        let what = format!("`{feature}` is an area of overlay/selection.yaml, and {what}");
        Error::new(ErrorKind::Missing, table.clone(), what)
    };
    let default = listed.get("default").map_or("", |(_, value)| *value);
    for area in &areas {
        if !listed.contains_key(area.name()) {
            return Err(missing(area, "no feature is called so"));
        }
        if !default.contains(&format!("\"{area}\"")) {
            return Err(missing(area, "is not among the default ones"));
        }
    }
    for (name, (line, _)) in &listed {
        if Feature::parse(name).is_ok_and(|feature| !areas.contains(&feature)) {
            let what = format!("the feature `{name}` is no area of overlay/selection.yaml");
            return Err(Error::new(
                ErrorKind::Missing,
                Place::path(MANIFEST, format!("line {line}")),
                what,
            ));
        }
    }
    Ok(areas.into_iter().cloned().collect())
}

/// The features with their lines, by name.
fn listed(manifest: &str) -> BTreeMap<&str, (usize, &str)> {
    let lines = manifest
        .lines()
        .enumerate()
        .skip_while(|(_, line)| *line != "[features]");
    let table = lines.skip(1).take_while(|(_, line)| !line.starts_with('['));
    table
        .filter_map(|(position, line)| {
            let (name, value) = line.split_once('=')?;
            (!name.starts_with('#')).then_some((name.trim(), (position + 1, value)))
        })
        .collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    const SELECTION: &str = "roots: [a]\nareas:\n  - {feature: one, roots: [a/b]}\n  - {feature: two, roots: [a/c]}\n";

    fn read(manifest: &str) -> Result<Vec<Feature>> {
        let selection: Selection = crate::overlay::parse("selection.yaml", SELECTION)?;
        features(manifest, &selection)
    }

    #[test]
    fn each_area_has_a_feature_that_is_on_by_default() {
        let manifest =
            "[features]\ndefault = [\"v1_0\", \"one\", \"two\"]\n## All.\none = []\ntwo = []\nv1_0 = []\n[x]\nz = 1\n";
        let found = read(manifest).unwrap();
        assert_eq!(found.iter().map(Feature::name).collect::<Vec<_>>(), ["one", "two"]);
        for (from, to, error) in [
            (
                "two = []\n",
                "",
                "[features]: `two` is an area of overlay/selection.yaml, and no feature is called so",
            ),
            (
                ", \"two\"",
                "",
                "`two` is an area of overlay/selection.yaml, and is not among the default ones",
            ),
            ("[x]", "three = []\n[x]", "line 7: the feature `three` is no area"),
        ] {
            let said = read(&manifest.replace(from, to)).unwrap_err().to_string();
            assert!(said.starts_with(MANIFEST) && said.contains(error), "{said}");
        }
    }
}
