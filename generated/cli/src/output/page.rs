//! A page of a list, as it was written.

use crate::json_text::{Member, items, members, string};

/// A page of a list: what stands around its items, and the items.
#[derive(Debug)]
pub(crate) struct PageText<'a> {
    /// The whole page.
    pub(crate) text: &'a str,
    /// Its members in their order.
    pub(crate) members: Vec<Member<'a>>,
    /// The list of items.
    value: &'a str,
}

const NEXT: &str = "@odata.nextLink";
const DELTA: &str = "@odata.deltaLink";

impl<'a> PageText<'a> {
    /// Reads a page; nothing where the text is no object with a list `value`.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        let members = members(text)?;
        let value = members.iter().rev().find(|member| member.is("value"))?.value;
        if !value.starts_with('[') {
            return None;
        }
        Some(Self { text, members, value })
    }

    /// The items as they are written.
    pub(crate) fn items(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        items(self.value).into_iter().flatten()
    }

    /// What stands around the items, links aside: the members before the list, and those behind it.
    pub(crate) fn around(&self) -> (impl Iterator<Item = &Member<'a>>, impl Iterator<Item = &Member<'a>>) {
        let at = self
            .members
            .iter()
            .rposition(|member| member.is("value"))
            .unwrap_or(self.members.len());
        let (before, from) = self.members.split_at_checked(at).unwrap_or_default();
        let rest = |member: &&Member<'a>| !is_link(member) && !member.is("value");
        (before.iter().filter(rest), from.iter().filter(rest))
    }

    /// Where the next page is.
    pub(crate) fn next_link(&self) -> Option<String> {
        let link = string(self.link(NEXT)?)?;
        Some(link.into_owned()).filter(|link| !link.is_empty())
    }

    /// Where to ask for what changed since, as a JSON string.
    pub(crate) fn delta_link(&self) -> Option<&'a str> {
        self.link(DELTA)
    }

    /// How many items there are in all, if it was asked for.
    pub(crate) fn count(&self) -> Option<&'a str> {
        self.link("@odata.count")
    }

    /// The service's error object, which can stand beside the items of a list that is not whole.
    pub(crate) fn error(&self) -> Option<&'a str> {
        let is_error = |member: &&Member<'a>| {
            let name = member.name();
            let is_name = ["error", "odata.error"]
                .iter()
                .any(|error| name.eq_ignore_ascii_case(error));
            is_name && member.value.starts_with('{')
        };
        self.members.iter().find(is_error).map(|member| member.value)
    }

    fn link(&self, name: &str) -> Option<&'a str> {
        self.members
            .iter()
            .rev()
            .find(|member| member.is(name))
            .map(|member| member.value)
    }
}

fn is_link(member: &Member<'_>) -> bool {
    member.is(NEXT) || member.is(DELTA)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_what_has_a_list_as_value() {
        let page = PageText::read(r#" {"a":1,"@odata.nextLink":"h\/n","value":[1, {"b":2}],"@odata.count": 2,"z":{}}"#)
            .unwrap();
        assert_eq!(page.items().collect::<Vec<_>>(), ["1", "{\"b\":2}"]);
        assert_eq!(page.next_link().as_deref(), Some("h/n"));
        assert_eq!((page.count(), page.delta_link(), page.error()), (Some("2"), None, None));
        let (before, after) = page.around();
        assert_eq!(before.map(|member| member.written).collect::<Vec<_>>(), ["\"a\""]);
        assert_eq!(
            after.map(|member| member.written).collect::<Vec<_>>(),
            ["\"@odata.count\"", "\"z\""]
        );
        for other in ["[]", "{}", "{\"value\":1}", "null", "{\"value\":null}"] {
            assert!(PageText::read(other).is_none(), "{other}");
        }
    }

    #[test]
    fn an_error_beside_the_items_is_seen() {
        let page = PageText::read(r#"{"value":[],"Error":{"code":"x"}}"#).unwrap();
        assert_eq!(page.error(), Some("{\"code\":\"x\"}"));
        assert!(
            PageText::read(r#"{"value":[],"error":"no object"}"#)
                .unwrap()
                .error()
                .is_none()
        );
    }
}
