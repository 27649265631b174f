//! Models in the generated form, each in a module of its own, since each has its `INFO`.

use super::*;

static KNOWN: &[&str] = &["item", "base", "sub.derived"];

pub(super) mod item {
    use super::*;

    #[derive(Clone)]
    pub struct Item {
        pub id: Option<String>,
        pub count: Option<i64>,
        pub end: Option<values::DateTimeOffset>,
        pub child: Option<model::Child<Item>>,
        pub list: Vec<Item>,
        pub tags: Vec<String>,
        pub scope: Option<any::AnyBase>,
        pub scopes: Vec<any::AnyBase>,
        pub kind: Option<kind::Kind>,
        pub rights: Option<rights::Rights>,
        pub secret: Option<String>,
        pub ratio: Option<f64>,
        pub small: Option<i32>,
        pub free: Option<Json>,
        pub binary: Option<values::Binary>,
        pub guid: Option<values::Guid>,
        pub length: Option<values::Duration>,
        pub additional_properties: model::AdditionalProperties,
        presence: model::State,
    }

    model::model! {
        Item, "microsoft.graph.item", KNOWN, 0,
        0 id "id" ID Property<String>, model::flag::KEY | model::flag::READ_ONLY;
        1 count "count" COUNT Property<i64>, model::flag::READ_ONLY;
        2 end "endDateTime" END_DATE_TIME Property<values::DateTimeOffset>, 0;
        3 child "child" CHILD Property<Item>, 0;
        4 list "list" LIST Navigation<model::Many<Item>>, model::flag::NAVIGATION;
        5 tags "tags" TAGS Property<model::Many<String>>, 0;
        6 scope "scope" SCOPE Property<base::Base>, 0;
        7 scopes "scopes" SCOPES Property<model::Many<base::Base>>, 0;
        8 kind "kind" KIND Property<kind::Kind>, 0;
        9 rights "rights" RIGHTS Property<rights::Rights>, 0;
        10 secret "secret" SECRET Property<String>, model::flag::SECRET;
        11 ratio "ratio" RATIO Property<f64>, 0;
        12 small "small" SMALL Property<i32>, 0;
        13 free "free" FREE Property<Json>, 0;
        14 binary "binary" BINARY Property<values::Binary>, 0;
        15 guid "guid" GUID Property<values::Guid>, 0;
        16 length "length" LENGTH Property<values::Duration>, 0;
    }
}

pub(super) mod base {
    use super::*;

    #[derive(Clone)]
    pub struct Base {
        pub name: Option<String>,
        pub additional_properties: model::AdditionalProperties,
        presence: model::State,
    }

    model::model! { Base, "microsoft.graph.base", KNOWN, 0, 0 name "name" NAME Property<String>, 0; }
}

pub(super) mod derived {
    use super::*;

    #[derive(Clone)]
    pub struct Derived {
        pub name: Option<String>,
        pub query: Option<String>,
        pub additional_properties: model::AdditionalProperties,
        presence: model::State,
    }

    model::model! {
        Derived, "microsoft.graph.sub.derived", KNOWN, model::flag::DERIVED,
        0 name "name" NAME Property<String>, 0;
        1 query "query" QUERY Property<String>, 0;
    }
}

pub(super) mod any {
    use super::*;

    #[derive(Clone)]
    pub enum AnyBase {
        Derived(model::Child<derived::Derived>),
        UnknownType(model::Child<base::Base>),
    }

    model::any! { AnyBase, base::Base, declared 65535, 0 Derived derived::Derived, }

    #[derive(Clone)]
    pub enum AnyConcrete {
        Base(model::Child<base::Base>),
        Derived(model::Child<derived::Derived>),
        UnknownType(model::Child<base::Base>),
    }

    model::any! { AnyConcrete, base::Base, declared 0, 0 Base base::Base, 1 Derived derived::Derived, }
}

pub(super) mod kind {
    use super::*;

    #[derive(Clone)]
    pub enum Kind {
        NotSpecified,
        AdminAdd,
        UnknownValue(String),
    }

    model::enumeration! { Kind, 0 NotSpecified "notSpecified", 1 AdminAdd "adminAdd", }
}

pub(super) mod rights {
    use super::*;

    #[derive(Clone, Default, PartialEq, Eq)]
    pub struct Rights(model::FlagSet);

    impl Rights {
        pub const READ: Self = Self(model::FlagSet::of(1));
        pub const WRITE: Self = Self(model::FlagSet::of(2));
    }

    model::flags! { Rights, "none" 0, "read" 1, "write" 2, "all" 3, }
}
