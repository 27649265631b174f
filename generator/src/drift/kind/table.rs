//! The table of kinds: what reports, `docs/drift.md` and the passes know of each.
//!
//! A row is: the description; variant, code, name, topic, direction and noun; then what the passes ask, where it is not
//! the rule (what it `affects`, what it `follows`, which items it `explains`, its `rank`, what it `says`, what it means
//! in Rust when it is `unseen` in the items, its class on the wire where that is `always` the same); then an example and
//! the words for both readers, of the `wire` where they are not those of `always`.

use super::super::class::Wire;
use super::{Affects, Direction, Entry, Explains, Follows, Topic};

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+
        $variant:ident $code:literal $name:literal $topic:ident $direction:ident $noun:literal
        $(affects [$($affects:ident),+])? $(follows $follows:ident)? $(explains $explains:ident)? $(rank $rank:literal)?
        $(says $says:literal $otherwise:literal)?
        $(unseen $unseen:literal)?
        $(always $class:ident $why:literal)?
        example $example:literal
        $(wire $wire:literal)?
        rust $rust:literal;)*) => {
        /// What kind of change it is. Codes and names are stable: scripts and `CHANGELOG.md` name them. A code is never
        /// given twice.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[doc = $doc])+ $variant,)* }

        impl Kind {
            /// All, by code.
            pub const ALL: &'static [Kind] = &[$(Kind::$variant,)*];

            /// Its row of the table.
            pub(super) fn entry(self) -> &'static Entry {
                match self {
                    $(Kind::$variant => {
                        const ENTRY: Entry = Entry {
                            code: concat!("GIG", $code),
                            name: $name,
                            topic: Topic::$topic,
                            direction: Direction::$direction,
                            noun: $noun,
                            doc: concat!($($doc),+),
                            $(affected: &[$(Affects::$affects),+],)?
                            $(follows: Follows::$follows,)?
                            $(explains: Explains::$explains,)?
                            $(rank: $rank,)?
                            $(says: Some(($says, $otherwise)),)?
                            $(meaning_unseen: Some($unseen),)?
                            $(always: (Wire::$class, $why),)?
                            example: $example,
                            $(wire: Some($wire),)?
                            in_rust: $rust,
                            ..Entry::PLAIN
                        };
                        &ENTRY
                    })*
                }
            }
        }
    };
}

kinds! {
    /// An entity, complex or enum type was added, or is now reached from `/identityGovernance`.
    TypeAdded "0001" "type-added" Types Added "type"
        affects [Routes, Types, Hierarchy, Targets] follows Closure explains Added
        example "microsoft.graph.accessPackageSuggestion"
        wire "Compatible: nothing returned before is of it, except where a derived type now stands in place of its base; such a value is kept by the fallback of the `Any…` enum."
        rust "Additive: a struct or enum is added. A first derived type also turns its base into an `Any…` enum, which is reported as polymorphism-changed.";
    /// A type was removed, or nothing leads to it any more.
    TypeRemoved "0002" "type-removed" Types Removed "type"
        affects [Routes, Types, Hierarchy, Targets] follows Closure explains Removed
        example "microsoft.graph.accessPackageSuggestion"
        wire "Breaking: a value of it is refused, or no longer returned."
        rust "Breaking: its struct or enum is gone.";
    /// A type was removed and another added that has its kind and nearly all of its members.
    TypeRenamed "0003" "type-renamed" Types Renamed "type"
        affects [Routes, Types, Hierarchy, Handling] follows Namespace explains Any
        unseen "every program compiles, since the name there stays; another name is sent."
        example "microsoft.graph.subjectSet → microsoft.graph.subjectSelection"
        wire "Breaking where `@odata.type` is said: the old name is no longer known."
        rust "Breaking: the struct or enum has another name. Meaning where only the name on the wire is another (`isHidden` and `IsHidden` are one in Rust).";
    /// An entity type became a complex type, a structured type an enum type, or the like.
    TypeKindChanged "0004" "type-kind-changed" Types Changed "kind of type"
        affects [Routes, Types, Handling] explains Any
        always Breaking "A value has another form, or gets or loses an address."
        example "microsoft.graph.approvalSettings: complex type → entity type"
        rust "Breaking where a struct becomes an enum or the other way round; between entity and complex type nothing changes in the struct itself.";
    /// A type is derived from another base, or from one at all, or no longer.
    BaseTypeChanged "0005" "base-type-changed" Types Changed "base type"
        affects [Routes, Types, Hierarchy] explains AddedOrRemoved rank 3
        unseen "every program compiles; values of the type are treated otherwise."
        example "microsoft.graph.singleUser: microsoft.graph.userSet → microsoft.graph.subjectSet"
        wire "Breaking where inherited members are removed or a value no longer belongs where the base is declared; else compatible."
        rust "Breaking where inherited fields or variants of an `Any…` enum are removed. Meaning where the type can stand in place of a base from now on, and says its `@odata.type` in every body; or where what it inherits is sent otherwise. Additive where only fields are added; else unaffected.";
    /// A type became abstract, or is no longer.
    AbstractChanged "0006" "abstract-changed" Types Changed "abstractness"
        affects [Hierarchy] explains AddedOrRemoved
        unseen "every program compiles; values of the type are treated otherwise."
        example "microsoft.graph.subjectSet: concrete → abstract"
        wire "Breaking when it becomes abstract: a value of exactly this type is refused. Compatible otherwise."
        rust "Breaking where its variant of an `Any…` enum is removed; additive where it is added. Else meaning: a value that says the name of an abstract type is of no type that is known.";
    /// A type takes members that the metadata does not name, or no longer.
    OpenTypeChanged "0007" "open-type-changed" Types Changed "openness"
        unseen "every program compiles; values of the type are treated otherwise."
        example "microsoft.graph.customExtensionData: closed → open"
        wire "Breaking when it is closed: what is not named is refused. Compatible otherwise."
        rust "Meaning: `TypeInfo::is_open` says so; no signature changes.";
    /// The key of an entity type has other members.
    KeyChanged "0008" "key-changed" Types Changed "key"
        affects [Routes] explains Any
        unseen "every program compiles; values of the type are treated otherwise."
        always Breaking "Entities are addressed and referred to otherwise."
        example "microsoft.graph.accessPackage: id → accessPackageId"
        rust "Breaking where builders take the key. Meaning where the key is read-only: inside another entity it is sent, and says which one is meant. Else unaffected.";
    /// An entity type has content of its own at `/$value`, or no longer.
    MediaEntityChanged "0009" "media-entity-changed" Types Changed "content of its own"
        affects [Routes]
        example "microsoft.graph.agreementFile: entity → media entity"
        wire "Breaking when the content is removed; compatible when it is added."
        rust "Has the class of the operations at `/$value` that are added and removed; unaffected without.";

    /// A property was added.
    PropertyAdded "0010" "property-added" Properties Added "property"
        affects [Routes, Types, Targets] follows Moved explains Added
        always Compatible "A program that does not know it keeps it as an additional property."
        example "microsoft.graph.accessPackage/uniqueName: Edm.String"
        wire "Compatible: a program that does not know it keeps it as an additional property. (That something can no longer be created without it is not seen in the metadata.)"
        rust "Additive: a field, its setter and its constant are added; structs are non-exhaustive.";
    /// A property was removed.
    PropertyRemoved "0011" "property-removed" Properties Removed "property"
        affects [Routes, Types, Targets] explains Removed
        always Breaking "It is no longer returned, and a body that has it is refused."
        example "microsoft.graph.accessPackage/isHidden: Edm.Boolean"
        rust "Breaking: its field, setter and constant are gone.";
    /// A property has another type.
    PropertyTypeChanged "0012" "property-type-changed" Properties Changed "property type"
        affects [Routes, Types] explains Any
        example "microsoft.graph.accessPackageCatalog/state: Edm.String → microsoft.graph.accessPackageCatalogState"
        wire "Breaking: values have another form. Between text and an enumeration compatible: both are strings. Between a type definition and what it stands for unaffected."
        rust "Breaking: the field has another type. Unaffected between types that are one in Rust.";
    /// A property was removed and one added that is of the same type and alike in name.
    PropertyRenamed "0013" "property-renamed" Properties Renamed "property"
        affects [Routes, Types] explains AddedOrRemoved
        unseen "every program compiles, since the name there stays; another name is sent."
        always Breaking "The old name is no longer returned, and sending it is refused."
        example "microsoft.graph.accessPackage/resourceRoleScopes: resourceRoleScopes → roleScopes"
        rust "Breaking: the field, setter and constant have another name. Meaning where only the name on the wire is another (`isHidden` and `IsHidden` are one in Rust).";
    /// A property may be null, or no longer.
    PropertyNullabilityChanged "0014" "property-nullability-changed" Properties Changed "nullability"
        example "microsoft.graph.accessPackage/displayName: nullable → not nullable"
        wire "Breaking when null is forbidden: a body that says null, or leaves the member out, is refused. Compatible otherwise: models expect null everywhere."
        rust "Unaffected: every single member is an `Option`, since a response may leave it out.";
    /// A property became a collection, or a single value.
    PropertyCollectionChanged "0015" "property-collection-changed" Properties Changed "number of values"
        affects [Routes] explains Any
        always Breaking "A list stands where a single value stood, or the other way round."
        example "microsoft.graph.accessPackage/catalog: microsoft.graph.accessPackageCatalog → Collection(microsoft.graph.accessPackageCatalog)"
        rust "Breaking: `Option` becomes `Vec`, or the other way round.";
    /// A structural property became a navigation property, or the other way round.
    PropertyKindChanged "0016" "property-kind-changed" Properties Changed "kind of property"
        affects [Routes, Types] explains Any
        example "microsoft.graph.accessPackage/catalog: structural → navigation"
        wire "Breaking: a navigation property is returned only when expanded."
        rust "Breaking: the constant is a `Navigation` instead of a `Property`, or the other way round.";
    /// What a navigation property leads to lives below it alone, or no longer.
    ContainmentChanged "0017" "containment-changed" Properties Changed "containment"
        affects [Routes]
        example "microsoft.graph.entitlementManagement/catalogs: contained → not contained"
        wire "Breaking when containment ends: what was created below it is created elsewhere. Compatible otherwise."
        rust "Has the class of the paths that are added and removed; unaffected without.";
    /// A property is set by the service alone, or no longer: by annotation, or by the overlay.
    PropertyReadOnlyChanged "0018" "property-read-only-changed" Properties Changed "writability"
        follows Handling explains Literals
        example "microsoft.graph.accessPackage/isHidden: writable → read-only"
        wire "Breaking when it can no longer be sent; compatible otherwise. Unaffected when only the overlay says so."
        rust "Meaning: `create`, `update` and `replace` send it, or leave it out. Breaking where no request can carry its type without it: programs can no longer make the struct as a literal.";
    /// A property carries a secret that `Debug` hides, or no longer, by the overlay.
    PropertySecrecyChanged "0019" "property-secrecy-changed" Properties Changed "secrecy"
        follows Handling
        unseen "every program compiles; `Debug` prints something else."
        example "microsoft.graph.passwordProfile/password: shown → secret"
        wire "Unaffected: it is a decision of ours."
        rust "Meaning: `Debug` prints something else.";
    /// A property that a type declared is declared by its base type now.
    PropertyMoved "0020" "property-moved" Properties Changed "property"
        affects [Routes, Types, Targets] explains Added
        says "property moved to a base type" "declared by a base type in"
        always Compatible "The type has it still."
        example "microsoft.graph.singleUser/description → microsoft.graph.subjectSet/description"
        wire "Compatible: the type has it still, and others that are derived from the base have it too."
        rust "Unaffected: the field stays. That the base and other types derived from it have it too is reported as property-added.";
    /// What narrows a value changed: length, precision, scale, text encoding, default; or what a navigation property
    /// says of its other end.
    FacetChanged "0021" "facet-changed" Properties Changed "facet"
        example "microsoft.graph.accessPackage/displayName: MaxLength 128 → MaxLength 64"
        wire "Breaking when it narrows (a shorter length, a lower precision); compatible otherwise."
        rust "Unaffected: Rust types do not carry it.";
    /// A type definition stands for another primitive type.
    TypeDefinitionChanged "0022" "type-definition-changed" Types Changed "type definition"
        affects [Routes] explains DeclaredAs
        always Breaking "Values have another form."
        example "microsoft.graph.shortText: Edm.String → Edm.Int32"
        rust "Breaking: what is declared as it has another type. Unaffected between types that are one in Rust.";
    /// A namespace was removed and another added that has types of the same names: all of them, or nearly all.
    NamespaceRenamed "0023" "namespace-renamed" Types Renamed "namespace"
        always Breaking "A value or URL that says the old name of one of its types is not known any more."
        example "microsoft.graph.lifecycle → microsoft.graph.identityGovernance"
        wire "Breaking where `@odata.type` is said, and where a URL names a type, action or function: the old names are no longer known."
        rust "Has the class of the types that are renamed with it: they stand in another module.";

    /// An enumeration has another member.
    EnumMemberAdded "0030" "enum-member-added" Enumerations Added "member"
        affects [Targets] explains Added
        always Compatible "A program that does not know it keeps the name as it was sent."
        example "microsoft.graph.accessPackageRequestState/partiallyDelivered = 8"
        rust "Additive: a variant or constant is added; enumerations are non-exhaustive.";
    /// A member of an enumeration was removed.
    EnumMemberRemoved "0031" "enum-member-removed" Enumerations Removed "member"
        affects [Targets] explains Removed
        always Breaking "Sending it is refused."
        example "microsoft.graph.accessPackageRequestState/scheduled = 6"
        rust "Breaking: the variant or constant is gone.";
    /// A member of an enumeration was removed and one added with its value.
    EnumMemberRenamed "0032" "enum-member-renamed" Enumerations Renamed "member"
        explains AddedOrRemoved
        unseen "every program compiles, since the name there stays; another name is sent."
        always Breaking "The old name is refused."
        example "microsoft.graph.accessPackageRequestState/canceled: canceled → cancelled"
        rust "Breaking: the variant or constant has another name. Meaning where only the name on the wire is another (`isHidden` and `IsHidden` are one in Rust).";
    /// A member of an enumeration has another number.
    EnumMemberValueChanged "0033" "enum-member-value-changed" Enumerations Changed "number"
        always Unaffected "Names are sent, not numbers."
        example "microsoft.graph.accessPackageRequestState/denied: 5 → 6"
        rust "Unaffected: the number is in no public item. In an enumeration of flags meaning: it decides which members a combination holds.";
    /// Members of an enumeration can be combined, or no longer.
    EnumFlagsChanged "0034" "enum-flags-changed" Enumerations Changed "use as flags"
        affects [Routes] explains Any
        example "microsoft.graph.accessReviewInstanceDecisionItemFilterByCurrentUserOptions: single → flags"
        wire "Compatible when combinations are allowed: a list is kept as a name that is not known. Breaking when they are not."
        rust "Breaking: an enum becomes a struct of flags, or the other way round.";

    /// An action or function was added.
    BoundOperationAdded "0040" "bound-operation-added" BoundOperations Added "action or function"
        affects [Calls, Targets] explains Added
        always Compatible "Nothing called it."
        example "microsoft.graph.resume of microsoft.graph.accessPackageAssignmentRequest"
        rust "Additive: where a path leads to it a method is added, and for an action with parameters the struct of its body, path or not. Else unaffected.";
    /// An action or function was removed.
    BoundOperationRemoved "0041" "bound-operation-removed" BoundOperations Removed "action or function"
        affects [Calls, Targets] explains Removed
        always Breaking "Calling it is refused."
        example "microsoft.graph.resume of microsoft.graph.accessPackageAssignmentRequest"
        rust "Breaking where a path led to it, and for an action with parameters: the method and the struct of its body are gone. Else unaffected.";
    /// An action or function was removed and one added that takes and returns the same and is alike in name.
    BoundOperationRenamed "0042" "bound-operation-renamed" BoundOperations Renamed "action or function"
        affects [Calls, Targets] follows Namespace explains Any
        unseen "every program compiles, since the name there stays; another name is sent."
        always Breaking "Calling the old name is refused."
        example "microsoft.graph.reprocess of microsoft.graph.accessPackageAssignmentRequest → microsoft.graph.processAgain"
        rust "Breaking where a path leads to it, and for an action with parameters: the method and the struct of its body have another name. Else unaffected. Meaning where only the name on the wire is another (`isHidden` and `IsHidden` are one in Rust).";
    /// An action became a function, or the other way round.
    BoundOperationKindChanged "0043" "bound-operation-kind-changed" BoundOperations Changed "kind of operation"
        affects [Calls] explains Any
        always Breaking "It is called by another HTTP method."
        example "microsoft.graph.filterByCurrentUser of Collection(microsoft.graph.accessPackage): function → action"
        wire "Breaking: it is called by POST instead of GET, or the other way round."
        rust "Breaking where a path leads to it; unaffected otherwise.";
    /// An action or function that was there can be called with other parameters too.
    OverloadAdded "0044" "overload-added" BoundOperations Added "overload"
        affects [Calls, Targets] explains Added
        always Compatible "The calls that were known go on."
        example "microsoft.graph.additionalAccess(accessPackageId,incompatibleAccessPackageId) of Collection(microsoft.graph.accessPackageAssignment)"
        rust "Additive: a method with a name of its own is added where a path leads to it.";
    /// One of several parameter lists of an action or function was removed.
    OverloadRemoved "0045" "overload-removed" BoundOperations Removed "overload"
        affects [Calls, Targets] explains Removed
        always Breaking "A call with these parameters is refused."
        example "microsoft.graph.additionalAccess(accessPackageId,incompatibleAccessPackageId) of Collection(microsoft.graph.accessPackageAssignment)"
        rust "Breaking where a path led to it; unaffected otherwise.";
    /// An action or function takes another parameter.
    ParameterAdded "0046" "parameter-added" BoundOperations Added "parameter"
        affects [Calls, Targets] explains Any
        example "microsoft.graph.resume/state of microsoft.graph.accessPackageAssignmentRequest: Edm.String"
        wire "Breaking when it must be given; compatible when it may be left out or null."
        rust "Additive for an action that had a body: a field is added. Breaking for one that had none, and for a function: the method takes another argument.";
    /// A parameter of an action or function was removed.
    ParameterRemoved "0047" "parameter-removed" BoundOperations Removed "parameter"
        affects [Calls, Targets] explains Any
        always Breaking "Sending it is refused."
        example "microsoft.graph.resume/source of microsoft.graph.accessPackageAssignmentRequest: Edm.String"
        rust "Breaking: the field of the body, or the method's argument, is gone.";
    /// A parameter of an action or function was removed and one added in its place that is of the same type.
    ParameterRenamed "0048" "parameter-renamed" BoundOperations Renamed "parameter"
        affects [Calls] explains Any
        unseen "every program compiles, since the name there stays; another name is sent."
        always Breaking "The old name is refused."
        example "microsoft.graph.resume/source of microsoft.graph.accessPackageAssignmentRequest: source → origin"
        rust "Breaking for an action: the field has another name. Unaffected for a function, whose arguments have no names in a call; breaking where the method is named for its parameters. Meaning where only the name on the wire is another (`isHidden` and `IsHidden` are one in Rust).";
    /// A parameter has another type, or became a collection or a single value.
    ParameterTypeChanged "0049" "parameter-type-changed" BoundOperations Changed "parameter type"
        affects [Calls] explains Any
        example "microsoft.graph.extend/days of microsoft.graph.approval: Edm.Int32 → Edm.Duration"
        wire "Breaking: values have another form. Between text and an enumeration compatible."
        rust "Breaking: the field or argument has another type. Unaffected between types that are one in Rust, and for a function to which no path leads.";
    /// A parameter may be null, or no longer.
    ParameterNullabilityChanged "0050" "parameter-nullability-changed" BoundOperations Changed "parameter nullability"
        affects [Calls]
        example "microsoft.graph.resume/data of microsoft.graph.accessPackageAssignmentRequest: nullable → not nullable"
        wire "Breaking when null is forbidden; compatible otherwise."
        rust "Unaffected: the field of a body is an `Option`, an argument in a URL is a value.";
    /// A parameter may be left out, or no longer.
    ParameterOptionalityChanged "0051" "parameter-optionality-changed" BoundOperations Changed "need for a parameter"
        affects [Calls]
        example "microsoft.graph.resume/source of microsoft.graph.accessPackageAssignmentRequest: optional → required"
        wire "Breaking when it must be given; compatible otherwise."
        rust "Unaffected: the fields of a body can be left out in any case; a function's overloads are paths of their own.";
    /// Parameters stand in another order.
    ParameterOrderChanged "0052" "parameter-order-changed" BoundOperations Changed "order of parameters"
        always Unaffected "Parameters are sent by name."
        example "microsoft.graph.extend of microsoft.graph.approval: days, reason → reason, days"
        rust "Unaffected: fields are sorted by name, and a method's arguments follow the path.";
    /// An action or function returns another type, something for nothing, or nothing.
    ReturnTypeChanged "0053" "return-type-changed" BoundOperations Changed "return type"
        affects [Calls, Targets] explains Any
        example "microsoft.graph.additionalAccess: Edm.String → Collection(microsoft.graph.accessPackageAssignment)"
        wire "Breaking: the response has another form. Compatible when an action that returned nothing returns something."
        rust "Breaking where a path leads to it: the response's type is another. Unaffected otherwise.";
    /// The response of an action or function may be null, or no longer.
    ReturnNullabilityChanged "0054" "return-nullability-changed" BoundOperations Changed "nullability of the response"
        affects [Calls] explains Any
        example "microsoft.graph.stop: nullable → not nullable"
        wire "Compatible when null is ruled out; breaking when it is allowed: a program that expects a value gets none."
        rust "Breaking for an action with a single response: `Option<T>` becomes `T`, or the other way round. Unaffected for a function and for a collection.";
    /// The response of a function can be navigated further, or no longer.
    ComposabilityChanged "0055" "composability-changed" BoundOperations Changed "composability"
        affects [Calls] explains Any
        example "microsoft.graph.filterByCurrentUser: not composable → composable"
        wire "Breaking when it ends; compatible otherwise."
        rust "Breaking when the first path behind the function is added, or the last removed: its method gives a builder instead of a request, or the other way round. Unaffected without such paths.";
    /// An action or function is called on a collection instead of an entity, on a base or derived type, or the other
    /// way round.
    BindingChanged "0056" "binding-changed" BoundOperations Changed "binding"
        affects [Calls, Targets] explains Any
        example "microsoft.graph.stop: microsoft.graph.approval → Collection(microsoft.graph.approval)"
        wire "Breaking: it is called elsewhere. Compatible when it moves to a base type."
        rust "Breaking where a path led to it and is removed. Unaffected where paths stay, as when it moves to a base type.";

    /// A path was added, with all of its methods.
    PathAdded "0060" "path-added" Routes Added "path"
        affects [Builders] follows Place explains Added rank 0
        always Compatible "Nothing asked for it."
        example "/identityGovernance/entitlementManagement/subjects: GET, POST"
        rust "Additive: a step or method of a builder is added. Where the call was there in another form, it has the class of the change that it follows from.";
    /// A path was removed, with all of its methods.
    PathRemoved "0061" "path-removed" Routes Removed "path"
        affects [Builders] follows Place explains Removed rank 0
        always Breaking "A request to it is refused."
        example "/identityGovernance/entitlementManagement/subjects: GET, POST"
        rust "Breaking: the step or method of the builder is gone. Where the call stays in another form, it has the class of the change that it follows from.";
    /// A path takes another method.
    MethodAdded "0062" "method-added" Routes Added "method"
        affects [Builders] follows Place explains Added rank 0
        always Compatible "Nothing used it."
        example "PATCH /identityGovernance/entitlementManagement/settings"
        rust "Additive: a method of a builder is added.";
    /// A path no longer takes a method.
    MethodRemoved "0063" "method-removed" Routes Removed "method"
        affects [Builders] follows Place explains Removed rank 0
        always Breaking "The request is refused."
        example "PATCH /identityGovernance/entitlementManagement/settings"
        rust "Breaking: the method of the builder is gone.";
    /// An operation takes another body.
    BodyChanged "0064" "body-changed" Routes Changed "body"
        affects [Builders, CallForm] follows Call explains Any rank 1
        always Breaking "What was sent is refused, or what must be sent is missing."
        example "POST /identityGovernance/entitlementManagement/catalogs: microsoft.graph.accessPackageCatalog → nothing"
        rust "Breaking: the method takes another argument.";
    /// An operation returns something else.
    ResponseChanged "0065" "response-changed" Routes Changed "response"
        affects [Builders, CallForm] follows Call explains Any rank 1
        always Breaking "The response has another form."
        example "GET /identityGovernance/entitlementManagement/settings: microsoft.graph.entitlementManagementSettings → Collection(microsoft.graph.entitlementManagementSettings)"
        rust "Breaking: the response's type is another.";
    /// An operation takes another query option.
    QueryOptionAdded "0066" "query-option-added" Routes Added "query option"
        affects [Builders] follows Options explains Added
        always Compatible "Nothing used it."
        example "GET /identityGovernance/entitlementManagement/catalogs: $search"
        rust "Additive: the request has another method. (The type of the request changes; a program has no reason to spell it out.)";
    /// An operation no longer takes a query option.
    QueryOptionRemoved "0067" "query-option-removed" Routes Removed "query option"
        affects [Builders] follows Options explains Removed
        always Breaking "A request with it is refused."
        example "GET /identityGovernance/entitlementManagement/catalogs: $search"
        rust "Breaking: the request lacks the method.";
    /// An operation has other least privileged permissions.
    PermissionChanged "0068" "permission-changed" Routes Changed "permission"
        example "GET /identityGovernance/entitlementManagement/catalogs: Application EntitlementManagement.Read.All → EntitlementManagement.ReadWrite.All"
        wire "Breaking when a permission that sufficed is no longer named; compatible when one is added."
        rust "Unaffected: permissions stand in the docs alone.";
    /// A path is listed as before, but the CSDL no longer has, or has by now, what one of its segments stands for.
    SegmentMeaningChanged "0069" "segment-meaning-changed" Routes Changed "meaning of the path"
        affects [Builders] follows Segment explains Any
        example "/identityGovernance/entitlementManagement/subjects: property → nothing that the CSDL knows"
        wire "Breaking when it is lost: the documents contradict each other, and the CSDL is the authority. Compatible otherwise."
        rust "Unaffected by itself: bodies and responses that change with it are reported apart.";
    /// Something of an operation's description changed that decides no Rust: headers, status codes, what a document
    /// marks.
    OperationDetailChanged "0070" "operation-detail-changed" Routes Changed "operation detail"
        example "DELETE /identityGovernance/entitlementManagement/settings: header parameter If-Match Edm.String → no header parameter If-Match"
        wire "Breaking when something that could be left out is required; else compatible, as far as the document says."
        rust "Unaffected: no public item carries it.";
    /// A singleton or entity set was added, was removed, or is of another type.
    RootChanged "0071" "root-changed" Routes BySides "singleton or entity set"
        affects [Routes, Types, Targets] follows Closure explains Any
        example "identityGovernance: microsoft.graph.identityGovernance → microsoft.graph.governance"
        wire "Breaking when it is removed or of another type; compatible when it is added."
        rust "Has the class of the paths, bodies and responses that change with it; unaffected without.";
    /// A parameter of a path, a key or a function's argument, has another name.
    PathParameterChanged "0072" "path-parameter-changed" Routes Changed "path parameter"
        affects [Builders] follows Segment explains Any
        always Unaffected "Only the name in the document is another."
        example "/identityGovernance/accessReviews/definitions/{definition-key}: /identityGovernance/accessReviews/definitions/{definition-id} → /identityGovernance/accessReviews/definitions/{definition-key}"
        wire "Unaffected: only its name in the document is another. Another type of a key or parameter is reported as property-type-changed or parameter-type-changed."
        rust "Breaking where the method is named for the parameter; else unaffected.";

    /// A type, member, action or function was marked as deprecated.
    Deprecated "0080" "deprecated" Annotations Changed "deprecation"
        affects [Deprecation]
        says "deprecated" "deprecated in"
        always Compatible "It works until it is removed."
        example "microsoft.graph.entitlementManagement/accessPackageAssignmentRequests: since 2025-01-10, removed 2027-01-10"
        rust "Additive: programs that use it get a warning. For a whole type and for a member of an enumeration unaffected: only the docs say it.";
    /// The dates or the version of a deprecation changed.
    DeprecationChanged "0081" "deprecation-changed" Annotations Changed "deprecation"
        affects [Deprecation]
        always Compatible "It works until it is removed."
        example "microsoft.graph.entitlementManagement/subjects: removed 2027-01-10 → removed 2026-07-01"
        rust "Unaffected: the words of a warning change.";
    /// A deprecation was taken back.
    DeprecationWithdrawn "0082" "deprecation-withdrawn" Annotations Changed "deprecation"
        affects [Deprecation]
        says "deprecation withdrawn" "not deprecated in"
        always Compatible "It works until it is removed."
        example "microsoft.graph.entitlementManagement/subjects: since 2025-01-10"
        wire "Compatible: it stays."
        rust "Additive: a warning is removed. For a whole type and for a member of an enumeration unaffected.";
    /// An annotation says otherwise what a path, type or navigation property takes.
    CapabilityChanged "0083" "capability-changed" Annotations Changed "capability"
        affects [Options]
        example "microsoft.graph.accessPackage@FilterRestrictions: Filterable=true → Filterable=false"
        wire "Breaking when something that was allowed is denied; compatible otherwise."
        rust "Has the class of the query options that are added and removed with it; unaffected without.";
    /// An entity can be addressed by another alternate key.
    AlternateKeyAdded "0084" "alternate-key-added" Annotations Added "alternate key"
        affects [Routes]
        always Compatible "Nothing addressed an entity by it."
        example "microsoft.graph.accessPackageCatalog: uniqueName"
        rust "Has the class of the paths that are added with it; unaffected without.";
    /// An entity can no longer be addressed by an alternate key.
    AlternateKeyRemoved "0085" "alternate-key-removed" Annotations Removed "alternate key"
        affects [Routes]
        always Breaking "A request that addresses an entity by it is refused."
        example "microsoft.graph.accessPackageCatalog: uniqueName"
        rust "Has the class of the paths that are removed with it; unaffected without.";
    /// An annotation that decides nothing in the crate was added, was removed or says something else.
    AnnotationChanged "0086" "annotation-changed" Annotations Changed "annotation"
        always Compatible "Nothing that the crate sends or reads depends on it."
        example "microsoft.graph.accessPackage/id@Org.OData.Core.V1.Immutable: nothing → true"
        wire "Compatible, as far as the metadata says."
        rust "Unaffected: no public item carries it.";
    /// A navigation property of a singleton or entity set leads elsewhere.
    NavigationBindingChanged "0087" "navigation-binding-changed" Annotations Changed "navigation binding"
        always Compatible "Addresses that are added and removed are reported apart."
        example "identityGovernance: entitlementManagement/catalogs → catalogs"
        rust "Unaffected.";

    /// Where a type is declared a derived one can stand, or no longer.
    PolymorphismChanged "0090" "polymorphism-changed" Names Changed "polymorphism"
        follows Hierarchy explains AnyEnum
        always Unaffected "Types that are added and removed, and members that are declared as it, are reported by themselves."
        example "microsoft.graph.subjectSet: SubjectSet → AnySubjectSet"
        rust "Breaking: members, arguments and responses of the type are an `Any…` enum, or no longer. Additive or breaking for the enum alone where nothing is declared as the type.";
    /// A place of the URL space has another builder: a shared shape split, or two became one.
    BuilderRenamed "0091" "builder-renamed" Names Renamed "builder"
        follows Builders explains Places
        says "builder renamed" "builder named otherwise in"
        always Unaffected "Requests are the same; only who names the builder's type sees it."
        example "/identityGovernance/entitlementManagement/assignments/{accessPackageAssignment-id}/accessPackage: RelatedAccessPackageBuilder → AccessPackageOfAssignmentBuilder"
        rust "Breaking for a program that names the builder's type; method calls go on.";
    /// A Rust name changed that nothing in the metadata made change.
    RustNameChanged "0092" "rust-name-changed" Names Changed "Rust name"
        explains Any rank 0
        always Unaffected "Names on the wire are the same."
        example "microsoft.graph.accessPackage: AccessPackage → Package"
        rust "Breaking: the item has another name.";
    /// The signature of a Rust item changed as nothing else in the report explains.
    RustSignatureChanged "0093" "rust-signature-changed" Names BySides "Rust item"
        always Unaffected "Nothing else in the report explains it."
        example "models::AccessPackage::catalog: Option<model::Child<…>> → Option<…>"
        wire "Unaffected by itself."
        rust "Breaking when the item is removed or changes; additive when it is added.";
}
