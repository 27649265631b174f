//! Writes a CSDL document as XML in normal form: canonical order, one element per line, attributes in a fixed order,
//! two blanks per level.
//!
//! Reading what was written gives an equal document. Names are written as they stand; whoever wants them in full
//! resolves them before.

mod annotation;
mod xml;

use self::xml::{Attributes, Writer, boolean, flag};
use super::document::{
    Annotation, Container, Document, EnumType, Facets, NavigationProperty, NavigationPropertyBinding, Operation,
    OperationKind, Reference, Schema, StructuredKind, StructuredType, TypeName,
};
use super::namespace::{EDM, EDMX};

/// The document as XML. Elements stand in the order that the schema of OASIS wants.
pub fn write(document: &Document) -> String {
    let mut document = document.clone();
    document.sort();
    let mut writer = Writer::new();
    writer.element(
        "edmx:Edmx",
        &[("Version", Some(&document.version)), ("xmlns:edmx", Some(EDMX))],
        |writer| {
            for reference in &document.references {
                writer.reference(reference);
            }
            writer.element("edmx:DataServices", &[], |writer| {
                for schema in &document.schemas {
                    writer.schema(schema);
                }
            });
        },
    );
    writer.out
}

impl Writer {
    fn reference(&mut self, reference: &Reference) {
        self.element("edmx:Reference", &[("Uri", Some(&reference.uri))], |writer| {
            for include in &reference.includes {
                writer.empty(
                    "edmx:Include",
                    &[
                        ("Namespace", Some(&include.namespace)),
                        ("Alias", include.alias.as_deref()),
                    ],
                );
            }
            for include in &reference.include_annotations {
                writer.empty(
                    "edmx:IncludeAnnotations",
                    &[
                        ("TermNamespace", Some(&include.term_namespace)),
                        ("Qualifier", include.qualifier.as_deref()),
                        ("TargetNamespace", include.target_namespace.as_deref()),
                    ],
                );
            }
            for annotation in &reference.annotations {
                writer.annotation(annotation, Some(EDM));
            }
        });
    }

    fn schema(&mut self, schema: &Schema) {
        self.element(
            "Schema",
            &[
                ("Namespace", Some(&schema.namespace)),
                ("Alias", schema.alias.as_deref()),
                ("xmlns", Some(EDM)),
            ],
            |writer| {
                writer.annotations(&schema.annotations);
                for ty in &schema.enum_types {
                    writer.enum_type(ty);
                }
                for ty in &schema.type_definitions {
                    let [max_length, precision, scale, srid, unicode] = facets(&ty.facets);
                    let (precision, name) = (precision.as_deref(), Some(ty.name.as_str()));
                    let attributes = [
                        ("Name", name),
                        ("UnderlyingType", Some(ty.underlying_type.as_str())),
                        ("MaxLength", max_length.as_deref()),
                    ];
                    let attributes = [
                        attributes.as_slice(),
                        &[
                            ("Precision", precision),
                            ("Scale", scale.as_deref()),
                            ("SRID", srid.as_deref()),
                            ("Unicode", unicode.as_deref()),
                        ],
                    ];
                    writer.element("TypeDefinition", &attributes.concat(), |writer| {
                        writer.annotations(&ty.annotations)
                    });
                }
                for kind in [StructuredKind::Complex, StructuredKind::Entity] {
                    for ty in schema.structured_types.iter().filter(|ty| ty.kind == kind) {
                        writer.structured_type(ty);
                    }
                }
                for kind in [OperationKind::Action, OperationKind::Function] {
                    for operation in schema.operations.iter().filter(|operation| operation.kind == kind) {
                        writer.operation(operation);
                    }
                }
                for term in &schema.terms {
                    let extra = [
                        ("BaseTerm", term.base_term.as_deref()),
                        ("AppliesTo", term.applies_to.as_deref()),
                    ];
                    writer.typed(
                        "Term",
                        Some(&term.name),
                        &term.type_name,
                        &term.facets,
                        &extra,
                        &term.annotations,
                    );
                }
                for container in &schema.containers {
                    writer.container(container);
                }
                for target in &schema.annotations_by_target {
                    writer.element(
                        "Annotations",
                        &[
                            ("Target", Some(&target.target)),
                            ("Qualifier", target.qualifier.as_deref()),
                        ],
                        |writer| {
                            writer.annotations(&target.annotations);
                        },
                    );
                }
            },
        );
    }

    fn enum_type(&mut self, ty: &EnumType) {
        let attributes = [
            ("Name", Some(ty.name.as_str())),
            ("UnderlyingType", ty.underlying_type.as_deref()),
            ("IsFlags", flag(ty.is_flags)),
        ];
        self.element("EnumType", &attributes, |writer| {
            writer.annotations(&ty.annotations);
            for member in &ty.members {
                writer.element(
                    "Member",
                    &[("Name", Some(&member.name)), ("Value", Some(&member.value.to_string()))],
                    |writer| writer.annotations(&member.annotations),
                );
            }
        });
    }

    fn structured_type(&mut self, ty: &StructuredType) {
        let name = match ty.kind {
            StructuredKind::Entity => "EntityType",
            StructuredKind::Complex => "ComplexType",
        };
        let attributes = [
            ("Name", Some(ty.name.as_str())),
            ("BaseType", ty.base_type.as_deref()),
            ("Abstract", flag(ty.is_abstract)),
            ("OpenType", flag(ty.open)),
            ("HasStream", flag(ty.has_stream)),
        ];
        self.element(name, &attributes, |writer| {
            if !ty.key.is_empty() {
                writer.element("Key", &[], |writer| {
                    for part in &ty.key {
                        writer.empty(
                            "PropertyRef",
                            &[("Name", Some(&part.name)), ("Alias", part.alias.as_deref())],
                        );
                    }
                });
            }
            for property in &ty.properties {
                writer.typed(
                    "Property",
                    Some(&property.name),
                    &property.type_name,
                    &property.facets,
                    &[],
                    &property.annotations,
                );
            }
            for property in &ty.navigation_properties {
                writer.navigation_property(property);
            }
            writer.annotations(&ty.annotations);
        });
    }

    fn navigation_property(&mut self, property: &NavigationProperty) {
        let ty = type_text(&property.type_name);
        let attributes = [
            ("Name", Some(property.name.as_str())),
            ("Type", Some(ty.as_str())),
            ("Nullable", property.nullable.map(boolean)),
            ("Partner", property.partner.as_deref()),
            ("ContainsTarget", flag(property.contains_target)),
        ];
        self.element("NavigationProperty", &attributes, |writer| {
            for constraint in &property.referential_constraints {
                let attributes = [
                    ("Property", Some(constraint.property.as_str())),
                    ("ReferencedProperty", Some(constraint.referenced_property.as_str())),
                ];
                writer.element("ReferentialConstraint", &attributes, |writer| {
                    writer.annotations(&constraint.annotations)
                });
            }
            if let Some(on_delete) = &property.on_delete {
                writer.element("OnDelete", &[("Action", Some(&on_delete.action))], |writer| {
                    writer.annotations(&on_delete.annotations)
                });
            }
            writer.annotations(&property.annotations);
        });
    }

    fn operation(&mut self, operation: &Operation) {
        let name = match operation.kind {
            OperationKind::Action => "Action",
            OperationKind::Function => "Function",
        };
        let attributes = [
            ("Name", Some(operation.name.as_str())),
            ("IsBound", flag(operation.is_bound)),
            ("IsComposable", flag(operation.is_composable)),
            ("EntitySetPath", operation.entity_set_path.as_deref()),
        ];
        self.element(name, &attributes, |writer| {
            for parameter in &operation.parameters {
                writer.typed(
                    "Parameter",
                    Some(&parameter.name),
                    &parameter.type_name,
                    &parameter.facets,
                    &[],
                    &parameter.annotations,
                );
            }
            if let Some(returned) = &operation.return_type {
                writer.typed(
                    "ReturnType",
                    None,
                    &returned.type_name,
                    &returned.facets,
                    &[],
                    &returned.annotations,
                );
            }
            writer.annotations(&operation.annotations);
        });
    }

    /// Everything that has a type with facets.
    fn typed(
        &mut self,
        element: &str,
        name: Option<&str>,
        ty: &TypeName,
        own: &Facets,
        extra: &Attributes<'_>,
        annotations: &[Annotation],
    ) {
        let ty = type_text(ty);
        let [max_length, precision, scale, srid, unicode] = facets(own);
        let mut attributes = vec![("Name", name), ("Type", Some(ty.as_str()))];
        attributes.extend_from_slice(extra);
        attributes.extend([
            ("Nullable", own.nullable.map(boolean)),
            ("MaxLength", max_length.as_deref()),
            ("Precision", precision.as_deref()),
            ("Scale", scale.as_deref()),
            ("SRID", srid.as_deref()),
            ("Unicode", unicode.as_deref()),
            ("DefaultValue", own.default_value.as_deref()),
        ]);
        self.element(element, &attributes, |writer| writer.annotations(annotations));
    }

    fn container(&mut self, container: &Container) {
        self.element(
            "EntityContainer",
            &[
                ("Name", Some(&container.name)),
                ("Extends", container.extends.as_deref()),
            ],
            |writer| {
                for set in &container.entity_sets {
                    let attributes = [
                        ("Name", Some(set.name.as_str())),
                        ("EntityType", Some(set.entity_type.as_str())),
                        ("IncludeInServiceDocument", set.include_in_service_document.map(boolean)),
                    ];
                    writer.element("EntitySet", &attributes, |writer| {
                        writer.bindings(&set.bindings, &set.annotations)
                    });
                }
                for singleton in &container.singletons {
                    let attributes = [
                        ("Name", Some(singleton.name.as_str())),
                        ("Type", Some(singleton.type_name.as_str())),
                    ];
                    writer.element("Singleton", &attributes, |writer| {
                        writer.bindings(&singleton.bindings, &singleton.annotations)
                    });
                }
                for import in &container.imports {
                    let (element, attribute) = match import.kind {
                        OperationKind::Action => ("ActionImport", "Action"),
                        OperationKind::Function => ("FunctionImport", "Function"),
                    };
                    let attributes = [
                        ("Name", Some(import.name.as_str())),
                        (attribute, Some(import.operation.as_str())),
                        ("EntitySet", import.entity_set.as_deref()),
                        (
                            "IncludeInServiceDocument",
                            import.include_in_service_document.map(boolean),
                        ),
                    ];
                    writer.element(element, &attributes, |writer| writer.annotations(&import.annotations));
                }
                writer.annotations(&container.annotations);
            },
        );
    }

    fn bindings(&mut self, bindings: &[NavigationPropertyBinding], annotations: &[Annotation]) {
        for binding in bindings {
            self.empty(
                "NavigationPropertyBinding",
                &[("Path", Some(&binding.path)), ("Target", Some(&binding.target))],
            );
        }
        self.annotations(annotations);
    }
}

fn facets(facets: &Facets) -> [Option<String>; 5] {
    [
        facets.max_length.clone(),
        facets.precision.map(|precision| precision.to_string()),
        facets.scale.clone(),
        facets.srid.clone(),
        facets.unicode.map(|unicode| boolean(unicode).to_owned()),
    ]
}

fn type_text(ty: &TypeName) -> String {
    if ty.collection {
        format!("Collection({})", ty.name)
    } else {
        ty.name.clone()
    }
}
