//! Filters of any form, written and read back.

use super::*;

/// A condition over three variables, to be put together and taken apart again.
#[derive(Clone, Debug)]
enum Tree {
    Variable(usize),
    Call(usize),
    Not(Box<Tree>),
    And(Box<Tree>, Box<Tree>),
    Or(Box<Tree>, Box<Tree>),
}

impl Tree {
    fn filter(&self) -> Filter<Request> {
        match self {
            Self::Variable(number) => Request::ID.eq(number.to_string()),
            Self::Call(number) => Request::ID.contains(number.to_string()),
            Self::Not(inner) => !inner.filter(),
            Self::And(left, right) => left.filter().and(right.filter()),
            Self::Or(left, right) => left.filter().or(right.filter()),
        }
    }

    fn value(&self, variables: [bool; 3]) -> bool {
        match self {
            Self::Variable(number) | Self::Call(number) => variables[*number],
            Self::Not(inner) => !inner.value(variables),
            Self::And(left, right) => left.value(variables) && right.value(variables),
            Self::Or(left, right) => left.value(variables) || right.value(variables),
        }
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![(0..3_usize).prop_map(Tree::Variable), (0..3_usize).prop_map(Tree::Call)];
    leaf.prop_recursive(6, 48, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| Tree::Not(Box::new(a))),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Tree::And(Box::new(a), Box::new(b))),
            (inner.clone(), inner).prop_map(|(a, b)| Tree::Or(Box::new(a), Box::new(b))),
        ]
    })
}

/// A filter's text by OData's precedence: `not` before comparisons, those before `and`, that before `or`.
struct Reader<'a> {
    rest: &'a str,
    variables: [bool; 3],
}

impl Reader<'_> {
    fn take(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn or(&mut self) -> bool {
        let mut value = self.and();
        while self.take(" or ") {
            value |= self.and();
        }
        value
    }

    fn and(&mut self) -> bool {
        let mut value = self.unary();
        while self.take(" and ") {
            value &= self.unary();
        }
        value
    }

    fn unary(&mut self) -> bool {
        if self.take("not ") {
            // It would hold for `id` alone, not for the comparison.
            assert!(!self.rest.starts_with("id eq"), "{}", self.rest);
            return !self.unary();
        }
        if self.take("(") {
            let value = self.or();
            assert!(self.take(")"), "{}", self.rest);
            return value;
        }
        let end = if self.take("contains(id,'") {
            "')"
        } else {
            assert!(self.take("id eq '"), "{}", self.rest);
            "'"
        };
        let number: usize = self.rest[..1].parse().unwrap();
        self.rest = &self.rest[1..];
        assert!(self.take(end), "{}", self.rest);
        self.variables[number]
    }
}

proptest! {
    #[test]
    fn a_condition_means_what_it_was_put_together_from(tree in tree(), bits in 0..8_u8) {
        let variables = [bits & 1 != 0, bits & 2 != 0, bits & 4 != 0];
        let text = tree.filter().to_string();
        let mut reader = Reader { rest: &text, variables };
        let value = reader.or();
        prop_assert_eq!(reader.rest, "", "{}", text);
        prop_assert_eq!(value, tree.value(variables), "{}", text);
    }

    #[test]
    fn no_text_breaks_out_of_its_literal(text in ".*") {
        let packages = client().identity_governance().entitlement_management().access_packages();
        let request = packages.list().filter(Package::DISPLAY_NAME.eq(text.as_str())).top(1);
        let options = query(&request);
        prop_assert_eq!(options.len(), 2);
        let literal = options[0].1.strip_prefix("displayName eq '").and_then(|rest| rest.strip_suffix('\'')).unwrap();
        prop_assert_eq!(literal.replace("''", "\u{0}").contains('\''), false);
        prop_assert_eq!(literal.replace("''", "'"), text);
    }
}
