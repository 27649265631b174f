//! Where a response's data has its URL: what context URLs and next links are made of.

use msgraph_identity_governance::reflection::{Place, SegmentKind};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What is encoded in a segment of a path.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The URL of an entity or a collection, and how `$metadata` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// `http://127.0.0.1:8080/v1.0`.
    service: String,
    /// Below the version, percent-encoded, with a slash before it.
    path: String,
    /// What stands after `$metadata#`, without the last key.
    fragment: String,
    /// It is one entity, and not a collection.
    is_entity: bool,
    /// The last key, of an entity of a collection.
    key: Option<String>,
}

impl Address {
    /// The address of a request: the service's root with the version, the path below it as the request has it, and
    /// what that resolved to.
    #[must_use]
    pub fn of(service: &str, path: &str, place: &Place) -> Self {
        let mut address = Self {
            service: service.trim_end_matches('/').to_owned(),
            path: format!("/{}", path.trim_matches('/')),
            fragment: String::new(),
            is_entity: true,
            key: None,
        };
        for segment in place.segment().way() {
            let key = || {
                let parameter = segment.parameters().next()?;
                let mut values = place.values();
                values.find_map(|(name, value)| (name == parameter.placeholder()).then(|| value.to_owned()))
            };
            let subject = segment.subject();
            match segment.kind() {
                SegmentKind::Key => address.key = key(),
                SegmentKind::AlternateKey => {
                    address.push(segment.name());
                    address.key = key();
                }
                SegmentKind::Function | SegmentKind::Action => {
                    address.fragment = subject.map(|ty| ty.to_string()).unwrap_or_default();
                    address.key = None;
                }
                SegmentKind::Property | SegmentKind::Cast => address.push(segment.name()),
                _ => {}
            }
            address.is_entity = subject.is_none_or(|ty| !ty.is_collection());
        }
        address
    }

    /// The address of an entity set of the service's root that the table of paths lacks: `users`.
    #[must_use]
    pub fn of_set(service: &str, name: &str) -> Self {
        Self {
            service: service.trim_end_matches('/').to_owned(),
            path: format!("/{name}"),
            fragment: name.to_owned(),
            is_entity: false,
            key: None,
        }
    }

    /// Appends a segment to the fragment, after the key before it.
    fn push(&mut self, name: &str) {
        if let Some(key) = self.key.take() {
            self.fragment.push_str(&format!("('{}')", key.replace('\'', "''")));
        }
        if !self.fragment.is_empty() {
            self.fragment.push('/');
        }
        self.fragment.push_str(name);
    }

    /// The entity of a key in a collection.
    #[must_use]
    pub fn item(&self, key: &str) -> Self {
        let mut item = self.clone();
        item.path.push('/');
        item.path.extend(utf8_percent_encode(key, SEGMENT));
        item.is_entity = true;
        item.key = Some(key.to_owned());
        item
    }

    /// What a navigation property of an entity leads to.
    #[must_use]
    pub fn member(&self, name: &str, is_collection: bool) -> Self {
        let mut member = self.clone();
        member.path.push('/');
        member.path.push_str(name);
        member.push(name);
        member.is_entity = !is_collection;
        member
    }

    /// The same with the entity's own key: a request may name it by an alternate one.
    pub(super) fn keyed(&self, key: &str) -> Self {
        let mut keyed = self.clone();
        if let Some(last) = &mut keyed.key {
            key.clone_into(last);
        }
        keyed
    }

    /// The same with another path below the version, where an entity has one of its own.
    pub(super) fn at(mut self, path: Option<String>) -> Self {
        if let Some(path) = path {
            self.path = path;
        }
        self
    }

    /// The path below the version.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}{}", self.service, self.path)
    }

    /// The value of `@odata.context`, with what is selected and expanded.
    pub(super) fn context(&self, clauses: &str) -> String {
        let entity = match self.is_entity && !self.fragment.contains('.') {
            true => "/$entity",
            false => "",
        };
        format!("{}/$metadata#{}{clauses}{entity}", self.service, self.fragment)
    }

    /// The value of `@odata.context` of a value that is no entity.
    pub(super) fn value_context(&self) -> String {
        let key = self
            .key
            .as_deref()
            .map(|key| format!("('{}')", key.replace('\'', "''")));
        format!(
            "{}/$metadata#{}{}",
            self.service,
            self.fragment,
            key.unwrap_or_default()
        )
    }
}

#[cfg(test)]
mod tests {
    use msgraph_identity_governance::v1_0::API;

    use super::*;

    const SERVICE: &str = "http://127.0.0.1:1/v1.0";

    fn address(path: &str) -> Address {
        Address::of(SERVICE, path, &API.resolve(path).unwrap())
    }

    fn context(path: &str) -> String {
        let context = address(path).context("");
        context
            .strip_prefix("http://127.0.0.1:1/v1.0/$metadata#")
            .unwrap()
            .to_owned()
    }

    #[test]
    fn a_context_names_keys_and_entities() {
        let packages = "/identityGovernance/entitlementManagement/accessPackages";
        assert_eq!(
            context(packages),
            "identityGovernance/entitlementManagement/accessPackages"
        );
        assert_eq!(
            context(&format!("{packages}/it%27s")),
            "identityGovernance/entitlementManagement/accessPackages/$entity"
        );
        assert_eq!(
            context(&format!("{packages}/it%27s/assignmentPolicies/7")),
            "identityGovernance/entitlementManagement/accessPackages('it''s')/assignmentPolicies/$entity"
        );
        assert_eq!(
            context(&format!("{packages}/1/catalog")),
            "identityGovernance/entitlementManagement/accessPackages('1')/catalog/$entity"
        );
        assert_eq!(
            context("/identityGovernance/entitlementManagement"),
            "identityGovernance/entitlementManagement/$entity"
        );
    }

    #[test]
    fn a_context_names_what_a_function_returns() {
        assert_eq!(
            context("/identityGovernance/accessReviews/definitions/filterByCurrentUser(on='reviewer')"),
            "Collection(microsoft.graph.accessReviewScheduleDefinition)"
        );
    }

    #[test]
    fn an_alternate_key_gives_way_to_the_key() {
        let subject = address("/identityGovernance/entitlementManagement/subjects(objectId='o')");
        assert_eq!(
            subject.context("(id)"),
            format!("{SERVICE}/$metadata#identityGovernance/entitlementManagement/subjects(id)/$entity")
        );
        let organization = subject.keyed("7").member("connectedOrganization", false);
        let context = organization.context("");
        assert!(
            context.ends_with("/subjects('7')/connectedOrganization/$entity"),
            "{context}"
        );
    }

    #[test]
    fn an_item_and_its_members_have_urls() {
        let packages = address("/identityGovernance/entitlementManagement/accessPackages/");
        let item = packages.item("a/b c");
        assert_eq!(
            item.url(),
            format!("{SERVICE}/identityGovernance/entitlementManagement/accessPackages/a%2Fb%20c")
        );
        let policies = item.member("assignmentPolicies", true);
        assert_eq!(policies.path(), format!("{}/assignmentPolicies", item.path()));
        let moved = policies.clone().at(Some("/x".to_owned()));
        assert_eq!((moved.path(), moved.context("")), ("/x", policies.context("")));
    }
}
