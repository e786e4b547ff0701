//! Reads: they change nothing, and HEAD says what GET says.

use super::checks;
use super::compare::differences;
use super::session::{Done, Session, Stopped};

/// Header fields of HEAD that must be those of GET.
const SAME: [&str; 4] = ["etag", "content-type", "last-modified", "content-length"];

impl Session<'_> {
    /// Reads again and again.
    pub(super) async fn safety(&mut self, at: usize) -> Done {
        let resource = self.resource(at);
        let read = resource.read.ok_or(Stopped)?;
        let instance = self.one(at).await?;
        let (first, one) = self.state(&instance).await?;
        let (second, other) = self.state(&instance).await?;
        let volatile = &self.knowledge(at)?.volatile;
        let moved = |one, other| differences(one, other).into_iter().any(|name| !volatile.contains(&name));
        if moved(&one, &other) {
            let message = format!("{} changes what the next one answers", self.name(read));
            self.report(checks::SAFE, read, "", message, &[instance.step, first.step, second.step]);
        }
        let Some(head) = resource.head else { return Ok(()) };
        let answer = self.call(self.item_call(head, &instance)).await?;
        let name = self.name(head);
        if !answer.is_success() && answer.status != 304 {
            let message = format!("{name} is refused where GET is answered");
            self.report(checks::HEAD, head, "status", message, &[instance.step, second.step, answer.step]);
            return Ok(());
        }
        let (third, after) = self.state(&instance).await?;
        for field in SAME {
            let (of_head, of_get) = (answer.header(field), third.header(field));
            let settled = second.header(field) == of_get;
            // HEAD may leave out what GET makes only while it writes the body, such as its length.
            if settled && of_head.is_some() && of_head != of_get {
                let message = format!("`{field}` of {name} is not that of GET");
                self.report(checks::HEAD, head, field, message, &[instance.step, answer.step, third.step]);
            }
        }
        if moved(&other, &after) {
            let message = format!("{name} changes what a read answers");
            self.report(
                checks::SAFE,
                head,
                "",
                message,
                &[instance.step, second.step, answer.step, third.step],
            );
        }
        Ok(())
    }
}
