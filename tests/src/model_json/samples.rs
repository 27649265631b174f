//! JSON made from the metadata: values that fit their types, in every form that the service sends, and values that do
//! not.

use generator::analysis::Analysis;
use generator::model::{EnumType, ItemType, Member, Primitive, QName, Structured, TypeRef};

use super::oracle::ANSWERS_ONLY;
use super::tree::Tree;
use crate::shuffle::Random;

/// How deep objects of the metadata's types are made; unknown members go a little deeper.
const DEEPEST: usize = 5;

const TEXTS: [&str; 14] = [
    "",
    "a",
    "null",
    "Sales and Marketing",
    "\"quoted\" \\ and\n\ttabs\u{1}\u{1f}\u{7f}",
    "żółć 😀 \u{2028}\u{feff}\u{10ffff}",
    "2026-08-03T09:30:00Z",
    "#microsoft.graph.accessPackage",
    "7A6AB703-0780-4b37-8445-81f679b2d75c_member_1",
    "12",
    "a,b",
    "https://graph.microsoft.com/v1.0/$metadata#x(y())",
    "PT1H",
    "0123456789012345678901234567890123456789\"",
];
const DATE_TIMES: [&str; 16] = [
    "2026-08-03T09:30:00Z",
    "0001-01-01T00:00:00Z",
    "0001-01-01T08:00:00Z",
    "9999-12-31T23:59:59.9999999Z",
    "2020-02-29T23:59:59.9Z",
    "2021-01-26T22:30:57.37Z",
    "2021-01-26T22:30:57.370Z",
    "2021-01-26T22:30:57.1234Z",
    "2021-01-26T22:30:57.12345Z",
    "2021-01-26T22:30:57.123456Z",
    "2021-01-26T22:30:57.0000000Z",
    "2021-01-26T22:30:57-08:00",
    "2021-01-26T22:30:57.5+05:30",
    "2021-01-26T22:30:57+00:00",
    "2021-01-26t22:30:57z",
    "2021-01-26T22:30Z",
];
const DATES: [&str; 5] = [
    "0001-01-01",
    "9999-12-31",
    "2024-02-29",
    "2026-08-03",
    "2026-08-03T00:00:00Z",
];
const TIMES: [&str; 5] = [
    "00:00:00",
    "23:59:59.9999999",
    "09:30:00.0000000",
    "09:30:00.5",
    "12:00:00.00",
];
const DURATIONS: [&str; 10] = [
    "P365D",
    "PT1H30M",
    "-P1DT2.5S",
    "P1Y2M3DT4H5M6.0000001S",
    "PT0S",
    "P0D",
    "P2W",
    "PT36H",
    "P1M",
    "PT1M",
];
const GUIDS: [&str; 3] = [
    "7a6ab703-0780-4b37-8445-81f679b2d75c",
    "7A6AB703-0780-4B37-8445-81F679B2D75C",
    "00000000-0000-0000-0000-000000000000",
];
const BINARIES: [&str; 7] = ["", "TQ==", "TWE=", "TWFu", "TQ", "-_8", "+/8="];
const WHOLE: [i64; 8] = [0, 1, -1, 127, 2_147_483_647, -2_147_483_648, i64::MAX, i64::MIN];
const DOUBLES: [&str; 8] = [
    "0",
    "0.1",
    "-2.5",
    "1e300",
    "5E-324",
    "1.7976931348623157e308",
    "100.0",
    "-0.5",
];

/// Makes JSON of the types of a version, as a seed decides.
pub struct Sampler<'a> {
    loaded: &'a Analysis,
    /// The source of all choices.
    pub random: Random,
    /// How many members may still be made.
    left: usize,
    /// Whether values may be of a kind that does not fit.
    wild: bool,
}

impl<'a> Sampler<'a> {
    /// Of values that fit.
    #[must_use]
    pub fn new(loaded: &'a Analysis, seed: u64) -> Self {
        Self {
            loaded,
            random: Random::new(seed),
            left: 0,
            wild: false,
        }
    }

    /// Of any JSON under any name, the members' own names among them.
    #[must_use]
    pub fn wild(loaded: &'a Analysis, seed: u64) -> Self {
        Self {
            wild: true,
            ..Self::new(loaded, seed)
        }
    }

    fn one_in(&mut self, chances: usize) -> bool {
        self.random.below(chances) == 0
    }

    fn pick<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.random.below(values.len())]
    }

    /// An object of exactly that type with at most that many members, at any depth, of those that the metadata has.
    pub fn document(&mut self, structured: &Structured, members: usize) -> Tree {
        self.left = members;
        self.object(structured, &structured.name, 0)
    }

    /// It has an `@odata.type` if another type is declared where it stands.
    fn object(&mut self, structured: &Structured, declared: &QName, depth: usize) -> Tree {
        let mut members: Vec<(String, Tree)> = Vec::new();
        let share = if depth == 0 {
            80
        } else {
            60_usize.saturating_sub(10 * depth)
        };
        for member in &structured.members {
            if self.left > 0 && self.random.below(100) < share {
                self.left -= 1;
                if let Some(value) = self.member(member, depth) {
                    members.push((member.name.clone(), value));
                }
            }
        }
        self.extras(structured, depth, &mut members);
        if self.one_in(2) {
            self.random.shuffle(&mut members);
        }
        if structured.name != *declared || (!structured.is_abstract && self.one_in(4)) {
            let name = self.odata_type(&structured.name);
            let place = match self.random.below(3) {
                0 => 0,
                1 => members.len(),
                _ => self.random.below(members.len() + 1),
            };
            members.insert(place, ("@odata.type".to_owned(), name));
        }
        Tree::Object(members)
    }

    /// The name of a type in one of the spellings that are read.
    pub fn odata_type(&mut self, name: &QName) -> Tree {
        let spellings = spellings(name);
        let place = self.random.below(spellings.len());
        // Mostly as the service writes it.
        Tree::text(if self.one_in(2) {
            &spellings[0]
        } else {
            &spellings[place]
        })
    }

    fn member(&mut self, member: &Member, depth: usize) -> Option<Tree> {
        if self.one_in(12) {
            return Some(Tree::Null);
        }
        if self.wild && self.one_in(5) {
            return Some(self.any(2));
        }
        self.value(&member.ty, depth)
    }

    /// A value of that type; `None` for an object that would be too deep.
    pub fn value(&mut self, ty: &TypeRef, depth: usize) -> Option<Tree> {
        if !ty.collection {
            return self.item(&ty.item, depth);
        }
        let count = self.pick(&[0, 1, 1, 2, 3]);
        Some(Tree::Array(
            (0..count).filter_map(|_| self.item(&ty.item, depth)).collect(),
        ))
    }

    fn item(&mut self, item: &ItemType, depth: usize) -> Option<Tree> {
        let loaded = self.loaded;
        Some(match item {
            ItemType::Primitive(primitive) => self.primitive(*primitive),
            ItemType::Untyped => self.any(2),
            ItemType::Enum(name) => match loaded.api.enumeration(name) {
                Some(enumeration) => Tree::Text(self.enumeration(enumeration)),
                None => Tree::text("unknown"),
            },
            ItemType::Structured(declared) => {
                if depth + 1 >= DEEPEST {
                    return None;
                }
                let structured = loaded.api.structured(declared)?;
                let place = self.random.below(structured.derived.len() + 1);
                let derived = structured
                    .derived
                    .get(place)
                    .and_then(|name| loaded.api.structured(name));
                let held = derived.filter(|derived| !derived.is_abstract).unwrap_or(structured);
                let mut object = self.object(held, declared, depth + 1);
                if self.one_in(20) {
                    rename(&mut object, "#microsoft.graph.aTypeOfLater");
                }
                object
            }
        })
    }

    /// A text that an enumeration or a set of flags may have.
    pub fn enumeration(&mut self, enumeration: &EnumType) -> String {
        let mut names: Vec<String> = enumeration.members.iter().map(|member| member.name.clone()).collect();
        names.push("aValueOfLater".to_owned());
        let name = |sampler: &mut Self| {
            let place = sampler.random.below(names.len());
            let name = &names[place];
            match sampler.random.below(4) {
                0 => name.to_uppercase(),
                1 => name.to_lowercase(),
                _ => name.clone(),
            }
        };
        if enumeration.flags {
            let count = self.pick(&[1, 1, 2, 3]);
            let separator = self.pick(&[",", ", "]);
            (0..count).map(|_| name(self)).collect::<Vec<_>>().join(separator)
        } else {
            name(self)
        }
    }

    /// A value of a primitive type.
    pub fn primitive(&mut self, primitive: Primitive) -> Tree {
        let whole = |sampler: &mut Self, low: i64, high: i64| {
            let fitting: Vec<i64> = WHOLE.into_iter().filter(|value| (low..=high).contains(value)).collect();
            sampler.pick(&fitting)
        };
        match primitive {
            Primitive::String => Tree::text(self.pick(&TEXTS)),
            Primitive::Boolean => Tree::Bool(self.one_in(2)),
            Primitive::Byte => Tree::number(whole(self, 0, 255)),
            Primitive::SByte => Tree::number(whole(self, -128, 127)),
            Primitive::Int16 => Tree::number(whole(self, i16::MIN.into(), i16::MAX.into())),
            Primitive::Int32 => Tree::number(whole(self, i32::MIN.into(), i32::MAX.into())),
            Primitive::Int64 => {
                let value = whole(self, i64::MIN, i64::MAX);
                if self.one_in(3) {
                    Tree::Text(value.to_string())
                } else {
                    Tree::number(value)
                }
            }
            Primitive::Single => Tree::text(self.pick(&["INF", "-INF", "NaN"])),
            Primitive::Double => match self.random.below(4) {
                0 => Tree::text(self.pick(&["INF", "-INF", "NaN"])),
                _ => Tree::Number(self.pick(&DOUBLES).to_owned()),
            },
            Primitive::Decimal => Tree::Number(self.pick(&DOUBLES).to_owned()),
            Primitive::DateTimeOffset => Tree::text(self.pick(&DATE_TIMES)),
            Primitive::Date => Tree::text(self.pick(&DATES)),
            Primitive::TimeOfDay => Tree::text(self.pick(&TIMES)),
            Primitive::Duration => Tree::text(self.pick(&DURATIONS)),
            Primitive::Guid => Tree::text(self.pick(&GUIDS)),
            Primitive::Binary | Primitive::Stream => Tree::text(self.pick(&BINARIES)),
        }
    }

    /// Members that the metadata does not have, and annotations.
    fn extras(&mut self, structured: &Structured, depth: usize, members: &mut Vec<(String, Tree)>) {
        let deepest = if depth == 0 { 4 } else { 1 };
        for number in 0..self.random.below(3) {
            let name = self.pick(&["laterMember", "with \"quotes\"", "größe", "", "extension_1_x"]);
            let value = self.any(deepest);
            members.push((format!("{name}{number}"), value));
        }
        if self.one_in(8)
            && let Some(member) = structured.members.get(self.random.below(structured.members.len()))
        {
            let value = self.any(1);
            members.push((miscased(&member.name), value));
        }
        for annotation in ANSWERS_ONLY
            .into_iter()
            .chain(["@odata.id", "@odata.bind", "@custom.note"])
        {
            if !self.one_in(12) {
                continue;
            }
            // Some stand behind a member's name only, some by themselves only.
            let of_member = match annotation {
                "@odata.bind" | "@odata.count" => true,
                "@odata.etag" | "@odata.id" | "@microsoft.graph.tips" => false,
                _ => self.one_in(2),
            };
            let mut name = annotation.to_owned();
            if of_member {
                let place = self.random.below(structured.members.len());
                let Some(member) = structured.members.get(place) else {
                    continue;
                };
                name = format!("{}{annotation}", member.name);
            }
            let value = match annotation {
                "@odata.count" => Tree::number(3),
                "@odata.bind" => Tree::Array(vec![Tree::text("https://graph.microsoft.com/v1.0/x/1")]),
                _ => Tree::text(self.pick(&TEXTS)),
            };
            members.push((name, value));
        }
    }

    /// Any JSON of at most that many levels.
    pub fn any(&mut self, depth: usize) -> Tree {
        match self.random.below(if depth == 0 { 6 } else { 9 }) {
            0 => Tree::Null,
            1 => Tree::Bool(self.one_in(2)),
            2 => Tree::Number(
                self.pick(&[
                    "0",
                    "-1",
                    "2.50",
                    "1e3",
                    "18446744073709551615",
                    "1e-7",
                    "7",
                    "3000000000",
                ])
                .to_owned(),
            ),
            3..=5 => Tree::text(self.pick(&TEXTS)),
            6 => {
                let count = self.random.below(4);
                Tree::Array((0..count).map(|_| self.any(depth - 1)).collect())
            }
            _ => {
                let names = [
                    "id",
                    "x",
                    "value",
                    "displayName",
                    "@odata.type",
                    "größe",
                    "y@odata.count",
                    "\"\\",
                ];
                let start = self.random.below(names.len());
                let count = self.random.below(4);
                let member = |place: usize| names[(start + place) % names.len()].to_owned();
                Tree::Object((0..count).map(|place| (member(place), self.any(depth - 1))).collect())
            }
        }
    }
}

/// A member's name as the service has sent some: one letter in the other case.
fn miscased(name: &str) -> String {
    let place = name.len() / 2;
    let flip = |c: char| {
        if c.is_ascii_uppercase() {
            c.to_ascii_lowercase()
        } else {
            c.to_ascii_uppercase()
        }
    };
    name.char_indices()
        .map(|(at, c)| if at == place { flip(c) } else { c })
        .collect()
}

/// Gives an object another `@odata.type`, where it has one.
fn rename(object: &mut Tree, odata_type: &str) {
    if let Tree::Object(members) = object {
        for (name, value) in members {
            if name == "@odata.type" {
                *value = Tree::text(odata_type);
            }
        }
    }
}

/// How a discriminator may name a type; first as the service writes it.
#[must_use]
pub fn spellings(name: &QName) -> Vec<String> {
    let full = name.to_string();
    let alias = full.strip_prefix("microsoft.").unwrap_or(&full).to_owned();
    vec![
        format!("#{full}"),
        full.clone(),
        format!("#{alias}"),
        alias.to_uppercase(),
        format!("#{}", full.to_uppercase()),
        full.to_lowercase(),
    ]
}
