//! What each generated type has beside its members: the same few lines, each a call into the core.

/// The traits of a model and the constants of its members, from its name in Graph, the list of its version's types, its
/// flags and a line a member: place, field, name in JSON, constant with its type, flags.
macro_rules! model {
    (
        $type:ident, $name:literal, $known:expr, $flags:expr,
        $($place:literal $field:ident $member:literal $constant:ident $kind:ident<$value:ty>, $member_flags:expr;)*
    ) => {
        static INFO: $crate::core::model::TypeInfo = $crate::core::model::TypeInfo::new(
            $name,
            $flags,
            $known,
            || Box::new($type::new()),
            &[$($crate::core::model::Member::new(concat!(",\"", $member, "\":"), $member_flags)),*],
        );

        // Never inlined: rustc would take them for small enough to be copied, with the code that drops each member's
        // value, into every codegen unit that handles one.
        impl $crate::core::model::Model for $type {
            #[inline(never)]
            fn info(&self) -> &'static $crate::core::model::TypeInfo {
                &INFO
            }

            #[allow(deprecated)]
            #[inline(never)]
            fn slot(&self, place: usize) -> Option<&dyn $crate::core::model::Slot> {
                match place {
                    $($place => Some(&self.$field),)*
                    _ => None,
                }
            }

            #[allow(deprecated)]
            #[inline(never)]
            fn slot_mut(&mut self, place: usize) -> Option<&mut dyn $crate::core::model::Slot> {
                match place {
                    $($place => Some(&mut self.$field),)*
                    _ => None,
                }
            }

            #[inline(never)]
            fn rest(&self) -> (&$crate::core::model::AdditionalProperties, &$crate::core::model::State) {
                (&self.additional_properties, &self.presence)
            }

            #[inline(never)]
            fn rest_mut(&mut self) -> (&mut $crate::core::model::AdditionalProperties, &mut $crate::core::model::State) {
                (&mut self.additional_properties, &mut self.presence)
            }
        }

        // Not derived: that would be inlined, and compiled anew in each unit that reads one. A constant is small enough for
        // rustc to inline it unasked.
        impl Default for $type {
            #[allow(deprecated)]
            #[inline(never)]
            fn default() -> Self {
                Self {
                    $($field: $crate::core::model::Unset::UNSET,)*
                    additional_properties: $crate::core::model::AdditionalProperties::NONE,
                    presence: $crate::core::model::State::NEW,
                }
            }
        }

        impl $type {
            $(
                #[doc = concat!("The member `", $member, "`.")]
                pub const $constant: $crate::core::model::$kind<Self, $value> =
                    $crate::core::model::$kind::new($member);
            )*

            /// A new one with nothing set.
            #[inline]
            pub fn new() -> Self {
                Self::default()
            }
        }

        impl $crate::core::model::ModelType for $type {
            const INFO: &'static $crate::core::model::TypeInfo = &INFO;
        }

        $crate::core::model::document_traits!($type);
    };
}
pub(crate) use model;

/// What a type is derived from, directly or not: it can be cast to where one of these is declared.
macro_rules! derived {
    ($type:ident: $($base:ty),*) => {
        $(impl $crate::core::query::DerivedFrom<$base> for $type {})*
    };
}
pub(crate) use derived;

/// The traits of others that models and `Any…` enumerations have, each by what `Document` gives. Inlined: the program that
/// uses one compiles it, and not this crate all of them.
macro_rules! document_traits {
    ($type:ident) => {
        impl PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::core::model::same(self, other)
            }
        }

        impl std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::core::model::print(self, f)
            }
        }

        impl serde::Serialize for $type {
            #[inline]
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::core::model::serialize(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            #[inline]
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::core::model::deserialize(deserializer)
            }
        }
    };
}
pub(crate) use document_traits;

/// The traits of an enumeration of a base type and those derived from it, and `From` for each variant's type.
/// `declared` is the place of the type that a value without a discriminator has, or 65535 for none.
macro_rules! any {
    ($type:ident, $base:ty, declared $declared:literal, $($number:literal $variant:ident $inner:ty,)*) => {
        impl $crate::core::model::AnyType for $type {
            const VARIANTS: &'static [&'static $crate::core::model::TypeInfo] =
                &[$(<$inner as $crate::core::model::ModelType>::INFO),*];
            const DECLARED: usize = $declared;
            const BASE: &'static $crate::core::model::TypeInfo = <$base as $crate::core::model::ModelType>::INFO;

            fn of(variant: usize, model: Box<dyn $crate::core::model::Model>) -> Self {
                match variant {
                    $($number => Self::$variant($crate::core::model::Child::of(model)),)*
                    _ => Self::UnknownType($crate::core::model::Child::of(model)),
                }
            }

            fn as_model(&self) -> &dyn $crate::core::model::Model {
                match self {
                    $(Self::$variant(value) => value.as_model(),)*
                    Self::UnknownType(value) => value.as_model(),
                }
            }

            fn as_model_mut(&mut self) -> &mut dyn $crate::core::model::Model {
                match self {
                    $(Self::$variant(value) => value.as_model_mut(),)*
                    Self::UnknownType(value) => value.as_model_mut(),
                }
            }
        }

        $(
            impl From<$inner> for $type {
                #[inline]
                fn from(value: $inner) -> Self {
                    Self::$variant($crate::core::model::Child::new(value))
                }
            }
        )*

        impl $crate::core::model::Single for $type {
            fn see(&self) -> $crate::core::model::View<'_> {
                $crate::core::model::see_any(self)
            }

            fn fill_from(
                reader: &mut $crate::core::model::Filler<'_, '_>,
            ) -> Result<Self, $crate::core::model::FillResult> {
                $crate::core::model::fill_any(reader.0)
            }
        }

        impl $crate::core::model::Element for $type {
            fn see_item(&self) -> $crate::core::model::View<'_> {
                $crate::core::model::see_any(self)
            }

            fn push_from(
                list: &mut Vec<Self>,
                reader: &mut $crate::core::model::Filler<'_, '_>,
            ) -> $crate::core::model::FillResult {
                $crate::core::model::push(list, reader)
            }
        }

        impl $crate::core::model::Document for $type {
            type Declared = $base;

            fn read_from(reader: &mut $crate::core::model::Filler<'_, '_>) -> Result<Self, $crate::core::model::FillResult> {
                $crate::core::model::fill_any(reader.0)
            }

            fn typed_model(&self) -> (&dyn $crate::core::model::Model, bool) {
                $crate::core::model::typed_model(self)
            }

            fn model_mut(&mut self) -> &mut dyn $crate::core::model::Model {
                $crate::core::model::AnyType::as_model_mut(self)
            }
        }

        $crate::core::model::document_traits!($type);
    };
}
pub(crate) use any;

/// The traits of an enumeration, from a line a member: place, variant and name in Graph.
macro_rules! enumeration {
    ($type:ident, $($place:literal $member:ident $name:literal,)*) => {
        impl $crate::core::model::Enumeration for $type {
            const NAMES: &'static [&'static str] = &[$($name),*];

            fn at(place: usize) -> Option<Self> {
                match place {
                    $($place => Some(Self::$member),)*
                    _ => None,
                }
            }

            fn unknown_value(name: String) -> Self {
                Self::UnknownValue(name)
            }

            fn as_str(&self) -> &str {
                match self {
                    $(Self::$member => $name,)*
                    Self::UnknownValue(name) => name,
                }
            }
        }

        $crate::core::model::enumeration_traits!($type);
    };
}
pub(crate) use enumeration;

/// The traits of an enumeration, all by its name; inlined as those of `document_traits`.
macro_rules! enumeration_traits {
    ($type:ident) => {
        impl $type {
            /// The name in Graph.
            #[inline]
            pub fn as_str(&self) -> &str {
                $crate::core::model::Enumeration::as_str(self)
            }
        }

        impl PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl Eq for $type {}

        impl std::hash::Hash for $type {
            #[inline]
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }

        impl std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::core::model::print_text(self.as_str(), f)
            }
        }

        impl std::fmt::Display for $type {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::core::model::print_text(self.as_str(), f)
            }
        }

        impl From<&str> for $type {
            /// The value of a name, in any case.
            #[inline]
            fn from(name: &str) -> Self {
                $crate::core::model::Enumeration::from_name(name)
            }
        }

        impl $crate::core::model::Single for $type {
            fn see(&self) -> $crate::core::model::View<'_> {
                $crate::core::model::see_enumeration(self)
            }

            fn fill_from(
                reader: &mut $crate::core::model::Filler<'_, '_>,
            ) -> Result<Self, $crate::core::model::FillResult> {
                $crate::core::model::fill_enumeration(reader)
            }
        }

        impl $crate::core::model::Element for $type {
            fn see_item(&self) -> $crate::core::model::View<'_> {
                $crate::core::model::see_enumeration(self)
            }

            fn push_from(
                list: &mut Vec<Self>,
                reader: &mut $crate::core::model::Filler<'_, '_>,
            ) -> $crate::core::model::FillResult {
                $crate::core::model::push(list, reader)
            }
        }

        impl serde::Serialize for $type {
            #[inline]
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            #[inline]
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)
                    .map(|name| (&*name).into())
            }
        }
    };
}
pub(crate) use enumeration_traits;

/// The traits of a set of flags, from a line a flag: name in Graph and bits. The constants stand beside the type.
macro_rules! flags {
    ($type:ident, $($name:literal $bits:literal,)*) => {
        impl $type {
            const MEMBERS: &'static [(&'static str, u64)] = &[$(($name, $bits)),*];

            /// Whether all flags of the other are set here too.
            #[inline]
            pub fn contains(&self, other: &Self) -> bool {
                self.0.contains(&other.0)
            }

            /// The bits, and the names that the metadata does not have.
            #[inline]
            pub fn flags(&self) -> &$crate::core::model::FlagSet {
                &self.0
            }
        }

        impl std::ops::BitOrAssign for $type {
            #[inline]
            fn bitor_assign(&mut self, other: Self) {
                self.0 = std::mem::take(&mut self.0).union(&other.0);
            }
        }

        impl std::ops::BitOr for $type {
            type Output = Self;

            #[inline]
            fn bitor(self, other: Self) -> Self {
                Self(self.0.union(&other.0))
            }
        }

        impl std::fmt::Display for $type {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::core::model::print_text(&self.0.text(Self::MEMBERS), f)
            }
        }

        impl std::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }

        impl From<&str> for $type {
            /// The flags of the comma form, names in any case.
            #[inline]
            fn from(names: &str) -> Self {
                Self($crate::core::model::FlagSet::read(names, Self::MEMBERS))
            }
        }

        impl $crate::core::query::Literal for $type {
            #[inline]
            fn write_literal(&self, out: &mut String) {
                $crate::core::query::quoted(&self.0.text(Self::MEMBERS), out);
            }
        }

        impl $crate::core::query::FlagLiteral for $type {}

        impl $crate::core::values::Plain for $type {
            fn text(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(self.0.text(Self::MEMBERS).as_bytes());
            }

            fn identity(&self, out: &mut Vec<u8>) {
                self.0.identity(out);
            }

            fn number(&self) -> Option<u64> {
                self.0.number()
            }
        }

        $crate::core::model::single_values! {
            $type: |value| $crate::core::model::SlotValue::Flags(value),
                |reader| $crate::core::model::read_flags(reader, Self::MEMBERS).map(Self);
        }

        impl serde::Serialize for $type {
            #[inline]
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::core::model::serialize_flags(&self.0, Self::MEMBERS, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            #[inline]
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::core::model::deserialize_flags(Self::MEMBERS, deserializer).map(Self)
            }
        }
    };
}
pub(crate) use flags;
