//! What the service does beyond keeping entities: the seam between the surface and governance.
//!
//! The surface keeps entities for every operation. A behavior is asked before and after, for the types that it knows:
//! it refuses, fills members in, calls out, sets timers. Actions and functions are behaviors alone.

use msgraph_identity_governance::reflection::{Operation, Type};
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::store::{NodeId, Timer};
use crate::turn::{Posted, Turn};

/// What an action or function is bound to.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// An entity.
    Entity(NodeId),
    /// The entities at a navigation property of an entity.
    Collection {
        /// What the property is of.
        owner: NodeId,
        /// The navigation property's name.
        property: String,
    },
}

/// A call of an action or function.
#[derive(Clone, Debug)]
pub struct Call {
    /// The operation; its [`Operation::segment`] has the name, with its namespace where it has one.
    pub operation: Operation,
    /// The name without namespace: `resume`, `filterByCurrentUser`.
    pub name: String,
    /// What it is bound to.
    pub bound: Bound,
    /// The body's members, or the arguments in the URL, as JSON.
    pub arguments: Map<String, Value>,
}

/// What a call gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// 204, or what the operation's response demands where it demands something.
    Nothing,
    /// 202 without a body.
    Accepted,
    /// A primitive, enum or complex value, or JSON as it is to be shown.
    Value(Value),
    /// An entity.
    Entity(NodeId),
    /// Entities: query options apply, and the response is a page.
    Entities(Vec<NodeId>),
    /// Values that are no entities of the store: the response is a page.
    Values(Vec<Value>),
}

/// What the service does with entities of some types.
///
/// Each function is called within the turn of the request: an error undoes all of it. The defaults do nothing.
pub trait Behavior: Send + Sync {
    /// A name: `entitlement-management`.
    fn name(&self) -> &'static str;

    /// Makes what is there from the start, as the service's own templates are. It is called when an engine begins with
    /// a state or gets another one: what is there already stays.
    ///
    /// # Errors
    /// What went wrong; the turn is undone.
    fn prepare(&self, _turn: &mut Turn<'_>) -> Result<(), Failure> {
        Ok(())
    }

    /// Before an entity is made of a body: may refuse, or change the body. `owner` and `property` say where.
    ///
    /// # Errors
    /// A refusal.
    fn creating(
        &self,
        _turn: &mut Turn<'_>,
        _ty: Type,
        _owner: NodeId,
        _property: &str,
        _body: &mut Map<String, Value>,
    ) -> Result<(), Failure> {
        Ok(())
    }

    /// After an entity was made, with its references and what it contains.
    ///
    /// # Errors
    /// A refusal.
    fn created(&self, _turn: &mut Turn<'_>, _node: NodeId) -> Result<(), Failure> {
        Ok(())
    }

    /// Before a body's members are put into an entity by PATCH or PUT: may refuse, or change the body.
    ///
    /// # Errors
    /// A refusal.
    fn updating(&self, _turn: &mut Turn<'_>, _node: NodeId, _body: &mut Map<String, Value>) -> Result<(), Failure> {
        Ok(())
    }

    /// After an entity was changed by PATCH or PUT. `body` is what was sent.
    ///
    /// # Errors
    /// A refusal.
    fn updated(&self, _turn: &mut Turn<'_>, _node: NodeId, _body: &Map<String, Value>) -> Result<(), Failure> {
        Ok(())
    }

    /// Before an entity is removed. One that is [moved](crate::store::Change::move_to) elsewhere here is not removed: it
    /// stands among deleted items.
    ///
    /// # Errors
    /// A refusal.
    fn deleting(&self, _turn: &mut Turn<'_>, _node: NodeId) -> Result<(), Failure> {
        Ok(())
    }

    /// An action or function; none where this behavior does not know it.
    ///
    /// # Errors
    /// A refusal.
    fn call(&self, _turn: &mut Turn<'_>, _call: &Call) -> Option<Result<Outcome, Failure>> {
        None
    }

    /// A timer that it set is due. The purpose of its timers begins with
    /// [`name`](Self::name) and a colon. The timer is gone already.
    ///
    /// # Errors
    /// What went wrong; the turn is undone, and the timer stays gone.
    fn due(&self, _turn: &mut Turn<'_>, _timer: &Timer) -> Result<(), Failure> {
        Ok(())
    }

    /// A post that it asked for is done.
    ///
    /// # Errors
    /// What went wrong; the turn is undone.
    fn posted(&self, _turn: &mut Turn<'_>, _node: NodeId, _purpose: &str, _how: &Posted) -> Result<(), Failure> {
        Ok(())
    }

    /// The actions and functions that it knows, and rules of the service that it has and leaves out, in sentences.
    fn gaps(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether it knows an action or function: what no behavior knows is listed at `/local/gaps`.
    fn knows(&self, _operation: Operation) -> bool {
        false
    }
}
