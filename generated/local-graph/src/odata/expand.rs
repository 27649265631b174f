//! `$expand`: navigation properties with options of their own, nested.

use msgraph_identity_governance::reflection::{Item, Member, Type};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::clauses::Clauses;
use super::error::{Place, QueryError, shown};
use super::limits::{MAX_CLAUSE_ITEMS, MAX_EXPAND_DEPTH};
use super::names;

/// A navigation property to expand.
#[derive(Clone, Debug)]
pub(super) struct Expanded {
    /// It is expanded of what has this type only.
    pub(super) of: Option<Type>,
    pub(super) name: &'static str,
    /// The declared type of what it leads to.
    pub(super) ty: Type,
    pub(super) is_collection: bool,
    pub(super) is_contained: bool,
    pub(super) options: Clauses,
    /// How often the property is expanded inside of itself; 1 is once.
    pub(super) levels: usize,
    /// The options as the query of a URL, for a link to further items.
    pub(super) query: String,
}

/// What was read so far, over all nested lists.
#[derive(Debug, Default)]
pub(super) struct Budget {
    items: usize,
}

impl Budget {
    fn count(&mut self, place: Place<'_>, at: usize) -> Result<(), QueryError> {
        self.items += 1;
        match self.items <= MAX_CLAUSE_ITEMS {
            true => Ok(()),
            false => Err(place.error(at, format!("At most {MAX_CLAUSE_ITEMS} properties are taken"))),
        }
    }
}

/// Reads a list at a depth, 1 for that of the URL.
pub(super) fn read(text: &str, ty: Type, depth: usize, budget: &mut Budget) -> Result<Vec<Expanded>, QueryError> {
    let place = Place::of("$expand", text);
    if depth > MAX_EXPAND_DEPTH {
        let what = format!("$expand is nested too deeply: at most {MAX_EXPAND_DEPTH} levels are taken");
        return Err(place.error(0, what));
    }
    let mut expanded: Vec<Expanded> = Vec::new();
    for (at, item) in split(place, ',')? {
        budget.count(place, at)?;
        let begin = at + (item.len() - item.trim_start().len());
        for one in read_item(place, begin, item.trim(), ty, depth, budget)? {
            if expanded
                .iter()
                .any(|other| other.name == one.name && other.of == one.of)
            {
                let what = format!("The property {} is expanded more than once", shown(one.name));
                return Err(place.error(begin, what));
            }
            expanded.push(one);
        }
    }
    Ok(expanded)
}

fn read_item(
    place: Place<'_>,
    at: usize,
    item: &str,
    ty: Type,
    depth: usize,
    budget: &mut Budget,
) -> Result<Vec<Expanded>, QueryError> {
    let (path, options) = match item.split_once('(') {
        Some((path, options)) => match options.trim_end().strip_suffix(')') {
            Some(options) => (path.trim_end(), Some(options)),
            None => return Err(place.error(at + item.len(), "Syntax error: ')' was expected")),
        },
        None => (item, None),
    };
    if path.is_empty() {
        return Err(place.error(at, "The name of a navigation property was expected"));
    }
    if path == "*" {
        if options.is_some() {
            return Err(place.error(at, "All properties are expanded without options: $expand=*"));
        }
        let navigation = ty.members().into_iter().filter(|member| member.is_navigation());
        return Ok(navigation.filter_map(|member| Expanded::of(member, None)).collect());
    }
    let (mut ty, mut of, mut at) = (ty, None, at);
    let mut name = path;
    while let Some((segment, rest)) = name.split_once('/') {
        if !segment.contains('.') {
            let what = match rest.starts_with('$') {
                true => format!("Only entities can be expanded, not {}", shown(rest)),
                false => "A property of another entity is expanded inside of it: name($expand=…)".to_owned(),
            };
            return Err(place.error(at, what));
        }
        ty = names::cast(place, at, ty, segment)?;
        of = Some(ty);
        at += segment.len() + 1;
        name = rest;
    }
    let member = ty.member(name).or_else(|| {
        let mut members = ty.lineage().flat_map(Type::own_members);
        members.find(|member| member.name().eq_ignore_ascii_case(name))
    });
    let Some(member) = member else {
        return Err(names::no_member(place, at, ty, name));
    };
    let Some(mut expanded) = Expanded::of(member, of) else {
        let what = format!(
            "The property {} on type '{}' is not a navigation property and cannot be expanded",
            shown(name),
            ty.name()
        );
        return Err(place.error(at, what));
    };
    if let Some(options) = options {
        expanded.read_options(options, depth, budget)?;
    }
    Ok(vec![expanded])
}

impl Expanded {
    fn of(member: Member, of: Option<Type>) -> Option<Self> {
        let ty = member.ty().filter(|_| member.is_navigation())?;
        let Item::Type(target) = ty.item() else { return None };
        Some(Self {
            of,
            name: member.name(),
            ty: target,
            is_collection: ty.is_collection(),
            is_contained: member.is_contained(),
            options: Clauses::default(),
            levels: 1,
            query: String::new(),
        })
    }

    fn read_options(&mut self, text: &str, depth: usize, budget: &mut Budget) -> Result<(), QueryError> {
        let place = Place::of("$expand", text);
        let mut seen: Vec<String> = Vec::new();
        for (at, option) in split(place, ';')? {
            if option.trim().is_empty() {
                continue;
            }
            let Some((name, value)) = option.split_once('=') else {
                return Err(place.error(at, format!("An option was expected, found {}", shown(option))));
            };
            let name = name.trim();
            let bare = name.strip_prefix('$').unwrap_or(name).to_ascii_lowercase();
            if seen.contains(&bare) {
                let what = format!("The option {} was specified more than once", shown(name));
                return Err(place.error(at, what));
            }
            if bare != "levels" {
                let separator = if self.query.is_empty() { "" } else { "&" };
                let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
                self.query.push_str(&format!("{separator}${bare}={value}"));
            }
            if bare == "levels" {
                self.levels = self.read_levels(place, at, value.trim(), depth)?;
            } else if !self
                .options
                .set(&bare, value, Item::Type(self.ty), self.is_collection, depth, budget)?
            {
                let what = format!("The option {} is not known inside of $expand", shown(name));
                return Err(place.error(at, what));
            }
            seen.push(bare);
        }
        self.options.check()
    }

    fn read_levels(&self, place: Place<'_>, at: usize, value: &str, depth: usize) -> Result<usize, QueryError> {
        let most = MAX_EXPAND_DEPTH + 1 - depth;
        if !self.ty.members().iter().any(|member| member.name() == self.name) {
            let what = format!(
                "$levels is for properties that lead to such with {} again",
                shown(self.name)
            );
            return Err(place.error(at, what));
        }
        if value == "max" {
            return Ok(most);
        }
        match value.parse() {
            Ok(levels) if (1..=most).contains(&levels) => Ok(levels),
            _ => Err(place.error(
                at,
                format!("$levels is 'max' or a number from 1 to {most}, found {}", shown(value)),
            )),
        }
    }
}

/// The parts of a text with a separator between them that is not inside of parentheses or quotes, each with where it
/// begins.
fn split(place: Place<'_>, separator: char) -> Result<Vec<(usize, &str)>, QueryError> {
    let text = place.text();
    let mut parts = Vec::new();
    let (mut begin, mut depth, mut quote) = (0, 0_usize, None);
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match (quote, c) {
            (Some('"'), '\\') => {
                chars.next();
            }
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return Err(place.error(at, "Syntax error: ')' without '('")),
            },
            (None, c) if c == separator && depth == 0 => {
                parts.push((begin, text.get(begin..at).unwrap_or_default()));
                begin = at + c.len_utf8();
            }
            (None, _) => {}
        }
    }
    if quote.is_some() || depth > 0 {
        return Err(place.error(text.len(), "A quote or a parenthesis is not closed"));
    }
    parts.push((begin, text.get(begin..).unwrap_or_default()));
    Ok(parts)
}
