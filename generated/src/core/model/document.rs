//! What models and `Any…` enumerations have in common for who uses them: reading, writing, annotations, mismatches.

use crate::core::json::{Json, MismatchedItem, ReadError, ReadOptions};
use crate::core::query::{DerivedFrom, PropertyPath};

use super::compare::{Mismatch, mismatches};
use super::read::{ODATA_TYPE, document, is_reported, report_mismatches};
use super::state::Blank;
use super::write::write_document;
use super::{
    AdditionalProperties, FillResult, Filler, ListOf, MemberOf, Model, Presence, TypeInfo, presence, set_blank,
};

/// What can be a JSON document of its own: a model, or an `Any…` enumeration of several.
///
/// Reading and writing here keeps every digit and every member. By serde, which models have too, a number passes
/// through serde's types: what has more digits than they hold loses those.
///
/// `use …::models::*` brings it into scope.
pub trait Document: Sized {
    /// The model by whose constants its members are named: itself, or the base type of an `Any…` enumeration.
    type Declared;

    #[doc(hidden)]
    fn read_from(filler: &mut Filler<'_, '_>) -> Result<Self, FillResult>;

    /// What it holds, and whether its `@odata.type` must be written.
    #[doc(hidden)]
    fn typed_model(&self) -> (&dyn Model, bool);

    /// What it holds, to change it.
    #[doc(hidden)]
    fn model_mut(&mut self) -> &mut dyn Model;

    /// Reads it from a document, which is `json` from its first byte to its last. A value that does not fit its
    /// declared type is kept as it came, see [`mismatches`](Self::mismatches).
    ///
    /// # Errors
    /// When it is not JSON, deeper than [`DEFAULT_MAX_DEPTH`](crate::json::DEFAULT_MAX_DEPTH), no object, names its own
    /// type twice, or has more than 1000 members that its type does not name. The error says where.
    fn from_slice(json: &[u8]) -> Result<Self, ReadError> {
        Self::from_json(json, &ReadOptions::default())
    }

    /// Reads it as [`from_slice`](Self::from_slice) does, by other options.
    ///
    /// # Errors
    /// When it is not JSON, too deep, no object, or (in strict mode) has a value that does not fit its declared type.
    /// The error says where.
    fn from_json(json: &[u8], options: &ReadOptions) -> Result<Self, ReadError> {
        let mut value = None;
        let mismatches = document(json, options, &mut |reader| {
            value = Some(Self::read_from(&mut Filler(reader)).map_err(FillResult::fault)?);
            Ok(())
        })?;
        let value = value.ok_or_else(|| ReadError::new(json, 0, "an object is expected"))?;
        if is_reported(mismatches) {
            report_mismatches(&value.mismatches());
        }
        Ok(value)
    }

    /// The JSON of everything that it holds.
    fn to_json(&self) -> Vec<u8> {
        let (model, typed) = self.typed_model();
        write_document(model, typed, false)
    }

    /// The JSON as a request's body: without the members that the service sets and without the annotations that mean
    /// something in responses only. [`Request::with_read_only_members`](crate::Request::with_read_only_members) sends
    /// them too.
    fn to_body(&self) -> Vec<u8> {
        let (model, typed) = self.typed_model();
        write_document(model, typed, true)
    }

    /// What it has beside its members: members of other names, annotations, values that did not fit.
    fn additional_properties(&self) -> &AdditionalProperties {
        self.typed_model().0.rest().0
    }

    /// The full name of its type in Graph, without `#`: the `@odata.type` that came, or that of the Rust type.
    fn odata_type(&self) -> String {
        let (model, _) = self.typed_model();
        annotation(model, ODATA_TYPE).map_or_else(
            || model.info().name.to_owned(),
            |name| name.trim_start_matches('#').to_owned(),
        )
    }

    /// The `@odata.etag` that came, for [`if_match`](crate::Request::if_match).
    fn odata_etag(&self) -> Option<String> {
        annotation(self.typed_model().0, "@odata.etag")
    }

    /// The `@odata.id` that came or was set.
    fn odata_id(&self) -> Option<String> {
        annotation(self.typed_model().0, "@odata.id")
    }

    /// How many items a collection has by the service's count (`member@odata.count`), which can be more than came. It
    /// is there when it was asked for: `expand_raw("assignmentPolicies($count=true)")`.
    fn odata_count(&self, member: impl MemberOf<Self::Declared>) -> Option<u64> {
        let json = beside(self.typed_model().0, member.name(), "count")?;
        json.as_str().trim_matches('"').parse().ok()
    }

    /// Where the rest of a collection is, if not all of it came (`member@odata.nextLink`).
    fn odata_next_link(&self, member: impl MemberOf<Self::Declared>) -> Option<String> {
        beside(self.typed_model().0, member.name(), "nextLink").and_then(Json::to_text)
    }

    /// How a member stands: absent, null, an empty list, set, or kept because it did not fit.
    fn presence(&self, member: impl MemberOf<Self::Declared>) -> Presence {
        presence(self.typed_model().0, member.name())
    }

    /// What stands in a list beside its items: null, an object of a foreign type, whatever could not be read as an
    /// item. Each has its place in the list, and is written back there: in front of the item that has this place by
    /// then, or at the end when the list has become shorter.
    ///
    /// A list that is set anew is without them: by its setter, by [`set_null`](ModelType::set_null) or
    /// [`with_empty`](ModelType::with_empty). Items that are pushed or removed change nothing, so a list whose items
    /// were all removed is still sent with what does not fit;
    /// [`take_mismatched_items`](ModelType::take_mismatched_items) ends that.
    ///
    /// A list of which more than 1000 entries do not fit is kept whole, as a value that does not fit its member.
    fn mismatched_items(&self, member: impl ListOf<Self::Declared>) -> &[MismatchedItem] {
        let model = self.typed_model().0;
        let place = model.info().find(member.name());
        place.map_or(&[], |place| model.rest().1.items(place))
    }

    /// The values, at any depth, that did not fit their declared type and are kept as they came: where they are, and
    /// why they did not fit. Items of lists among them, see [`mismatched_items`](Self::mismatched_items); and `value`,
    /// where the service responded with an object or a list that holds the one entity in place of the entity.
    fn mismatches(&self) -> Vec<Mismatch> {
        mismatches(self.typed_model().0)
    }
}

/// A model's type: what it says of itself without a value, and what can be done with its members' constants.
///
/// `use …::models::*` brings it into scope.
pub trait ModelType: Model + Default + Clone {
    /// The type's name and members.
    const INFO: &'static TypeInfo;

    /// Sets a member to null, which is sent as such: an update takes its value away. Assigning a value later wins.
    #[must_use]
    fn with_null(mut self, member: impl MemberOf<Self>) -> Self {
        set_blank(&mut self, member.name(), Blank::Null);
        self
    }

    /// Sets a member to null, as [`with_null`](Self::with_null) does.
    fn set_null(&mut self, member: impl MemberOf<Self>) {
        set_blank(self, member.name(), Blank::Null);
    }

    /// Sets a list to one without items, which is sent as `[]`: an update takes its items away. The setter does the
    /// same when it is given none, but cannot tell from `[]` alone what they would have been.
    #[must_use]
    fn with_empty(mut self, member: impl ListOf<Self>) -> Self {
        set_blank(&mut self, member.name(), Blank::Empty);
        self
    }

    /// Takes what stands in a list beside its items, see [`mismatched_items`](Document::mismatched_items): it is not
    /// written any more.
    fn take_mismatched_items(&mut self, member: impl ListOf<Self>) -> Vec<MismatchedItem> {
        let place = self.info().find(member.name());
        place.map_or_else(Vec::new, |place| self.rest_mut().1.take_items(place))
    }

    /// The item itself as one of a derived type, for a query about the members of that type:
    /// `DirectoryObject::cast::<User>().then(User::DEPARTMENT)`.
    #[must_use]
    fn cast<D: DerivedFrom<Self>>() -> PropertyPath<Self, D> {
        PropertyPath::of(D::graph_name().to_owned(), false)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model + Default> Document for M {
    type Declared = Self;

    fn read_from(filler: &mut Filler<'_, '_>) -> Result<Self, FillResult> {
        let mut model = Self::default();
        match super::read::read_model(filler.0, &mut model) {
            Ok(()) => Ok(model),
            Err(fault) => Err(FillResult(Err(fault))),
        }
    }

    fn typed_model(&self) -> (&dyn Model, bool) {
        (self, false)
    }

    fn model_mut(&mut self) -> &mut dyn Model {
        self
    }
}

/// The text of an annotation of the model itself.
fn annotation(model: &dyn Model, name: &str) -> Option<String> {
    model.rest().0.get(name).and_then(Json::to_text)
}

/// An annotation of a member.
fn beside<'a>(model: &'a dyn Model, member: &str, annotation: &str) -> Option<&'a Json> {
    model.rest().0.get(&format!("{member}@odata.{annotation}"))
}
