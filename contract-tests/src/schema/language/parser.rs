//! The syntax of ECMA-262 patterns, with the `u` flag's meaning of classes and characters. Where the flag only forbids
//! what Annex B gives a meaning (`\-`, `\@`, a lone `]`), the meaning is taken: documents in the wild have them.
//! It must not know how an expression is decided.

use super::characters::CharacterSet;
use super::error::Irregular;
use super::expression::{Direction, Expression};

/// Characters of a pattern.
const LENGTH_MAX: usize = 100_000;

/// Groups inside one another.
const DEPTH_MAX: usize = 200;

/// The expression that a pattern means.
///
/// # Errors
/// When it is no pattern of ECMA-262, or refers back to a group.
pub(super) fn parse(pattern: &str) -> Result<Expression, Irregular> {
    let text: Vec<char> = pattern.chars().take(LENGTH_MAX + 1).collect();
    let mut parser = Parser { text, at: 0, depth: 0 };
    if parser.text.len() > LENGTH_MAX {
        return Err(parser.wrong("the pattern is too long"));
    }
    let expression = parser.disjunction()?;
    match parser.peek() {
        None => Ok(expression),
        Some(_) => Err(parser.wrong("a parenthesis closes nothing")),
    }
}

struct Parser {
    text: Vec<char>,
    at: usize,
    depth: usize,
}

/// What a class lists: one character, or the set of an escape such as `\d`.
enum Item {
    Character(u32),
    Set(CharacterSet),
}

impl Parser {
    fn wrong(&self, reason: &str) -> Irregular {
        Irregular::Syntax { at: self.at + 1, reason: reason.to_owned() }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += usize::from(next.is_some());
        next
    }

    fn eat(&mut self, expected: &str) -> bool {
        let found = expected.chars().enumerate().all(|(i, c)| self.text.get(self.at + i) == Some(&c));
        if found {
            self.at += expected.chars().count();
        }
        found
    }

    fn disjunction(&mut self) -> Result<Expression, Irregular> {
        let mut branches = vec![self.alternative()?];
        while self.eat("|") {
            branches.push(self.alternative()?);
        }
        match branches.pop() {
            Some(only) if branches.is_empty() => Ok(only),
            last => {
                branches.extend(last);
                Ok(Expression::Choice(branches))
            }
        }
    }

    fn alternative(&mut self) -> Result<Expression, Irregular> {
        let mut parts = Vec::new();
        while !matches!(self.peek(), None | Some('|' | ')')) {
            let (part, repeatable) = self.term()?;
            let start = self.at;
            match self.quantifier()? {
                None => parts.push(part),
                Some(_) if !repeatable => {
                    self.at = start;
                    return Err(self.wrong("there is nothing to repeat"));
                }
                Some((min, max)) => parts.push(Expression::Repeat { body: Box::new(part), min, max }),
            }
        }
        // A group is a sequence of its own, and is joined to the one around it.
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Expression::Sequence(inner) => flat.extend(inner),
                Expression::Class(_)
                | Expression::Choice(_)
                | Expression::Repeat { .. }
                | Expression::Look { .. } => flat.push(part),
            }
        }
        Ok(if flat.len() == 1 { flat.remove(0) } else { Expression::Sequence(flat) })
    }

    /// A term without its quantifier, and whether it may have one.
    fn term(&mut self) -> Result<(Expression, bool), Irregular> {
        let before = self.at;
        let expression = match self.next() {
            Some('^') => return Ok((Expression::start(), false)),
            Some('$') => return Ok((Expression::end(), false)),
            Some('.') => Expression::Class(CharacterSet::dot()),
            Some('(') => return self.group(),
            Some('[') => Expression::Class(self.class()?),
            Some('\\') => match self.peek() {
                Some(edge @ ('b' | 'B')) => {
                    self.at += 1;
                    return Ok((Expression::word_edge(edge == 'B'), false));
                }
                Some('k' | '1'..='9') => return Err(Irregular::Backreference { at: before + 1 }),
                Some(_) | None => match self.escape(false)? {
                    Item::Character(code) => Expression::Class(CharacterSet::of(&[(code, code)])),
                    Item::Set(set) => Expression::Class(set),
                },
            },
            Some('*' | '+' | '?') => {
                self.at = before;
                return Err(self.wrong("there is nothing to repeat"));
            }
            Some(other) => Expression::Class(CharacterSet::one(other)),
            None => Expression::empty(),
        };
        Ok((expression, true))
    }

    fn group(&mut self) -> Result<(Expression, bool), Irregular> {
        let look = [
            ("?=", Direction::Ahead, false),
            ("?!", Direction::Ahead, true),
            ("?<=", Direction::Behind, false),
            ("?<!", Direction::Behind, true),
        ]
        .into_iter()
        .find(|(opening, ..)| self.eat(opening));
        if look.is_none() && !self.eat("?:") && self.eat("?") {
            self.group_name()?;
        }
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(self.wrong("groups are nested too deep"));
        }
        let body = self.disjunction()?;
        self.depth -= 1;
        if !self.eat(")") {
            return Err(self.wrong("a group is not closed"));
        }
        Ok(match look {
            // Annex B lets lookaheads be repeated, lookbehinds not.
            Some((_, direction, negated)) => {
                (Expression::look(direction, negated, body), direction == Direction::Ahead)
            }
            None => (body, true),
        })
    }

    fn group_name(&mut self) -> Result<(), Irregular> {
        let named = self.eat("<");
        let start = self.at;
        while matches!(self.peek(), Some(c) if c.is_alphanumeric() || c == '_' || c == '$') {
            self.at += 1;
        }
        if named && self.at > start && self.eat(">") {
            Ok(())
        } else {
            Err(self.wrong("a group opens in a way that ECMA-262 does not have"))
        }
    }

    /// The counts of a quantifier, if one follows. Laziness changes which match is found, not whether.
    fn quantifier(&mut self) -> Result<Option<(u32, Option<u32>)>, Irregular> {
        let counts = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => return self.counts(),
            Some(_) | None => return Ok(None),
        };
        self.at += 1;
        self.eat("?");
        Ok(Some(counts))
    }

    /// `{n}`, `{n,}`, `{n,m}`; another brace is a character (Annex B, `ExtendedPatternCharacter`).
    fn counts(&mut self) -> Result<Option<(u32, Option<u32>)>, Irregular> {
        let start = self.at;
        self.at += 1;
        let counts = self.number().and_then(|min| match (self.eat(","), self.peek()) {
            (true, Some('}')) => Some((min, None)),
            (true, _) => self.number().map(|max| (min, Some(max))),
            (false, _) => Some((min, Some(min))),
        });
        let Some(counts) = counts.filter(|_| self.eat("}")) else {
            self.at = start;
            return Ok(None);
        };
        if counts.1.is_some_and(|max| max < counts.0) {
            return Err(self.wrong("the counts are out of order"));
        }
        self.eat("?");
        Ok(Some(counts))
    }

    /// Digits; numbers beyond `u32` are taken for its largest.
    fn number(&mut self) -> Option<u32> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            number = Some(number.unwrap_or(0_u32).saturating_mul(10).saturating_add(digit));
            self.at += 1;
        }
        number
    }

    fn class(&mut self) -> Result<CharacterSet, Irregular> {
        let negated = self.eat("^");
        let mut ranges = Vec::new();
        while !self.eat("]") {
            let first = self.class_item()?;
            let range = self.peek() == Some('-') && self.text.get(self.at + 1).is_some_and(|c| *c != ']');
            if !range {
                first.list(&mut ranges);
                continue;
            }
            self.at += 1;
            match (first, self.class_item()?) {
                (Item::Character(first), Item::Character(last)) if first > last => {
                    return Err(self.wrong("a range is out of order"));
                }
                (Item::Character(first), Item::Character(last)) => ranges.push((first, last)),
                // Annex B: a class escape makes no range, and the hyphen is itself.
                (first, last) => {
                    first.list(&mut ranges);
                    Item::Character(u32::from('-')).list(&mut ranges);
                    last.list(&mut ranges);
                }
            }
        }
        let set = CharacterSet::of(&ranges);
        Ok(if negated { set.complement() } else { set })
    }

    fn class_item(&mut self) -> Result<Item, Irregular> {
        match self.next() {
            None => Err(self.wrong("a class is not closed")),
            Some('\\') => self.escape(true),
            Some(other) => Ok(Item::Character(u32::from(other))),
        }
    }

    /// What follows a backslash.
    fn escape(&mut self, in_class: bool) -> Result<Item, Irregular> {
        let Some(letter) = self.next() else { return Err(self.wrong("a backslash ends the pattern")) };
        let character = match letter {
            'd' => return Ok(Item::Set(CharacterSet::digits())),
            'D' => return Ok(Item::Set(CharacterSet::digits().complement())),
            's' => return Ok(Item::Set(CharacterSet::space())),
            'S' => return Ok(Item::Set(CharacterSet::space().complement())),
            'w' => return Ok(Item::Set(CharacterSet::word())),
            'W' => return Ok(Item::Set(CharacterSet::word().complement())),
            'p' | 'P' => return self.property(letter == 'P'),
            't' => 0x09,
            'n' => 0x0A,
            'v' => 0x0B,
            'f' => 0x0C,
            'r' => 0x0D,
            'b' if in_class => 0x08,
            '0' if !matches!(self.peek(), Some('0'..='9')) => 0,
            'c' => match self.next() {
                Some(control) if control.is_ascii_alphabetic() => u32::from(control) % 32,
                Some(_) | None => return Err(self.wrong("\\c needs a letter")),
            },
            'x' => self.hexadecimal(2)?,
            'u' => self.unicode()?,
            other if other.is_ascii_alphanumeric() => {
                self.at -= 1;
                return Err(self.wrong(&format!("ECMA-262 has no escape \\{other}")));
            }
            other => u32::from(other),
        };
        Ok(Item::Character(character))
    }

    fn property(&mut self, negated: bool) -> Result<Item, Irregular> {
        let name: Option<String> = self.eat("{").then(|| {
            let end = self.text[self.at..].iter().position(|c| *c == '}').unwrap_or(0);
            let name = self.text[self.at..self.at + end].iter().collect();
            self.at += end + 1;
            name
        });
        let set = name.and_then(|name| CharacterSet::property(&name));
        let set = set.ok_or_else(|| self.wrong("there is no such property"))?;
        Ok(Item::Set(if negated { set.complement() } else { set }))
    }

    fn hexadecimal(&mut self, digits: usize) -> Result<u32, Irregular> {
        let mut code = 0;
        for _ in 0..digits {
            let digit = self.next().and_then(|c| c.to_digit(16));
            code = code * 16 + digit.ok_or_else(|| self.wrong("a hexadecimal digit is missing"))?;
        }
        Ok(code)
    }

    /// `\uHHHH`, two of them when they are a pair of surrogates, or `\u{H…}`.
    fn unicode(&mut self) -> Result<u32, Irregular> {
        if !self.eat("{") {
            let lead = self.hexadecimal(4)?;
            let start = self.at;
            if (0xD800..0xDC00).contains(&lead) && self.eat("\\u") {
                if let Ok(trail @ 0xDC00..0xE000) = self.hexadecimal(4) {
                    return Ok(0x1_0000 + ((lead - 0xD800) << 10) + (trail - 0xDC00));
                }
                self.at = start;
            }
            return Ok(lead);
        }
        let mut code = 0_u32;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(16)) {
            self.at += 1;
            code = code.saturating_mul(16).saturating_add(digit);
        }
        if code <= 0x10_FFFF && self.eat("}") {
            Ok(code)
        } else {
            Err(self.wrong("the code point is not one"))
        }
    }
}

impl Item {
    fn list(&self, ranges: &mut Vec<(u32, u32)>) {
        match self {
            Self::Character(code) => ranges.push((*code, *code)),
            Self::Set(set) => ranges.extend_from_slice(set.ranges()),
        }
    }
}
