//! JSON that is put together from options: members stay in the order in which they were given.

/// A value that grows member by member.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// JSON text, as it is.
    Text(String),
    /// An object.
    Object(Vec<(String, Node)>),
    /// An array.
    Array(Vec<Node>),
}

impl Node {
    /// A JSON string.
    pub fn string(text: &str) -> Self {
        Self::Text(serde_json::Value::from(text).to_string())
    }

    /// The member of that name, made as an empty object where it is not there; none where this is no object.
    pub fn member(&mut self, name: &str) -> Option<&mut Self> {
        let Self::Object(members) = self else { return None };
        let at = match members.iter().position(|(other, _)| other == name) {
            Some(at) => at,
            None => {
                members.push((name.to_owned(), Self::Object(Vec::new())));
                members.len() - 1
            }
        };
        members.get_mut(at).map(|(_, node)| node)
    }

    /// Whether it is an object with a member of that name.
    pub fn has(&self, name: &str) -> bool {
        matches!(self, Self::Object(members) if members.iter().any(|(other, _)| other == name))
    }

    /// Puts a member first: `@odata.type` stands before what it is about.
    pub fn put_first(&mut self, name: &str, node: Self) {
        if let Self::Object(members) = self {
            members.insert(0, (name.to_owned(), node));
        }
    }

    /// The JSON text.
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Object(members) => {
                out.push('{');
                for (at, (name, node)) in members.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    out.push_str(&serde_json::Value::from(name.as_str()).to_string());
                    out.push(':');
                    node.write(out);
                }
                out.push('}');
            }
            Self::Array(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_stay_in_order() {
        let mut body = Node::Object(Vec::new());
        *body.member("b").unwrap() = Node::string("a \"quote\"");
        *body.member("a").unwrap().member("x").unwrap() = Node::Text("1.50".to_owned());
        body.put_first("@odata.type", Node::string("t"));
        assert_eq!(body.text(), r#"{"@odata.type":"t","b":"a \"quote\"","a":{"x":1.50}}"#);
        assert!(body.has("a") && !body.has("c"));
        assert_eq!(Node::Text("1".to_owned()).member("x"), None);
    }
}
