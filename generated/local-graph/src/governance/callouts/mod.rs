//! Callouts: what Microsoft Entra posts for a custom extension, and where to.
//!
//! Entitlement management and lifecycle workflows share it. A behavior makes the body, [`post`]s it, and hears by
//! [`Behavior::posted`](crate::behavior::Behavior::posted) how that went; [`judged`] says what it means.
//!
//! | what | where |
//! |---|---|
//! | where an extension's callouts go, and for which audience | `addresses` |
//! | what an extension says about the call and the wait | `settings` |
//! | names as they are posted | `names` |
//! | the status that an instance shows | `status` |

mod addresses;
mod names;
mod settings;
mod status;

#[cfg(test)]
mod tests;

pub use addresses::{Address, address, addresses, set_address};
pub use names::{capitalized, first_upper, lifecycle_body};
pub use settings::{Client, check_extension, client, waits};
pub use status::{Status, judged};

use serde_json::{Value, json};

use crate::store::NodeId;
use crate::turn::{Post, Turn};

/// What is to be posted for an extension.
#[derive(Clone, Debug)]
pub struct Callout {
    /// The custom extension.
    pub extension: NodeId,
    /// The entity that it is about; [`Behavior::posted`](crate::behavior::Behavior::posted) is given it.
    pub node: NodeId,
    /// The behavior's name.
    pub behavior: &'static str,
    /// The behavior's own word.
    pub purpose: String,
    /// The body.
    pub body: Value,
}

/// Asks for a callout, once the turn holds.
///
/// # Errors
/// A sentence where no address is known for the extension: the callout fails then, and nothing is posted.
pub fn post(turn: &mut Turn<'_>, callout: Callout) -> Result<(), String> {
    let Some(address) = address(&turn.change, callout.extension) else {
        let key = turn.change.get(callout.extension).map(|node| node.key().to_owned());
        return Err(format!(
            "No address is known for the custom extension `{}`: give one with POST /local/callouts.",
            key.unwrap_or_default()
        ));
    };
    let client = turn.change.get(callout.extension).map(client).unwrap_or_default();
    turn.posts.push(Post {
        node: callout.node,
        behavior: callout.behavior,
        purpose: callout.purpose,
        address: address.url,
        audience: address.audience,
        body: callout.body,
        timeout_ms: client.timeout_ms,
        retries: client.retries,
    });
    Ok(())
}

/// The body of a test of the connection: a service responds to it, and never resumes.
#[must_use]
pub fn connection_test() -> Value {
    json!({"Stage": "CustomExtensionConnectionTest"})
}
