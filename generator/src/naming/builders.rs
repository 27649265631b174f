//! Names of builders, and of the files that hold them.
//!
//! A builder is named for the type of what it leads to, never for a segment of a URL: `AccessPackageBuilder`,
//! `AccessPackageCollectionBuilder`. So its name is the same whether it serves one place or fifty. Where several
//! builders lead to one type, all but the first say more: of what it is, that it is a related one, as which property.
//! The name is remembered by the builder's shortest path: when one operation splits a shared builder, the old name
//! stays with that path. Types and paths are texts here; no tree of them is known.

use std::collections::BTreeSet;

use super::case::{Case, identifier, module_word};
use super::memory::{Memory, first_free, name_for, place_key};
use super::methods::simple_name;
use super::models::unnameable;
use crate::error::Error;

/// How many types of what it belongs to a name has, unless nothing shorter is free.
const FEW: usize = 3;

/// The end of every builder's name.
const BUILDER: &str = "Builder";

/// Letters of a file's name, far below the 255 bytes that file systems take. Builders of types with longer names share
/// a file.
const MAX_FILE_NAME: usize = 200;

/// A builder, as far as its name depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuilderToName<'a> {
    /// Where it stands, shortest path first. Never empty.
    pub places: Vec<PlaceToName<'a>>,
    /// What is there.
    pub form: BuilderForm,
    /// How many methods it has: of several builders for one type the richest has the shortest name.
    pub methods: usize,
}

/// A place of a builder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceToName<'a> {
    /// Its path.
    pub path: &'a str,
    /// The Rust names of the type there and of those that it belongs to, nearest first, one after another only once:
    /// `["ApprovalStage", "Approval", "EntitlementManagement"]`. Where there is no type, the segment.
    pub lineage: Vec<String>,
    /// What is given in parentheses: the parts of an alternate key, the arguments of a function.
    pub given: Vec<&'a str>,
}

/// What is at a builder's URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BuilderForm {
    /// One thing.
    One,
    /// A collection.
    Collection,
    /// A reference to a thing.
    Reference,
    /// References to several.
    References,
    /// A stream of bytes.
    Content,
}

/// What a builder is called, and where it lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuilderName {
    /// Rust name.
    pub name: String,
    /// Name of its file.
    pub file: String,
}

/// Names builders, appending what is new to `memory`. The names are in the order of the builders.
///
/// # Errors
/// When a path holds nothing that Rust can name.
pub fn name_builders(
    builders: &[BuilderToName<'_>],
    case: &Case,
    memory: &mut Memory,
) -> Result<Vec<BuilderName>, Error> {
    let mut taken: BTreeSet<String> = memory.builders.values().cloned().collect();
    // Of what was remembered before, not of what is named here.
    let remembered = builders.iter().map(|builder| {
        let mut places = builder.places.iter();
        places.find_map(|place| memory.builders.get(&place_key(place.path)).cloned())
    });
    let mut names: Vec<Option<String>> = remembered.collect();
    let mut open: Vec<(&BuilderToName<'_>, &mut Option<String>)> = builders.iter().zip(&mut names).collect();
    // The sort keeps the order of the shortest paths among builders that are as rich.
    open.sort_by_key(|(builder, _)| std::cmp::Reverse(builder.methods));
    for (builder, name) in open {
        let Some(home) = builder.places.first().filter(|_| name.is_none()) else {
            continue;
        };
        let is_taken = |word: &str| taken.contains(word);
        let mut candidates = builder.candidates(case);
        // The last resort is a number before the end, not behind it.
        if candidates.iter().all(|word| is_taken(word)) {
            let last = candidates.last().map(|last| last.trim_end_matches(BUILDER).to_owned());
            let numbered = |number: u32| last.as_ref().map(|last| format!("{last}{number}{BUILDER}"));
            let free = first_free(|number| numbered(number).is_some_and(|word| is_taken(&word)));
            candidates.extend(free.and_then(numbered));
        }
        let given = name_for(&mut memory.builders, &place_key(home.path), &candidates, is_taken);
        let given = given.ok_or_else(|| unnameable(home.path))?;
        taken.insert(given.clone());
        *name = Some(given);
    }
    let files = builders.iter().map(|builder| builder.file(case));
    let named = names.into_iter().zip(files);
    Ok(named
        .map(|(name, file)| BuilderName {
            name: name.unwrap_or_default(),
            file,
        })
        .collect())
}

impl BuilderForm {
    /// The end of a builder's name.
    fn word(self) -> &'static str {
        match self {
            Self::One => "",
            Self::Collection => "Collection",
            Self::Reference => "Reference",
            Self::References => "ReferenceCollection",
            Self::Content => "Content",
        }
    }

    /// Whether a builder of the form is for things of one type: the same references can be to things of any.
    fn has_type(self) -> bool {
        matches!(self, Self::One | Self::Collection)
    }
}

impl BuilderToName<'_> {
    /// The type that it leads to. Where that differs from place to place, the words that the types have in common at
    /// their end; where there are none, `Resource`.
    fn noun(&self) -> String {
        let mut types = self.places.iter().filter_map(|place| place.lineage.first());
        let Some(first) = types.next() else {
            return "Resource".to_owned();
        };
        let common = types.fold(words(first), |common, other| {
            let other = words(other);
            let same = common.iter().rev().zip(other.iter().rev());
            let same = same.take_while(|(one, two)| one == two).count();
            common.into_iter().rev().take(same).rev().collect()
        });
        if common.is_empty() {
            return "Resource".to_owned();
        }
        common.concat()
    }

    /// Names from the shortest on.
    fn candidates(&self, case: &Case) -> Vec<String> {
        let noun = if self.form.has_type() {
            self.noun()
        } else {
            String::new()
        };
        let bare = format!("{noun}{}", self.form.word());
        let mut names = vec![bare.clone()];
        names.extend(self.by(case).map(|by| format!("{noun}{by}{}", self.form.word())));
        let owners = self.owners(&noun);
        let of = |count: usize| {
            let owners = owners.iter().take(count);
            let owners: String = owners.map(|owner| format!("Of{owner}")).collect();
            format!("{bare}{owners}")
        };
        names.extend((1..=owners.len().min(FEW)).map(of));
        names.push(format!("Related{bare}"));
        names.extend(self.property(case).map(|property| format!("{bare}As{property}")));
        names.extend((FEW + 1..=owners.len()).map(of));
        names.push(format!("Related{bare}"));
        let names = names.iter().map(|name| format!("{name}{BUILDER}"));
        names.filter_map(|name| identifier(&name)).collect()
    }

    /// What is given in parentheses, the same at all places.
    fn by(&self, case: &Case) -> Option<String> {
        let given = same(self.places.iter().map(|place| &place.given))?;
        let given: Vec<String> = given.iter().map(|name| case.camel(name)).collect();
        (!given.is_empty()).then(|| format!("By{}", given.join("And")))
    }

    /// What it belongs to, nearest first, as far as that is the same at all places: without the words that each begins
    /// with as `noun` does.
    fn owners(&self, noun: &str) -> Vec<String> {
        let skipped = usize::from(self.form.has_type());
        let at = |position: usize| same(self.places.iter().map(|place| place.lineage.get(position))).flatten();
        let owners = (skipped..).map_while(at);
        owners.map(|owner| without_common_start(owner, noun)).collect()
    }

    /// The last property, the same at all places.
    fn property(&self, case: &Case) -> Option<String> {
        let last = |place: &PlaceToName<'_>| {
            let mut segments = place.path.rsplit('/');
            let last = segments.find(|segment| !segment.starts_with(['{', '$']))?;
            Some(case.camel(simple_name(last)))
        };
        same(self.places.iter().map(last)).flatten()
    }

    /// Of the type that it leads to; of references and streams that of the first place.
    fn file(&self, case: &Case) -> String {
        let noun = if self.form.has_type() {
            self.noun()
        } else {
            self.form.word().to_owned()
        };
        let file = module_word(&case.snake(&noun));
        file.chars().take(MAX_FILE_NAME).collect()
    }
}

/// What all have; nothing where they differ, or where there are none.
fn same<T: PartialEq>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

/// The words of a name in camel case.
fn words(name: &str) -> Vec<&str> {
    let starts = name.char_indices().filter(|(_, c)| c.is_uppercase());
    let mut starts: Vec<usize> = starts.map(|(start, _)| start).collect();
    if starts.first() != Some(&0) {
        starts.insert(0, 0);
    }
    let ends = starts.iter().skip(1).copied().chain([name.len()]);
    starts
        .iter()
        .zip(ends)
        .filter_map(|(start, end)| name.get(*start..end))
        .filter(|word| !word.is_empty())
        .collect()
}

/// `Stage` of `AccessReviewStage` beside `AccessReviewInstance`: a word at least is left.
fn without_common_start(name: &str, other: &str) -> String {
    let (all, other) = (words(name), words(other));
    let same = all.iter().zip(&other).take_while(|(one, two)| one == two).count();
    let skipped = same.min(all.len().saturating_sub(1));
    all.into_iter().skip(skipped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place<'a>(path: &'a str, lineage: &[&str]) -> PlaceToName<'a> {
        PlaceToName {
            path,
            lineage: lineage.iter().map(ToString::to_string).collect(),
            given: Vec::new(),
        }
    }

    fn builder<'a>(places: &[PlaceToName<'a>], form: BuilderForm, methods: usize) -> BuilderToName<'a> {
        BuilderToName {
            places: places.to_vec(),
            form,
            methods,
        }
    }

    fn named(builders: &[BuilderToName<'_>]) -> Vec<String> {
        let named = name_builders(builders, &Case::default(), &mut Memory::default()).unwrap_or_default();
        named.into_iter().map(|name| name.name).collect()
    }

    #[test]
    fn of_one_type_the_richest_has_the_bare_name() {
        let several = [
            place("/a/tasks", &["UserTask", "A"]),
            place("/b/tasks", &["UserTask", "B"]),
        ];
        let one = |path, owner, methods| builder(&[place(path, &["UserTask", owner])], BuilderForm::One, methods);
        let related = [
            place("/a/task", &["UserTask", "A"]),
            place("/b/task", &["UserTask", "B"]),
        ];
        let other = [
            place("/c/task", &["UserTask", "C"]),
            place("/d/task", &["UserTask", "D"]),
        ];
        let again = [
            place("/e/own", &["UserTask", "E"]),
            place("/f/task", &["UserTask", "F"]),
        ];
        assert_eq!(
            named(&[
                one("/a/tasks/{}", "UserReport", 1),
                builder(&related, BuilderForm::One, 1),
                one("/a/b/tasks/{}", "UserReport", 3),
                builder(&other, BuilderForm::One, 1),
                builder(&again, BuilderForm::One, 1),
                builder(&several, BuilderForm::Collection, 1),
            ]),
            [
                "UserTaskOfReportBuilder",
                "RelatedUserTaskBuilder",
                "UserTaskBuilder",
                "UserTaskAsTaskBuilder",
                "RelatedUserTask2Builder",
                "UserTaskCollectionBuilder",
            ]
        );
    }

    #[test]
    fn no_place_names_what_several_types_share() {
        let places = |one, two| [place("/a/x", &[one, "A"]), place("/b/y", &[two, "A"])];
        for (one, two, form, name) in [
            ("UserTask", "TeamTask", BuilderForm::One, "TaskBuilder"),
            ("Group", "User", BuilderForm::Collection, "ResourceCollectionBuilder"),
            ("Group", "User", BuilderForm::References, "ReferenceCollectionBuilder"),
            ("Group", "Group", BuilderForm::Reference, "ReferenceBuilder"),
            ("File", "File", BuilderForm::Content, "ContentBuilder"),
        ] {
            assert_eq!(named(&[builder(&places(one, two), form, 1)]), [name]);
        }
    }

    #[test]
    fn what_is_given_tells_builders_apart() {
        let mut by = builder(
            &[place("/plants(code='{}')", &["Plant", "Garden"])],
            BuilderForm::One,
            1,
        );
        by.places
            .iter_mut()
            .for_each(|place| place.given = vec!["code", "dateOfSale"]);
        let one = builder(&[place("/plants/{}", &["Plant", "Garden"])], BuilderForm::One, 2);
        assert_eq!(named(&[by, one]), ["PlantByCodeAndDateOfSaleBuilder", "PlantBuilder"]);
    }

    #[test]
    fn words_begin_with_a_capital() {
        assert_eq!(words("AccessReviewStage"), ["Access", "Review", "Stage"]);
        assert_eq!(words("_2FA"), ["_2", "F", "A"]);
        assert_eq!(words(""), [] as [&str; 0]);
        assert_eq!(
            without_common_start("AccessReviewStage", "AccessReviewInstance"),
            "Stage"
        );
        assert_eq!(without_common_start("Assignment", "AssignmentPolicy"), "Assignment");
        assert_eq!(without_common_start("Group", "User"), "Group");
    }
}
