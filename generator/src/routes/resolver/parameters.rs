//! Keys and arguments as parameters: their Rust names, how they are written in a segment, and their types where the
//! OpenAPI document alone says them.

use super::context::Context;
use crate::error::{Error, ErrorKind, Place};
use crate::model::{ItemType, Primitive, QName, TypeRef};
use crate::naming::case::identifier;
use crate::openapi::{self, Location};
use crate::routes::operation::Parameter;
use crate::routes::segments::{Argument, Part, order, pointer, template};
use crate::routes::tree::SegmentKind;
use crate::routes::trie::PathTrie;
use crate::routes::wire_type::WireType;
use crate::source::quoted;

impl Context<'_> {
    /// The Rust name of a parameter.
    pub(super) fn ident(&self, name: &str, path: &str) -> Result<String, Error> {
        identifier(&self.case.snake(name)).ok_or_else(|| {
            Error::new(
                ErrorKind::Name,
                Place::path(&self.document.file, format!("#/paths/{}", pointer(path))),
                format!(
                    "the parameter {} holds no letter or digit that a Rust name could have",
                    quoted(name)
                ),
            )
        })
    }

    /// As [`Context::ident`], with a number where another parameter of the same method has the name (`onDate` and
    /// `on_date`).
    pub(super) fn free_ident(&self, name: &str, others: &[Parameter], path: &str) -> Result<String, Error> {
        let ident = self.ident(name, path)?;
        let taken = |ident: &str| others.iter().any(|other| other.ident == ident);
        if !taken(&ident) {
            return Ok(ident);
        }
        let word = ident.trim_start_matches("r#").to_owned();
        // There are fewer parameters than numbers to try.
        Ok((2..others.len() + 3)
            .map(|number| format!("{word}{number}"))
            .find(|ident| !taken(ident))
            .unwrap_or(ident))
    }

    /// The key or the arguments of a segment that the CSDL does not know, by the OpenAPI parameters of the paths that
    /// lead through it. An error says why one of them cannot be used.
    pub(super) fn parameters_by_document(&self, trie: &PathTrie) -> Result<Vec<Parameter>, String> {
        let mut parameters: Vec<Parameter> = Vec::new();
        let count = match &trie.part {
            Some(Part::Key(_)) => 1,
            Some(Part::Call { arguments, .. }) => arguments.len(),
            Some(Part::Name(_)) | None => 0,
        };
        for position in 0..count {
            // The path that ends here has the first word, then those that are nearest.
            let mut nearest: Vec<&(Part, String)> = trie.uses.iter().collect();
            nearest.sort_by_key(|(_, path)| order(path));
            let uses = nearest.into_iter().filter_map(|(part, path)| {
                let item = self.document.paths.get(path)?;
                match part {
                    Part::Key(name) => Some((item, path, name, name, false)),
                    Part::Call { arguments, .. } => {
                        let argument = arguments.get(position)?;
                        Some((item, path, &argument.name, &argument.placeholder, argument.alias))
                    }
                    Part::Name(_) => None,
                }
            });
            let mut unknown = String::new();
            let mut found = None;
            for (item, path, name, placeholder, alias) in uses {
                unknown.clone_from(placeholder);
                if let Some(declared) = self.declared_parameter(item, placeholder, alias) {
                    found = Some((path, name, alias, declared));
                    break;
                }
            }
            let Some((path, name, alias, declared)) = found else {
                return Err(format!("no OpenAPI parameter says what {} is", quoted(&unknown)));
            };
            let Some(ty) = self.parameter_type_by_document(declared) else {
                return Err(format!(
                    "the OpenAPI parameter {} has a type that cannot be written into a URL",
                    quoted(&declared.name)
                ));
            };
            parameters.push(Parameter {
                name: name.clone(),
                ident: self
                    .free_ident(name, &parameters, path)
                    .map_err(|error| error.message().to_owned())?,
                ty,
                nullable: false,
                optional: alias && !declared.required,
            });
        }
        Ok(parameters)
    }

    /// The OpenAPI parameter of a placeholder: of an alias one in the query, which some call by its name with the `@`.
    pub(super) fn declared_parameter<'d>(
        &'d self,
        item: &'d openapi::PathItem,
        placeholder: &str,
        alias: bool,
    ) -> Option<&'d openapi::Parameter> {
        let location = if alias { Location::Query } else { Location::Path };
        item.parameters
            .iter()
            .chain(item.operations.values().flat_map(|operation| &operation.parameters))
            .filter_map(|parameter| parameter.resolve(&self.document.components.parameters))
            .filter(|parameter| parameter.location == location)
            .find(|parameter| {
                parameter.name == placeholder || (alias && parameter.name.strip_prefix('@') == Some(placeholder))
            })
    }

    /// The type of a parameter as the OpenAPI document alone says it.
    fn parameter_type_by_document(&self, parameter: &openapi::Parameter) -> Option<TypeRef> {
        let schema = parameter.schema.as_ref()?;
        let item = match self.wire.schema(schema) {
            WireType::Primitive(primitive) => ItemType::Primitive(primitive),
            WireType::Named(name) => match QName::parse(&name).filter(|name| self.api.enumeration(name).is_some()) {
                Some(name) => ItemType::Enum(name),
                // An enumeration that is not selected: its members are texts.
                None => match self.document.components.schemas.get(&name)?.type_name.as_deref() {
                    Some("string") => ItemType::Primitive(Primitive::String),
                    _ => return None,
                },
            },
            WireType::Other(_) => match schema.type_name.as_deref() {
                Some("integer") => ItemType::Primitive(Primitive::Int64),
                Some("number") => ItemType::Primitive(Primitive::Double),
                _ => return None,
            },
            WireType::Nothing | WireType::Array(_) | WireType::Wrapped(_) | WireType::Object(_) | WireType::Content => {
                return None;
            }
        };
        Some(TypeRef::one(item))
    }
}

/// A segment with parentheses as it is sent. Texts stand in quotes: where the CSDL says that it is one, or where the
/// value of an alias stands in its place. Of a segment that the CSDL does not know, the document alone says what stands
/// in quotes.
pub(super) fn segment_text(name: &str, arguments: &[Argument], kind: &SegmentKind) -> String {
    let is_resolved = !matches!(kind, SegmentKind::Unresolved(_));
    let arguments = template(arguments, |position, argument| {
        let is_text = kind.parameters().get(position).is_some_and(|parameter| {
            let texts = matches!(
                parameter.ty.item,
                ItemType::Primitive(Primitive::String) | ItemType::Enum(_)
            );
            texts && !parameter.ty.collection
        });
        if argument.alias {
            is_text
        } else {
            argument.quoted || (is_resolved && is_text)
        }
    });
    format!("{name}{arguments}")
}

/// Why the arguments of a segment cannot be written into a URL, if so.
pub(super) fn why_unsendable(kind: &SegmentKind, is_root: bool) -> Option<String> {
    let parameters = kind.parameters();
    if is_root && !parameters.is_empty() {
        return Some("the client's own steps take no arguments".to_owned());
    }
    let parameter = parameters.iter().find(|parameter| !parameter.has_url_form())?;
    Some(format!(
        "{} is a {}, which cannot be written into a URL",
        quoted(&parameter.name),
        parameter.ty
    ))
}
