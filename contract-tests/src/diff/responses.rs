//! Responses: what comes back must be what could come back before. Statuses are compared one by one, and for the
//! rest of each class together, since a range or `default` stands for every status that is not listed. It must not
//! know how schemas are compared.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value;

use super::change::{Direction, Level};
use super::comparison::{Comparison, Side, World};
use super::headers;
use super::ledger::Difference;
use super::media_types::{Name, covering, names};
use super::message::{Reply, Request};
use super::pairing::Pair;
use super::rule::Rule;
use super::schemas::Use;
use crate::api::{MediaType, Operation, Response, StatusPattern};
use crate::document::Node;

/// Statuses that both documents treat alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cell {
    /// A status that one of the documents lists.
    Exact(u16),
    /// Those of a class, by its first digit, that neither lists.
    Rest(u8),
}

impl Cell {
    const fn class(self) -> u16 {
        match self {
            Self::Exact(status) => status / 100,
            Self::Rest(class) => class as u16,
        }
    }

    /// A status of the cell, to show in a message.
    pub(super) const fn status(self) -> u16 {
        match self {
            Self::Exact(status) => status,
            Self::Rest(class) => class as u16 * 100 + 99,
        }
    }

    const fn is_success(self) -> bool {
        matches!(self.class(), 2 | 3)
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(status) => write!(f, "{status}"),
            Self::Rest(class) => write!(f, "{class}XX"),
        }
    }
}

/// Compares what the two versions of an operation answer.
pub(super) fn compare(comparison: &mut Comparison<'_>, pair: Pair<'_>) {
    for cell in cells(pair) {
        match (answer(pair.base, cell), answer(pair.revision, cell)) {
            (None, None) => {}
            (None, Some(new)) => added(comparison, pair, cell, new),
            (Some(old), None) => removed(comparison, pair, cell, old),
            (Some(old), Some(new)) => changed(comparison, pair, cell, old, new),
        }
    }
}

pub(super) fn cells(pair: Pair<'_>) -> BTreeSet<Cell> {
    let responses = pair.base.responses.iter().chain(&pair.revision.responses);
    let listed = responses.filter_map(|response| match response.status {
        StatusPattern::Exact(status) => Some(Cell::Exact(status)),
        StatusPattern::Range(_) | StatusPattern::Default => None,
    });
    listed.chain((1..=5).map(Cell::Rest)).collect()
}

/// What the operation documents for the statuses. `default` stands for failures where a success is listed, as it
/// is used, and for everything where none is.
pub(super) fn answer(operation: &Operation, cell: Cell) -> Option<&Response> {
    let listed =
        |wanted: StatusPattern| operation.responses.iter().find(|response| response.status == wanted);
    let exact = match cell {
        Cell::Exact(status) => listed(StatusPattern::Exact(status)),
        Cell::Rest(_) => None,
    };
    let class = u8::try_from(cell.class()).unwrap_or_default();
    let success = |response: &Response| match response.status {
        StatusPattern::Exact(status) => matches!(status / 100, 2 | 3),
        StatusPattern::Range(class) => matches!(class, 2 | 3),
        StatusPattern::Default => false,
    };
    let default_counts = !matches!(class, 1..=3) || !operation.responses.iter().any(success);
    let default = if default_counts { listed(StatusPattern::Default) } else { None };
    exact.or_else(|| listed(StatusPattern::Range(class))).or(default)
}

/// A receiver takes a status that it does not know for the x00 of its class (RFC 9110 §15), so in a closed world
/// a further failure surprises nobody, and a further success only when its content could not have come with
/// another success.
fn added(comparison: &mut Comparison<'_>, pair: Pair<'_>, cell: Cell, new: &Response) {
    let answers = comparison.revision.messages();
    let shown = answers.response(&Reply::least(cell.status(), new));
    let surprising = match comparison.world {
        World::Open => true,
        World::Closed => cell.is_success() && !familiar(pair, new),
    };
    let difference = if surprising {
        let message = format!("the status {cell} may come, which was not documented");
        Difference::response(Rule::StatusAdded, Level::Breaking, message).proved(shown)
    } else {
        let message = format!("the status {cell} may come too");
        Difference::response(Rule::StatusAdded, Level::Compatible, message)
    };
    comparison.record(pair, difference.base(&pair.base.pointer).revision(&new.pointer));
}

/// Whether some success of the base had contents of the same kinds.
fn familiar(pair: Pair<'_>, new: &Response) -> bool {
    let successes = pair.base.responses.iter().filter(|old| match old.status {
        StatusPattern::Exact(status) => matches!(status / 100, 2 | 3),
        StatusPattern::Range(class) => matches!(class, 2 | 3),
        StatusPattern::Default => true,
    });
    let mut successes = successes.peekable();
    successes.peek().is_some()
        && successes.any(|old| {
            new.contents.is_empty()
                || new.contents.iter().all(|content| covering(&old.contents, &content.name).is_some())
        })
}

/// A receiver that waits for a success waits in vain when it never comes; it needs no failure.
fn removed(comparison: &mut Comparison<'_>, pair: Pair<'_>, cell: Cell, old: &Response) {
    let listed = match (cell, old.status) {
        (Cell::Exact(_), _) => true,
        // A range promises no status in particular, as long as one of it comes.
        (Cell::Rest(class), StatusPattern::Range(_)) => !pair.revision.responses.iter().any(
            |new| matches!(new.status, StatusPattern::Exact(status) if status / 100 == u16::from(class)),
        ),
        (Cell::Rest(_), StatusPattern::Exact(_) | StatusPattern::Default) => false,
    };
    let difference = if cell.is_success() && listed {
        let answers = comparison.base.messages();
        let shown = answers.response(&Reply::least(cell.status(), old));
        let message = format!("the success {cell} never comes any more, and receivers may wait for it");
        Difference::response(Rule::StatusRemoved, Level::Breaking, message).proved(shown)
    } else {
        let message = format!("the status {cell} does not come any more");
        Difference::response(Rule::StatusRemoved, Level::Compatible, message)
    };
    comparison.record(pair, difference.base(&old.pointer).revision(&pair.revision.pointer));
}

fn changed(comparison: &mut Comparison<'_>, pair: Pair<'_>, cell: Cell, old: &Response, new: &Response) {
    comparison.described(pair.revision, &old.pointer, &new.pointer, "description");
    if links(comparison.base, old) != links(comparison.revision, new) {
        let message = format!("`links` of {cell} differ");
        let difference = Difference::silent(Rule::DescriptionChanged, Level::Documentation, message);
        comparison.record(pair, difference.base(&old.pointer).revision(&new.pointer));
    }
    headers::compare(comparison, pair, cell.status(), (old, new));
    for name in names(&old.contents, &new.contents) {
        match (covering(&old.contents, name), covering(&new.contents, name)) {
            (None, None) => {}
            (Some(before), Some(content)) => schemas(comparison, pair, cell, (before, new, content)),
            (None, Some(content)) => type_added(comparison, pair, cell, (old, new, content)),
            (Some(content), None) => type_removed(comparison, pair, cell, (old, new, content)),
        }
    }
}

/// The links of a response by their names, references followed.
fn links(side: Side<'_>, response: &Response) -> BTreeMap<String, Value> {
    let links = side.document.node(&response.pointer).and_then(|response| response.get("links"));
    let members = links.map(|links| links.members()).unwrap_or_default();
    let link = |(name, link): (&str, Node<'_>)| (name.to_owned(), link.resolve().unwrap_or(link).to_value());
    members.into_iter().map(link).collect()
}

/// A receiver gets the type that it accepts, where there were others; where there was no body, or another type
/// alone, it meets what it could not meet before.
fn type_added(
    comparison: &mut Comparison<'_>,
    pair: Pair<'_>,
    cell: Cell,
    (old, new, content): (&Response, &Response, &MediaType),
) {
    let kept = old.contents.iter().any(|before| covering(&new.contents, &before.name).is_some());
    let negotiated = kept || (old.contents.is_empty() && comparison.world == World::Closed);
    let difference = if negotiated {
        let message = format!("{cell} may come as `{}` too", content.name);
        Difference::response(Rule::MediaTypeAdded, Level::Compatible, message)
    } else {
        let answers = comparison.revision.messages();
        let reply = Reply { content: Some(content), ..Reply::least(cell.status(), new) };
        let message = format!("{cell} comes as `{}`, which it did not", content.name);
        Difference::response(Rule::MediaTypeAdded, Level::Breaking, message).proved(answers.response(&reply))
    };
    comparison.record(pair, difference.base(&old.pointer).revision(&content.pointer));
}

/// A request that accepts that type alone is refused, or answered in another. A range promises no type, so that
/// nobody misses the rest of it while some of it still comes.
fn type_removed(
    comparison: &mut Comparison<'_>,
    pair: Pair<'_>,
    cell: Cell,
    (_, new, content): (&Response, &Response, &MediaType),
) {
    let message = format!("{cell} does not come as `{}` any more", content.name);
    let range = Name::of(&content.name);
    let difference = if new.contents.iter().any(|other| range.covers(&Name::of(&other.name))) {
        Difference::response(Rule::MediaTypeRemoved, Level::Compatible, message)
    } else {
        let accepting = Request { accept: Some(&content.name), ..Request::default() };
        let sent = comparison.base.messages().request(pair.base, &accepting);
        Difference::response(Rule::MediaTypeRemoved, Level::Breaking, message).proved(sent)
    };
    comparison.record(pair, difference.base(&content.pointer).revision(&new.pointer));
}

fn schemas(
    comparison: &mut Comparison<'_>,
    pair: Pair<'_>,
    cell: Cell,
    (old, response, new): (&MediaType, &Response, &MediaType),
) {
    let messages = comparison.revision.messages();
    let place = Use {
        operation: pair.revision.to_string(),
        subject: "the body".to_owned(),
        sent: None,
        direction: Direction::Response,
        writing: Name::of(&new.name).writing(),
        base: &old.pointer,
        revision: &new.pointer,
    };
    let carry = |value: &Value| {
        let reply = Reply::least(cell.status(), response);
        messages.response(&Reply { content: Some(new), value: Some(value), ..reply })
    };
    if !comparison.schemas.is_same(old.schema, new.schema) {
        comparison.annotations.note(&place.operation, old.schema, new.schema);
    }
    comparison.schemas.compare(&mut comparison.ledger, &place, (old.schema, new.schema), &carry);
}
