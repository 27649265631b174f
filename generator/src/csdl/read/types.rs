//! Entity, complex and enum types with their members, and type definitions.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::reader::Reader;
use crate::csdl::document::{
    EnumMember, EnumType, KeyRef, NavigationProperty, OnDelete, Property, ReferentialConstraint, StructuredKind,
    StructuredType, TypeDefinition,
};
use crate::csdl::namespace::EDM;
use crate::error::{ErrorKind, Result};

impl Reader<'_> {
    pub(super) fn structured_type(&mut self, node: Node<'_, '_>, kind: StructuredKind) -> Result<StructuredType> {
        let known: &[&str] = match kind {
            StructuredKind::Entity => &["Name", "BaseType", "Abstract", "OpenType", "HasStream"],
            StructuredKind::Complex => &["Name", "BaseType", "Abstract", "OpenType"],
        };
        let element = self.enter(node, known);
        let mut ty = StructuredType {
            name: self.name(element, "Name")?,
            kind,
            base_type: self.optional_qualified(element, "BaseType")?,
            is_abstract: self.boolean(element, "Abstract")?.unwrap_or(false),
            open: self.boolean(element, "OpenType")?.unwrap_or(false),
            has_stream: kind == StructuredKind::Entity && self.boolean(element, "HasStream")?.unwrap_or(false),
            key: Vec::new(),
            properties: Vec::new(),
            navigation_properties: Vec::new(),
            annotations: Vec::new(),
            at: element.at,
        };
        let mut members = BTreeMap::new();
        for child in self.children(element, EDM) {
            match child.tag_name().name() {
                "Key" if kind == StructuredKind::Entity => {
                    let key = self.key(child)?;
                    if !ty.key.is_empty() {
                        return Err(self.error(
                            ErrorKind::Duplicate,
                            self.at(child),
                            format!("the key of `{}` is defined twice", ty.name),
                        ));
                    }
                    ty.key = key;
                }
                "Property" => {
                    let property = self.property(child)?;
                    self.unique(&mut members, property.name.clone(), property.at, || {
                        format!("the property `{}` of `{}`", property.name, ty.name)
                    })?;
                    ty.properties.push(property);
                }
                "NavigationProperty" => {
                    let property = self.navigation_property(child)?;
                    self.unique(&mut members, property.name.clone(), property.at, || {
                        format!("the property `{}` of `{}`", property.name, ty.name)
                    })?;
                    ty.navigation_properties.push(property);
                }
                _ => {
                    if !self.annotation_into(child, &mut ty.annotations)? {
                        self.report_element(child, element.name());
                    }
                }
            }
        }
        Ok(ty)
    }

    fn key(&mut self, node: Node<'_, '_>) -> Result<Vec<KeyRef>> {
        let element = self.enter(node, &[]);
        let mut key = Vec::new();
        let mut seen = BTreeMap::new();
        for child in self.children(element, EDM) {
            if child.tag_name().name() != "PropertyRef" {
                self.report_element(child, "Key");
                continue;
            }
            let part = self.enter(child, &["Name", "Alias"]);
            let part = KeyRef {
                name: self.path(part, "Name")?,
                alias: self.optional_name(part, "Alias")?,
                at: part.at,
            };
            self.unique(&mut seen, part.name.clone(), part.at, || {
                format!("the key part `{}`", part.name)
            })?;
            key.push(part);
        }
        if key.is_empty() {
            return Err(self.error(ErrorKind::Missing, element.at, "`Key` has no `PropertyRef`"));
        }
        Ok(key)
    }

    fn property(&mut self, node: Node<'_, '_>) -> Result<Property> {
        let element = self.enter(
            node,
            &[
                "Name",
                "Type",
                "Nullable",
                "MaxLength",
                "Precision",
                "Scale",
                "SRID",
                "Unicode",
                "DefaultValue",
            ],
        );
        Ok(Property {
            name: self.name(element, "Name")?,
            type_name: self.type_name(element)?,
            facets: self.facets(element)?,
            annotations: self.only_annotations(element)?,
            at: element.at,
        })
    }

    fn navigation_property(&mut self, node: Node<'_, '_>) -> Result<NavigationProperty> {
        let element = self.enter(node, &["Name", "Type", "Nullable", "Partner", "ContainsTarget"]);
        let mut property = NavigationProperty {
            name: self.name(element, "Name")?,
            type_name: self.type_name(element)?,
            nullable: self.boolean(element, "Nullable")?,
            partner: element
                .attribute("Partner")
                .map(|_| self.path(element, "Partner"))
                .transpose()?,
            contains_target: self.boolean(element, "ContainsTarget")?.unwrap_or(false),
            referential_constraints: Vec::new(),
            on_delete: None,
            annotations: Vec::new(),
            at: element.at,
        };
        for child in self.children(element, EDM) {
            match child.tag_name().name() {
                "ReferentialConstraint" => {
                    let constraint = self.enter(child, &["Property", "ReferencedProperty"]);
                    property.referential_constraints.push(ReferentialConstraint {
                        property: self.path(constraint, "Property")?,
                        referenced_property: self.path(constraint, "ReferencedProperty")?,
                        annotations: self.only_annotations(constraint)?,
                        at: constraint.at,
                    });
                }
                "OnDelete" => {
                    let on_delete = self.on_delete(child)?;
                    let at = on_delete.at;
                    if property.on_delete.replace(on_delete).is_some() {
                        return Err(self.error(
                            ErrorKind::Duplicate,
                            at,
                            format!("`OnDelete` of `{}` is there twice", property.name),
                        ));
                    }
                }
                _ => {
                    if !self.annotation_into(child, &mut property.annotations)? {
                        self.report_element(child, "NavigationProperty");
                    }
                }
            }
        }
        Ok(property)
    }

    fn on_delete(&mut self, node: Node<'_, '_>) -> Result<OnDelete> {
        let element = self.enter(node, &["Action"]);
        let action = self.required(element, "Action")?;
        if !["Cascade", "None", "SetNull", "SetDefault"].contains(&action) {
            let expected = "`Cascade`, `None`, `SetNull` or `SetDefault`";
            return Err(self.wrong_value(element, "Action", action, expected));
        }
        Ok(OnDelete {
            action: action.to_owned(),
            annotations: self.only_annotations(element)?,
            at: element.at,
        })
    }

    pub(super) fn enum_type(&mut self, node: Node<'_, '_>) -> Result<EnumType> {
        let element = self.enter(node, &["Name", "UnderlyingType", "IsFlags"]);
        let underlying_type = element.text("UnderlyingType");
        if let Some(ty) = &underlying_type
            && !["Edm.Byte", "Edm.SByte", "Edm.Int16", "Edm.Int32", "Edm.Int64"].contains(&ty.as_str())
        {
            return Err(self.wrong_value(
                element,
                "UnderlyingType",
                ty,
                "`Edm.Byte`, `Edm.SByte`, `Edm.Int16`, `Edm.Int32` or `Edm.Int64`",
            ));
        }
        let mut ty = EnumType {
            name: self.name(element, "Name")?,
            underlying_type,
            is_flags: self.boolean(element, "IsFlags")?.unwrap_or(false),
            members: Vec::new(),
            annotations: Vec::new(),
            at: element.at,
        };
        let mut seen = BTreeMap::new();
        // What a member without a value counts on to.
        let mut next = Some(0_i64);
        for child in self.children(element, EDM) {
            if child.tag_name().name() != "Member" {
                if !self.annotation_into(child, &mut ty.annotations)? {
                    self.report_element(child, "EnumType");
                }
                continue;
            }
            let member = self.enter(child, &["Name", "Value"]);
            let name = self.name(member, "Name")?;
            self.unique(&mut seen, name.clone(), member.at, || {
                format!("the member `{name}` of `{}`", ty.name)
            })?;
            let value = match member.attribute("Value") {
                Some(value) => value
                    .parse()
                    .map_err(|_| self.wrong_value(member, "Value", value, "a whole number of 64 bits"))?,
                None => next.ok_or_else(|| {
                    self.error(
                        ErrorKind::Missing,
                        member.at,
                        format!("the member `{name}` of `{}` needs a `Value`", ty.name),
                    )
                })?,
            };
            next = value.checked_add(1);
            let annotations = self.only_annotations(member)?;
            ty.members.push(EnumMember {
                value,
                name,
                annotations,
                at: member.at,
            });
        }
        Ok(ty)
    }

    pub(super) fn type_definition(&mut self, node: Node<'_, '_>) -> Result<TypeDefinition> {
        let element = self.enter(
            node,
            &[
                "Name",
                "UnderlyingType",
                "MaxLength",
                "Precision",
                "Scale",
                "SRID",
                "Unicode",
            ],
        );
        Ok(TypeDefinition {
            name: self.name(element, "Name")?,
            underlying_type: self.qualified(element, "UnderlyingType")?,
            facets: self.facets(element)?,
            annotations: self.only_annotations(element)?,
            at: element.at,
        })
    }
}
