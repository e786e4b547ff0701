//! Reads YAML 1.2, and the merge keys of 1.1, into the builder: tags, anchors and aliases, keys, and what YAML allows
//! but a JSON value cannot hold. It must not know OpenAPI.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};

use super::builder::{Builder, Kind, too_deep};
use super::error::LoadError;
use super::place::Place;
use super::problem::{line_of, quoted};
use super::scalar::{self, Meaningless, ScalarTag};
use super::tree::{self, Tree};

const CORE_TAGS: &str = "tag:yaml.org,2002:";
/// Said by the parser when flow collections are nested deeper than it counts, just below the builder's limit.
const PARSER_TOO_DEEP: &str = "recursion limit exceeded";
const TAB_HELP: &str = "indent with spaces; YAML does not allow tabs there";

/// The values and their places, aliases expanded.
pub(super) fn read(name: &str, source: &str) -> Result<Tree, LoadError> {
    let mut reader = Reader {
        builder: Builder::new(name, source),
        source,
        anchors: HashMap::new(),
        open: Vec::new(),
        documents: 0,
    };
    reader.check_characters()?;
    let mut parser = Parser::new_from_str(source);
    while let Some(next) = parser.next_event() {
        let (event, span) = next.map_err(|error| reader.syntax(&error))?;
        reader.take(event, place_of(span.start))?;
    }
    let empty = reader.builder.problem(Place::START, "the document is empty");
    let empty = empty.help("start with `openapi`, `info` and `paths`");
    reader.builder.finish().ok_or(LoadError::Unusable(empty))
}

/// A scalar as written. Keys are text, whatever it would mean as a value.
#[derive(Clone)]
struct Scalar<'s> {
    text: Cow<'s, str>,
    style: ScalarStyle,
    tag: Option<ScalarTag>,
}

impl Scalar<'_> {
    fn value(&self) -> Result<tree::Scalar<'_>, Meaningless> {
        match (self.tag, self.style) {
            (Some(tag), _) => scalar::tagged(&self.text, tag),
            (None, ScalarStyle::Plain) => scalar::plain(&self.text),
            (
                None,
                ScalarStyle::SingleQuoted
                | ScalarStyle::DoubleQuoted
                | ScalarStyle::Literal
                | ScalarStyle::Folded,
            ) => Ok(tree::Scalar::Text(&self.text)),
        }
    }
}

/// What an anchor names. Anchors of containers that are still open name nothing yet.
#[derive(Clone)]
enum Anchored<'s> {
    Scalar(Rc<AnchoredScalar<'s>>),
    Container(usize),
}

/// A scalar with its meaning, found once: a long number repeated often must not be read as often.
struct AnchoredScalar<'s> {
    scalar: Scalar<'s>,
    /// None when it means its text.
    meaning: Result<Option<tree::Scalar<'static>>, Meaningless>,
}

impl<'s> AnchoredScalar<'s> {
    fn new(scalar: Scalar<'s>) -> Self {
        let meaning = scalar.value().map(|value| match value {
            tree::Scalar::Null => Some(tree::Scalar::Null),
            tree::Scalar::Bool(flag) => Some(tree::Scalar::Bool(flag)),
            tree::Scalar::Number(number) => Some(tree::Scalar::Number(number)),
            tree::Scalar::Text(_) => None,
        });
        Self { scalar, meaning }
    }

    fn value(&self) -> Result<tree::Scalar<'_>, Meaningless> {
        let meaning = self.meaning.clone()?;
        Ok(meaning.unwrap_or(tree::Scalar::Text(&self.scalar.text)))
    }
}

struct Reader<'s> {
    builder: Builder<'s>,
    source: &'s str,
    anchors: HashMap<usize, Anchored<'s>>,
    /// The anchors of the open containers, 0 where there is none.
    open: Vec<usize>,
    documents: usize,
}

impl<'s> Reader<'s> {
    fn take(&mut self, event: Event<'s>, place: Place) -> Result<(), LoadError> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart(_) => self.document(place),
            Event::Alias(anchor) => self.alias(anchor, place),
            Event::Scalar(text, style, anchor, tag) => {
                let tag = self.scalar_tag(tag.as_deref(), place)?;
                let scalar = Scalar { text, style, tag };
                if anchor != 0 {
                    let anchored = Rc::new(AnchoredScalar::new(scalar.clone()));
                    self.anchors.insert(anchor, Anchored::Scalar(anchored));
                }
                if self.builder.expects_key() {
                    self.key(&scalar, place)
                } else {
                    self.value(&scalar, scalar.value(), place)
                }
            }
            Event::SequenceStart(anchor, tag) => self.container(Kind::Array, anchor, tag.as_deref(), place),
            Event::MappingStart(anchor, tag) => self.container(Kind::Object, anchor, tag.as_deref(), place),
            Event::SequenceEnd | Event::MappingEnd => {
                let anchor = self.open.pop().unwrap_or(0);
                let number = self.builder.close()?;
                if let (1.., Some(number)) = (anchor, number) {
                    self.anchors.insert(anchor, Anchored::Container(number));
                }
                Ok(())
            }
        }
    }

    fn document(&mut self, place: Place) -> Result<(), LoadError> {
        self.documents += 1;
        if self.documents == 1 {
            return Ok(());
        }
        let help = "keep one document per file: remove the `---`, or what follows it";
        Err(self.unusable(place, "a second document starts here", help))
    }

    fn container(
        &mut self,
        kind: Kind,
        anchor: usize,
        tag: Option<&Tag>,
        place: Place,
    ) -> Result<(), LoadError> {
        if self.builder.expects_key() {
            return Err(self.key_not_scalar(place));
        }
        let own = match kind {
            Kind::Object => "map",
            Kind::Array => "seq",
        };
        if let Some(tag) = tag
            && !is_unspecific(tag)
            && core_suffix(tag).as_deref() != Some(own)
        {
            return Err(self.tag_unknown(tag, place));
        }
        if self.open.is_empty() {
            self.check_root(place)?;
        }
        self.open.push(anchor);
        self.builder.open(kind, place)
    }

    fn alias(&mut self, anchor: usize, place: Place) -> Result<(), LoadError> {
        let is_key = self.builder.expects_key();
        match self.anchors.get(&anchor).cloned() {
            Some(Anchored::Scalar(anchored)) if is_key => self.key(&anchored.scalar, place),
            Some(Anchored::Scalar(anchored)) => self.value(&anchored.scalar, anchored.value(), place),
            Some(Anchored::Container(_)) if is_key => Err(self.key_not_scalar(place)),
            Some(Anchored::Container(number)) => self.builder.alias(number, place),
            None => {
                let help = "use `$ref` for a schema that contains itself";
                Err(self.unusable(place, "this alias stands inside the value it repeats", help))
            }
        }
    }

    fn key(&mut self, scalar: &Scalar<'s>, place: Place) -> Result<(), LoadError> {
        if scalar.style == ScalarStyle::Plain && scalar.tag.is_none() {
            // Merge keys are of YAML 1.1, but documents use them and other tools read them.
            if scalar.text == "<<" {
                return self.builder.merge_key(&scalar.text, place);
            }
            if scalar.text.is_empty() {
                return Err(self.unusable(place, "a key is missing here", "write the key before the `:`"));
            }
        }
        self.builder.key(&scalar.text, place)
    }

    fn value(
        &mut self,
        scalar: &Scalar<'s>,
        value: Result<tree::Scalar<'_>, Meaningless>,
        place: Place,
    ) -> Result<(), LoadError> {
        match value {
            Ok(value) => self.builder.scalar(value, place),
            Err(Meaningless::NotFinite) => {
                let message = format!("{} is a number that JSON does not have", quoted(&scalar.text));
                Err(self.unusable(place, message, "write a finite number, or quote it if it is text"))
            }
            Err(Meaningless::NotOfTag) => {
                let message = format!("{} is not of the type that its tag names", quoted(&scalar.text));
                Err(self.unusable(place, message, "remove the tag, or mend the value"))
            }
        }
    }

    fn scalar_tag(&self, tag: Option<&Tag>, place: Place) -> Result<Option<ScalarTag>, LoadError> {
        let Some(tag) = tag else { return Ok(None) };
        if is_unspecific(tag) {
            return Ok(Some(ScalarTag::Text));
        }
        match core_suffix(tag).as_deref() {
            Some("str") => Ok(Some(ScalarTag::Text)),
            Some("null") => Ok(Some(ScalarTag::Null)),
            Some("bool") => Ok(Some(ScalarTag::Bool)),
            Some("int") => Ok(Some(ScalarTag::Int)),
            Some("float") => Ok(Some(ScalarTag::Float)),
            Some(_) | None => Err(self.tag_unknown(tag, place)),
        }
    }

    fn tag_unknown(&self, tag: &Tag, place: Place) -> LoadError {
        let message = match core_suffix(tag) {
            Some(suffix) => format!("the tag {} does not fit here", quoted(&format!("!!{suffix}"))),
            None => {
                let written = format!("{}{}", tag.handle, tag.suffix);
                format!("the tag {} has no meaning in an OpenAPI document", quoted(&written))
            }
        };
        self.unusable(place, message, "remove the tag; quote the value if it starts with `!`")
    }

    fn key_not_scalar(&self, place: Place) -> LoadError {
        let help = "use text as a key; quote it if it starts with `{`, `[` or `?`";
        self.unusable(place, "this key is a mapping or a sequence, and must be text", help)
    }

    fn unusable(&self, place: Place, message: impl Into<String>, help: &str) -> LoadError {
        LoadError::Unusable(self.builder.problem(place, message).help(help))
    }

    fn syntax(&self, error: &ScanError) -> LoadError {
        let mut place = place_of(*error.marker());
        if line_of(self.source, place.line).is_none_or(str::is_empty) {
            // What is missing at the end is told where the text ends.
            place = place.min(Place::START.after(self.source.trim_end()));
        }
        let problem = self.builder.problem(place, error.info());
        if error.info() == PARSER_TOO_DEEP {
            return LoadError::Unusable(too_deep(problem));
        }
        let line = line_of(self.source, place.line).unwrap_or_default();
        LoadError::Syntax(problem.help(mend(error.info(), line)))
    }

    /// The parser minds tabs in every indentation but the first.
    fn check_root(&self, place: Place) -> Result<(), LoadError> {
        let line = line_of(self.source, place.line).unwrap_or_default();
        let text = line.trim_start();
        if line[..line.len() - text.len()].contains('\t') && !text.starts_with('{') {
            let problem = self.builder.problem(place, "a tab cannot be used as indentation");
            return Err(LoadError::Syntax(problem.help(TAB_HELP)));
        }
        Ok(())
    }

    /// YAML has no place for control characters, and the parser takes some of them for the end of the source.
    fn check_characters(&self) -> Result<(), LoadError> {
        let control = |c: char| c < ' ' && !matches!(c, '\t' | '\n' | '\r');
        let Some(at) = self.source.find(control) else { return Ok(()) };
        let place = Place::START.after(&self.source[..at]);
        let code = self.source.as_bytes()[at];
        let problem = self.builder.problem(place, format!("found the control character U+{code:04X}"));
        Err(LoadError::Syntax(problem.help("remove it, or write it as an escape in double quotes")))
    }
}

/// What to do about a syntax error, going by the parser's words and the line.
fn mend(info: &str, line: &str) -> &'static str {
    let indent = line.len() - line.trim_start().len();
    if info.contains("tab") || line[..indent].contains('\t') {
        TAB_HELP
    } else if info.contains("must be followed by") {
        "put a space, not a tab, after it"
    } else if info.contains("mapping values are not allowed") {
        "quote the value if it contains `: `, or check the indentation of this line"
    } else if info.contains("unknown anchor") {
        "name the anchor with `&` before it is used; quote the value if it starts with `*`"
    } else if info.contains("quoted scalar") || info.contains("double-quoted") {
        "close the quotes, and double a quote or escape it inside"
    } else if info.contains("unexpected character") {
        "quote the value; text cannot start with this character"
    } else if info.contains("flow") || info.contains("bracket") {
        "check that each `[` and `{` is closed, and that commas separate what is between"
    } else {
        "check the indentation and the quotes of this line and of the line above"
    }
}

/// `!` alone, which says no more than that the value is not to be guessed from its text.
fn is_unspecific(tag: &Tag) -> bool {
    tag.handle.is_empty() && tag.suffix == "!" || tag.handle == "!" && tag.suffix.is_empty()
}

fn core_suffix(tag: &Tag) -> Option<String> {
    let full = format!("{}{}", tag.handle, tag.suffix);
    full.strip_prefix(CORE_TAGS).map(str::to_owned)
}

fn place_of(marker: Marker) -> Place {
    Place::at(marker.line(), marker.col() + 1)
}
