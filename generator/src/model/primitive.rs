//! The primitive types of the Entity Data Model.

macro_rules! primitives {
    ($($(#[$doc:meta])* $name:ident = $edm:literal,)*) => {
        /// A primitive type of the Entity Data Model.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Primitive { $($(#[$doc])* $name,)* }

        impl Primitive {
            /// `Edm.String` and so on.
            #[must_use]
            pub fn edm_name(self) -> &'static str {
                match self { $(Primitive::$name => $edm,)* }
            }

            /// The primitive of that name (`Edm.…`).
            #[must_use]
            pub fn from_edm_name(name: &str) -> Option<Self> {
                match name { $($edm => Some(Primitive::$name),)* _ => None }
            }
        }
    };
}

primitives! {
    /// Text.
    String = "Edm.String",
    /// True or false.
    Boolean = "Edm.Boolean",
    /// 0 to 255.
    Byte = "Edm.Byte",
    /// -128 to 127.
    SByte = "Edm.SByte",
    /// 16 bits.
    Int16 = "Edm.Int16",
    /// 32 bits.
    Int32 = "Edm.Int32",
    /// 64 bits; a number or a string on the wire.
    Int64 = "Edm.Int64",
    /// 32 bits of floating point.
    Single = "Edm.Single",
    /// 64 bits of floating point.
    Double = "Edm.Double",
    /// Decimal number of any precision.
    Decimal = "Edm.Decimal",
    /// Date, time and offset.
    DateTimeOffset = "Edm.DateTimeOffset",
    /// A calendar date.
    Date = "Edm.Date",
    /// A time of day.
    TimeOfDay = "Edm.TimeOfDay",
    /// ISO 8601 duration.
    Duration = "Edm.Duration",
    /// A GUID.
    Guid = "Edm.Guid",
    /// Bytes, base64 on the wire.
    Binary = "Edm.Binary",
    /// A stream property: not in the JSON.
    Stream = "Edm.Stream",
}
