//! Which query options a request takes, as a type: `Request<A, (CanExpand, CanSelect)>` has `expand`, `select` and
//! nothing else.
//!
//! The second argument of a [`Request`](super::request::Request) is a tuple with a marker for each option, in the order
//! of their names. The options come from the metadata; generated code writes them out, so that a signature says what its
//! path takes, and so do the compiler's messages. The methods themselves are in `request.rs`.

/// The marker of requests that take no OData query options.
pub type NoOptions = ();

/// Declares markers, and implements each option's trait for each of the 128 sets that have its marker: half of all sets.
macro_rules! options {
    ($($marker:ident: $takes:ident, $wire:literal;)*) => {
        $(
            #[doc = concat!("The marker of requests that take `", $wire, "`.")]
            #[derive(Clone, Copy, Debug, Default)]
            pub struct $marker;
        )*
        options!(@sets [] $($marker: $takes,)*);
    };
    // Each set without the next marker, and with it.
    (@sets [$($marker:ident: $takes:ident)*] $next:ident: $takes_next:ident, $($rest:tt)*) => {
        options!(@sets [$($marker: $takes)*] $($rest)*);
        options!(@sets [$($marker: $takes)* $next: $takes_next] $($rest)*);
    };
    (@sets [$($marker:ident: $takes:ident)*]) => {
        options!(@set [$($takes)*] ($($marker,)*));
    };
    (@set [$($takes:ident)*] $set:ty) => {$(
        #[diagnostic::do_not_recommend]
        impl $takes for $set {}
    )*};
}

options! {
    CanCount: TakesCount, "$count";
    CanExpand: TakesExpand, "$expand";
    CanFilter: TakesFilter, "$filter";
    CanOrderBy: TakesOrderBy, "$orderby";
    CanSearch: TakesSearch, "$search";
    CanSelect: TakesSelect, "$select";
    CanSkip: TakesSkip, "$skip";
    CanTop: TakesTop, "$top";
}

/// Requests that take `$count`.
#[diagnostic::on_unimplemented(
    message = "this request takes no `$count`",
    label = "not offered on this path",
    note = "the metadata says which options a path takes; `.query(\"$count\", value)` sends one all the same"
)]
pub trait TakesCount {}

/// Requests that take `$expand`.
#[diagnostic::on_unimplemented(
    message = "this request takes no `$expand`",
    label = "not offered on this path",
    note = "the metadata says which options a path takes; `.query(\"$expand\", value)` sends one all the same"
)]
pub trait TakesExpand {}

/// Requests that take `$filter`.
#[diagnostic::on_unimplemented(
    message = "this request takes no `$filter`",
    label = "not offered on this path",
    note = "the metadata says which options a path takes; `.query(\"$filter\", value)` sends one all the same"
)]
pub trait TakesFilter {}

/// Requests that take `$orderby`.
#[diagnostic::on_unimplemented(
    message = "this request takes no `$orderby`",
    label = "not offered on this path",
    note = "the metadata says which options a path takes; `.query(\"$orderby\", value)` sends one all the same"
)]
pub trait TakesOrderBy {}

/// Requests that take `$search`.
#[diagnostic::on_unimplemented(
    message = "this request takes no `$search`",
    label = "not offered on this path",
    note = "the metadata says which options a path takes; `.query(\"$search\", value)` sends one all the same"
)]
pub trait TakesSearch {}

/// Requests that take `$select`.
#[diagnostic::on_unimplemented(
    message = "this request takes no `$select`",
    label = "not offered on this path",
    note = "the metadata says which options a path takes; `.query(\"$select\", value)` sends one all the same"
)]
pub trait TakesSelect {}

/// Requests that take `$skip`.
#[diagnostic::on_unimplemented(
    message = "this request takes no `$skip`",
    label = "not offered on this path",
    note = "the metadata says which options a path takes; `.query(\"$skip\", value)` sends one all the same"
)]
pub trait TakesSkip {}

/// Requests that take `$top`.
#[diagnostic::on_unimplemented(
    message = "this request takes no `$top`",
    label = "not offered on this path",
    note = "the metadata says which options a path takes; `.query(\"$top\", value)` sends one all the same"
)]
pub trait TakesTop {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks whether a type has a trait, without a bound that would not compile where it has not.
    macro_rules! takes {
        ($set:ty: $takes:ident) => {{
            #[allow(dead_code, reason = "only its constants are asked for")]
            struct Asked<T>(std::marker::PhantomData<T>);
            #[allow(dead_code, reason = "where the type has the trait, its constant is not taken")]
            trait Otherwise {
                const TAKES: bool = false;
            }
            impl<T> Otherwise for Asked<T> {}
            #[allow(dead_code, reason = "where the type lacks the trait, the other constant is taken")]
            impl<T: $takes> Asked<T> {
                const TAKES: bool = true;
            }
            <Asked<$set>>::TAKES
        }};
    }

    macro_rules! taken {
        ($set:ty) => {
            [
                takes!($set: TakesCount),
                takes!($set: TakesExpand),
                takes!($set: TakesFilter),
                takes!($set: TakesOrderBy),
                takes!($set: TakesSearch),
                takes!($set: TakesSelect),
                takes!($set: TakesSkip),
                takes!($set: TakesTop),
            ]
        };
    }

    /// What the emitter writes has the methods of its markers, and no others.
    #[test]
    fn each_set_has_exactly_the_options_of_its_markers() {
        const NO: bool = false;
        const YES: bool = true;
        type All = (
            CanCount,
            CanExpand,
            CanFilter,
            CanOrderBy,
            CanSearch,
            CanSelect,
            CanSkip,
            CanTop,
        );
        assert_eq!(taken!(NoOptions), [NO; 8]);
        assert_eq!(taken!(All), [YES; 8]);
        assert_eq!(taken!((CanCount,)), [YES, NO, NO, NO, NO, NO, NO, NO]);
        assert_eq!(taken!((CanTop,)), [NO, NO, NO, NO, NO, NO, NO, YES]);
        assert_eq!(taken!((CanExpand, CanSelect)), [NO, YES, NO, NO, NO, YES, NO, NO]);
        assert_eq!(taken!((CanFilter, CanSearch)), [NO, NO, YES, NO, YES, NO, NO, NO]);
        assert_eq!(
            taken!((CanCount, CanFilter, CanOrderBy, CanSearch, CanSkip, CanTop)),
            [YES, NO, YES, YES, YES, NO, YES, YES]
        );
    }
}
