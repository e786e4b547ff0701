//! Whether a request was valid, and what it broke. It must not know how that is found out.

use crate::api::Location;

/// What is known of a request by the bytes that were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validity {
    /// What certainly breaks the document.
    pub flaws: Vec<Flaw>,
    /// What the document leaves open, or what servers may read in two ways.
    pub doubts: Vec<Doubt>,
    /// Whether it has what the operation's security asks for: the headers, cookies or parameters, whatever they hold.
    pub credentials: Credentials,
}

impl Validity {
    /// Whether the document leaves no doubt that the request is good.
    pub fn is_valid(&self) -> bool {
        self.flaws.is_empty() && self.doubts.is_empty()
    }

    /// Whether the document leaves no doubt that it is not.
    pub fn is_invalid(&self) -> bool {
        !self.flaws.is_empty()
    }
}

/// Where in a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A parameter.
    Parameter(Location, String),
    /// The body's media type.
    MediaType,
    /// The body as text.
    Syntax,
    /// The body's value, at a JSON pointer with `*` for array positions.
    Body(String),
}

/// A constraint that a request breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Where.
    pub part: Part,
    /// JSON pointer into the document to what is broken.
    pub pointer: String,
    /// What tells it from others: the pointer, and the member where it is one that is missing.
    pub cause: String,
    /// What is wrong, without the value.
    pub message: String,
}

impl Flaw {
    /// A flaw that its pointer tells from others.
    pub fn new(part: Part, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        let pointer = pointer.into();
        Self { part, cause: pointer.clone(), pointer, message: message.into() }
    }
}

/// Why a request may be judged either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// A query parameter that the document does not name.
    UnnamedParameter,
    /// A text that readers of parameters take differently.
    LooseText,
    /// Bytes that are not text, or a broken percent-encoding.
    Encoding,
    /// A path segment that servers normalise.
    PathForm,
    /// A content type, charset or body that servers may take as they like.
    Content,
    /// JSON that parsers take differently: a member twice, a byte order mark, deep nesting.
    LooseJson,
    /// A member that the document says has no meaning here, or that is null in a merge patch.
    LooseMember,
    /// Larger than servers need to take.
    Size,
}

/// The credentials of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Credentials {
    /// The operation asks for none.
    #[default]
    NotNeeded,
    /// What the operation asks for is there; whether it is good only the server knows.
    Present,
    /// What the operation asks for is not there.
    Missing,
}
