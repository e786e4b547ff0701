//! The requests that oracles make to one item: read, written, deleted. It must not know what is expected of them.

use serde_json::{Map, Value};

use super::session::{Answer, Call, Instance, Session, Stopped};

impl Session<'_> {
    /// A call to an operation of an item.
    pub(super) fn item_call(&self, operation: usize, instance: &Instance) -> Call {
        Call { operation, identity: instance.identity, path: instance.path.clone(), ..Call::default() }
    }

    /// Reads an item as its owner.
    pub(super) async fn read(&mut self, instance: &Instance) -> Result<Answer, Stopped> {
        self.read_as(instance, instance.identity).await
    }

    /// Reads an item as an identity.
    pub(super) async fn read_as(&mut self, instance: &Instance, identity: usize) -> Result<Answer, Stopped> {
        let operation = self.resource(instance.resource).read.ok_or(Stopped)?;
        let answer = self.call(Call { identity, ..self.item_call(operation, instance) }).await?;
        Ok(answer)
    }

    /// The state of an item, which must be there, as its owner reads it.
    pub(super) async fn state(
        &mut self,
        instance: &Instance,
    ) -> Result<(Answer, Map<String, Value>), Stopped> {
        let answer = self.read(instance).await?;
        let shown = self.shown(instance.resource, &answer).filter(|_| answer.is_success());
        shown.map(|shown| (answer, shown)).ok_or(Stopped)
    }

    /// The body of a write: the members in the envelope that the operation takes.
    pub(super) fn body(&self, at: usize, operation: usize, members: &Map<String, Value>) -> Option<Value> {
        let branch =
            self.run.knowledge.get(at).and_then(Option::as_ref).map_or(0, |known| known.recipe.branch);
        let members = Value::Object(members.clone());
        Some(self.taken(at, operation, branch).map_or(members.clone(), |taken| taken.wrap(members)))
    }

    /// A call that writes members to an item.
    pub(super) fn write_call(
        &self,
        operation: usize,
        instance: &Instance,
        members: &Map<String, Value>,
    ) -> Call {
        let mut members = members.clone();
        // Whatever the members were made for, the item keeps its id.
        for (name, value) in &mut members {
            if let Some(id) = instance.shown.get(name).filter(|_| self.is_own_id(instance.resource, name)) {
                *value = id.clone();
            }
        }
        let body = self.body(instance.resource, operation, &members);
        Call { body, ..self.item_call(operation, instance) }
    }

    /// Writes members to an item as its owner. An operation that requires `If-Match` gets the current entity tag.
    pub(super) async fn write(
        &mut self,
        operation: usize,
        instance: &Instance,
        members: &Map<String, Value>,
    ) -> Result<Answer, Stopped> {
        let call = self.write_call(operation, instance, members);
        self.conditioned(operation, instance, call).await
    }

    /// Adds the current entity tag to a call whose operation requires one.
    pub(super) async fn condition(
        &mut self,
        operation: usize,
        instance: &Instance,
        call: &mut Call,
    ) -> Result<(), Stopped> {
        let required = self.operation(operation).requires_header("if-match");
        if (required || self.run.wants_condition(operation))
            && self.resource(instance.resource).read.is_some()
        {
            let tag = self.read(instance).await?.header("etag").ok_or(Stopped)?;
            call.headers.push(("If-Match".to_owned(), tag));
        }
        Ok(())
    }

    /// Deletes an item as its owner.
    pub(super) async fn delete(&mut self, instance: &Instance) -> Result<Answer, Stopped> {
        let operation = self.resource(instance.resource).delete.ok_or(Stopped)?;
        self.delete_item(operation, instance).await
    }

    /// Sends the deletion of an item.
    pub(super) async fn delete_item(
        &mut self,
        operation: usize,
        instance: &Instance,
    ) -> Result<Answer, Stopped> {
        let call = self.item_call(operation, instance);
        self.conditioned(operation, instance, call).await
    }

    /// Sends a call under the current `ETag`, if the operation requires one, or says so when it gets none.
    async fn conditioned(
        &mut self,
        operation: usize,
        instance: &Instance,
        call: Call,
    ) -> Result<Answer, Stopped> {
        let mut first = call.clone();
        self.condition(operation, instance, &mut first).await?;
        let answer = self.call(first).await?;
        if answer.status != 428 || !self.run.note_condition(operation) {
            return Ok(answer);
        }
        let mut second = call;
        self.condition(operation, instance, &mut second).await?;
        self.call(second).await
    }

    /// The members of a whole replacement: new values for all that the operation takes.
    pub(super) fn replacement(&mut self, at: usize, operation: usize) -> Result<Map<String, Value>, Stopped> {
        let recipe = self.knowledge(at).map(|known| known.recipe.clone()).unwrap_or_default();
        self.object(at, operation, &recipe).ok_or(Stopped)
    }

    /// Whether the operation has a parameter of that name.
    pub(super) fn has_parameter(&self, operation: usize, name: &str) -> bool {
        self.operation(operation).parameters.iter().any(|parameter| parameter.name.eq_ignore_ascii_case(name))
    }

    /// Whether the document gives the operation that status, by itself.
    pub(super) fn documents(&self, operation: usize, status: u16) -> bool {
        let exact = crate::api::StatusPattern::Exact(status);
        self.operation(operation).responses.iter().any(|response| response.status == exact)
    }

    /// The name of an operation in messages.
    pub(super) fn name(&self, operation: usize) -> String {
        self.operation(operation).to_string()
    }
}
