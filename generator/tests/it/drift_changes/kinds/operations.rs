//! Cases of actions and functions.

use generator::drift::Kind;

use super::case::{Case, nothing, types};

pub const CASES: &[Case] = &[
    Case {
        kind: Kind::BoundOperationAdded,
        csdl: &[(
            r#"<Action Name="release""#,
            r#"<Action Name="tow" IsBound="true"><Parameter Name="ship" Type="graph.ship" /><Parameter Name="miles" Type="Edm.Int32" /></Action><Action Name="release""#,
        )],
        routes: &[(
            "GET /harbour/flagship  ",
            "POST /harbour/ships/{ship-id}/tow {miles:Edm.Int32} -> nothing\nGET /harbour/flagship  ",
        )],
        other: nothing,
        says: "bound-operation-added microsoft.graph.tow of microsoft.graph.ship: nothing → action (miles) (compatible, additive)",
    },
    Case {
        kind: Kind::BoundOperationRemoved,
        csdl: &[(
            r#"<Action Name="moor" IsBound="true">
    <Parameter Name="ship" Type="graph.ship" />
    <Parameter Name="pier" Type="Edm.Int32" Nullable="false" />
    <ReturnType Type="graph.ship" />
  </Action>"#,
            "",
        )],
        routes: &[(
            "POST /harbour/ships/{ship-id}/moor                 {pier:Edm.Int32} -> ship",
            "",
        )],
        other: nothing,
        says: "bound-operation-removed microsoft.graph.moor of microsoft.graph.ship: action (pier) returns microsoft.graph.ship → nothing (breaking, breaking)",
    },
    Case {
        kind: Kind::BoundOperationRenamed,
        csdl: &[(r#"<Action Name="board""#, r#"<Action Name="boardShip""#)],
        routes: &[("/board ", "/boardShip ")],
        other: nothing,
        says: "bound-operation-renamed microsoft.graph.board of microsoft.graph.ship: microsoft.graph.board → microsoft.graph.boardShip (breaking, breaking)",
    },
    Case {
        // Without parameters the method is called as before, and sends the other HTTP method.
        kind: Kind::BoundOperationKindChanged,
        csdl: &[(
            r#"<Function Name="idle" IsBound="true">
    <Parameter Name="ships" Type="Collection(graph.ship)" />
    <ReturnType Type="Collection(graph.ship)" />
  </Function>"#,
            r#"<Action Name="idle" IsBound="true">
    <Parameter Name="ships" Type="Collection(graph.ship)" />
    <ReturnType Type="Collection(graph.ship)" />
  </Action>"#,
        )],
        routes: &[("GET /harbour/ships/idle() ", "POST /harbour/ships/idle ")],
        other: nothing,
        says: "bound-operation-kind-changed microsoft.graph.idle of Collection(microsoft.graph.ship): function → action (breaking, unaffected)",
    },
    Case {
        kind: Kind::OverloadAdded,
        csdl: &[(
            r#"<Function Name="mine""#,
            r#"<Function Name="near" IsBound="true"><Parameter Name="ship" Type="graph.ship" /><Parameter Name="harbourId" Type="Edm.String" Nullable="false" />
            <ReturnType Type="Edm.Int32" Nullable="false" /></Function><Function Name="mine""#,
        )],
        routes: &[(
            "GET /harbour/flagship  ",
            "GET /harbour/ships/{ship-id}/near(harbourId='{harbourId}') -> value(Edm.Int32)\nGET /harbour/flagship  ",
        )],
        other: nothing,
        says: "overload-added microsoft.graph.near(harbourId) of microsoft.graph.ship: nothing → function (harbourId) returns Edm.Int32 (compatible, additive)",
    },
    Case {
        kind: Kind::OverloadRemoved,
        csdl: &[(
            r#"  <Function Name="near" IsBound="true">
    <Parameter Name="ship" Type="graph.ship" />
    <Parameter Name="x" Type="Edm.Int32" Nullable="false" />
    <Parameter Name="y" Type="Edm.Int32" Nullable="false" />
    <ReturnType Type="Edm.Int32" Nullable="false" />
  </Function>"#,
            "",
        )],
        routes: &[(
            "GET /harbour/ships/{ship-id}/near(x={x:Edm.Int32},y={y:Edm.Int32}) -> value(Edm.Int32)",
            "",
        )],
        other: nothing,
        says: "overload-removed microsoft.graph.near(x,y) of microsoft.graph.ship: function (x,y) returns Edm.Int32 → nothing (breaking, breaking)",
    },
    types(
        Kind::ParameterAdded,
        &[(
            r#"<Parameter Name="reason" Type="Edm.String" />"#,
            r#"<Parameter Name="reason" Type="Edm.String" /><Parameter Name="dog" Type="Edm.Boolean" Nullable="false" />"#,
        )],
        "parameter-added microsoft.graph.board/dog of microsoft.graph.ship: nothing → Edm.Boolean (breaking, additive)",
    ),
    types(
        Kind::ParameterRemoved,
        &[(r#"<Parameter Name="reason" Type="Edm.String" />"#, "")],
        "parameter-removed microsoft.graph.board/reason of microsoft.graph.ship: Edm.String → nothing (breaking, breaking)",
    ),
    types(
        Kind::ParameterRenamed,
        &[(r#"<Parameter Name="reason""#, r#"<Parameter Name="ground""#)],
        "parameter-renamed microsoft.graph.board/reason of microsoft.graph.ship: reason → ground (breaking, breaking)",
    ),
    types(
        Kind::ParameterTypeChanged,
        &[(
            r#"<Parameter Name="officers" Type="Edm.Int32""#,
            r#"<Parameter Name="officers" Type="Collection(Edm.Int32)""#,
        )],
        "parameter-type-changed microsoft.graph.board/officers of microsoft.graph.ship: Edm.Int32 → Collection(Edm.Int32) (breaking, breaking)",
    ),
    types(
        Kind::ParameterNullabilityChanged,
        &[(
            r#"<Parameter Name="pier" Type="Edm.Int32" Nullable="false" />"#,
            r#"<Parameter Name="pier" Type="Edm.Int32" />"#,
        )],
        "parameter-nullability-changed microsoft.graph.moor/pier of microsoft.graph.ship: not nullable → nullable (compatible, unaffected)",
    ),
    types(
        Kind::ParameterOptionalityChanged,
        &[(r#"<Annotation Term="Org.OData.Core.V1.OptionalParameter" />"#, "")],
        "parameter-optionality-changed microsoft.graph.board/officers of microsoft.graph.ship: optional → required (breaking, unaffected)",
    ),
    types(
        Kind::ParameterOrderChanged,
        &[
            (r#"<Parameter Name="reason" Type="Edm.String" />"#, ""),
            (
                "</Parameter>",
                r#"</Parameter><Parameter Name="reason" Type="Edm.String" />"#,
            ),
        ],
        "parameter-order-changed microsoft.graph.board of microsoft.graph.ship: reason, officers → officers, reason (unaffected, unaffected)",
    ),
    types(
        Kind::ReturnTypeChanged,
        &[(
            r#"<ReturnType Type="graph.ship" />"#,
            r#"<ReturnType Type="graph.pier" />"#,
        )],
        "return-type-changed microsoft.graph.moor of microsoft.graph.ship: microsoft.graph.ship → microsoft.graph.pier (breaking, breaking)",
    ),
    types(
        Kind::ReturnNullabilityChanged,
        &[(
            r#"<ReturnType Type="graph.ship" />"#,
            r#"<ReturnType Type="graph.ship" Nullable="false" />"#,
        )],
        "return-nullability-changed microsoft.graph.moor of microsoft.graph.ship: nullable → not nullable (compatible, breaking)",
    ),
    types(
        Kind::ComposabilityChanged,
        &[(r#" IsComposable="true""#, "")],
        "composability-changed microsoft.graph.mine of Collection(microsoft.graph.ship): composable → not composable (breaking, unaffected)",
    ),
    Case {
        kind: Kind::BindingChanged,
        csdl: &[(
            r#"<Action Name="release" IsBound="true">
    <Parameter Name="ship" Type="graph.ship" />"#,
            r#"<Action Name="release" IsBound="true">
    <Parameter Name="ship" Type="Collection(graph.ship)" />"#,
        )],
        routes: &[("POST /harbour/ships/{ship-id}/release ", "POST /harbour/ships/release ")],
        other: nothing,
        says: "binding-changed microsoft.graph.release of microsoft.graph.ship: microsoft.graph.ship → Collection(microsoft.graph.ship) (breaking, breaking)",
    },
];
