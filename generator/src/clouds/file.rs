//! `schemas/<version>/clouds.yaml`: what the national clouds lack, one subject per line.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::find::Missing;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::model::{Cloud, Clouds};
use crate::overlay;
use crate::source::quoted;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    clouds: Vec<String>,
    /// A map of this type refuses a key that stands twice.
    missing: serde_yaml::Mapping,
}

/// The text of `clouds.yaml`.
#[must_use]
pub fn write(clouds: &Clouds) -> String {
    let names = |clouds: &BTreeSet<Cloud>| {
        let names: Vec<&str> = clouds.iter().map(|cloud| cloud.name()).collect();
        format!("[{}]", names.join(", "))
    };
    let mut out = String::from(
        "# What national clouds lack of this version, by their own metadata: types, members, actions, functions,\n",
    );
    out.push_str(
        "# operations, and segments with all that is below them. Written by `cargo xtask import --cloud NAME=FILE`.\n",
    );
    out.push_str(&format!("clouds: {}\n", names(&clouds.compared)));
    out.push_str(if clouds.missing.is_empty() {
        "missing: {}\n"
    } else {
        "missing:\n"
    });
    for (subject, lacking) in &clouds.missing {
        let key = crate::yaml::key(&crate::overlay::quoted(subject), 2);
        out.push_str(&format!("  {key} {}\n", names(lacking)));
    }
    out
}

/// Reads `clouds.yaml`.
///
/// # Errors
/// When it is not of the form that [`write()`] gives, or names a cloud that is not known or was not compared; with the
/// place.
pub fn read(file: &str, text: &str) -> Result<Clouds> {
    let written: Written = overlay::parse(file, text)?;
    let wrong = |at: &str, what: String| Error::new(ErrorKind::Value, Place::path(file, at), what);
    let known = |at: &str, names: &[String]| {
        let mut clouds = BTreeSet::new();
        for name in names {
            if !clouds.insert(name.parse::<Cloud>().map_err(|what| wrong(at, what))?) {
                return Err(wrong(at, format!("the cloud `{name}` stands there twice")));
            }
        }
        Ok(clouds)
    };
    let mut clouds = Clouds {
        compared: known("clouds", &written.clouds)?,
        ..Clouds::default()
    };
    for (subject, names) in written.missing {
        let (serde_yaml::Value::String(subject), Ok(names)) = (subject, serde_yaml::from_value::<Vec<String>>(names))
        else {
            return Err(wrong(
                "missing",
                "expected subjects, each with a list of clouds".to_owned(),
            ));
        };
        let lacking = known(&subject, &names)?;
        if lacking.is_empty() {
            return Err(wrong(&subject, "is missing in no cloud: take the line out".to_owned()));
        }
        if let Some(other) = lacking.difference(&clouds.compared).next() {
            let what = format!("`{}` is not among the `clouds` of the file", other.name());
            return Err(wrong(&subject, what));
        }
        if !is_subject(&subject) {
            let what = format!(
                "{} is no type, member, action, function, path or operation",
                quoted(&subject)
            );
            return Err(wrong(&subject, what));
        }
        clouds.missing.insert(subject, lacking);
    }
    Ok(clouds)
}

/// Puts what was found of a cloud in the place of what was known of it.
pub fn put(clouds: &mut Clouds, cloud: Cloud, missing: &Missing) {
    clouds.missing.retain(|_, lacking| {
        lacking.remove(&cloud);
        !lacking.is_empty()
    });
    clouds.compared.insert(cloud);
    for subject in missing.subjects() {
        clouds.missing.entry(subject).or_default().insert(cloud);
    }
}

/// Whether a text can be a subject at all; whether there is such a thing is a finding.
fn is_subject(text: &str) -> bool {
    let path = |text: &str| text.starts_with('/') && !text.ends_with('/') && !text.contains(char::is_whitespace);
    match text.split_once(' ') {
        None => path(text) || text.contains('.'),
        Some((method, rest)) if rest.starts_with('/') => {
            crate::permissions::METHODS.iter().any(|known| known.name() == method) && path(rest)
        }
        Some((name, rest)) => name.contains('.') && rest.strip_prefix("of ").is_some_and(|ty| ty.contains('.')),
    }
}
