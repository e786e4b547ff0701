//! Numbers at the edges of ranges and just beyond them, worked out exactly. It must not know which range is judged: what is
//! made here is checked by the validator before it is used.

use serde_json::{Number, Value};

use crate::schema::{Kind, Schema};

/// Decimal places that are worked with.
const PLACES_MAX: u32 = 18;

/// The numbers that the keywords of some schemas admit together, in units of 10^-`places`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Range {
    places: u32,
    /// The least number, which is a multiple of the step.
    pub(super) min: Option<i128>,
    /// The greatest number, which is a multiple of the step.
    pub(super) max: Option<i128>,
    /// What all numbers are multiples of.
    step: i128,
}

impl Range {
    /// The range of schemas whose keywords all apply. What is too large or too fine to be worked with is left out.
    pub(super) fn of(leaves: &[&Schema], integers: bool) -> Self {
        let numbers = leaves.iter().map(|leaf| &leaf.number);
        let written = numbers.flat_map(|keywords| {
            let bounds = [&keywords.min, &keywords.max].into_iter().flatten().map(|bound| &bound.value);
            bounds.chain(&keywords.multiple_of)
        });
        let places =
            written.filter_map(|number| decimal(number).map(|(_, places)| places)).max().unwrap_or(0);
        let divided = leaves.iter().any(|leaf| leaf.number.multiple_of.is_some());
        // One place more than what is written leaves room between two bounds.
        let places = if integers || divided { places } else { places + 1 };
        let mut range = Self { places, min: None, max: None, step: 1 };
        if integers {
            range.step = power(places);
        }
        for leaf in leaves {
            if let Some(divisor) = leaf.number.multiple_of.as_ref().and_then(|number| range.units(number)) {
                range.step = common_multiple(range.step, divisor).unwrap_or(range.step);
            }
        }
        for leaf in leaves {
            range.narrow(leaf);
        }
        range.min = range.min.map(|min| range.up(min));
        range.max = range.max.map(|max| range.down(max));
        range
    }

    fn narrow(&mut self, leaf: &Schema) {
        if let Some(bound) = &leaf.number.min
            && let Some(min) = self.units(&bound.value)
        {
            let min = min + i128::from(bound.exclusive);
            self.min = Some(self.min.map_or(min, |known| known.max(min)));
        }
        if let Some(bound) = &leaf.number.max
            && let Some(max) = self.units(&bound.value)
        {
            let max = max - i128::from(bound.exclusive);
            self.max = Some(self.max.map_or(max, |known| known.min(max)));
        }
        let width = match leaf.format.as_deref() {
            Some("int32") => Some((i128::from(i32::MIN), i128::from(i32::MAX))),
            Some("int64") => Some((i128::from(i64::MIN), i128::from(i64::MAX))),
            Some(_) | None => None,
        };
        if let Some((min, max)) = width {
            let (min, max) = (min * power(self.places), max * power(self.places));
            self.min = Some(self.min.map_or(min, |known| known.max(min)));
            self.max = Some(self.max.map_or(max, |known| known.min(max)));
        }
    }

    /// A number of the document in units.
    fn units(&self, number: &Number) -> Option<i128> {
        let (mantissa, places) = decimal(number)?;
        let units = mantissa.checked_mul(power(self.places.checked_sub(places)?))?;
        (units.unsigned_abs() < 1 << 120).then_some(units)
    }

    /// The next multiple of the step from there.
    fn up(&self, units: i128) -> i128 {
        -self.down(-units)
    }

    fn down(&self, units: i128) -> i128 {
        units - units.rem_euclid(self.step)
    }

    /// The number of so many units.
    pub(super) fn number(&self, units: i128) -> Value {
        let digits = format!("{:0>width$}", units.unsigned_abs(), width = self.places as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - self.places as usize);
        let fraction = fraction.trim_end_matches('0');
        let sign = if units < 0 { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        written(&format!("{sign}{whole}{point}{fraction}"))
    }

    fn whole(&self, number: i128) -> i128 {
        number.saturating_mul(power(self.places))
    }

    /// Plain numbers inside, the plainest first.
    pub(super) fn plain(&self) -> Vec<Value> {
        let mut candidates: Vec<i128> =
            [1, 0, 10, 100, -1].into_iter().map(|number| self.whole(number)).collect();
        candidates.push(self.step);
        candidates.extend(self.min);
        candidates.extend(self.max);
        candidates.retain(|units| self.has(*units));
        candidates.into_iter().map(|units| self.number(units)).collect()
    }

    fn has(&self, units: i128) -> bool {
        units.rem_euclid(self.step) == 0
            && self.min.is_none_or(|min| units >= min)
            && self.max.is_none_or(|max| units <= max)
    }

    /// The number that stands `at` steps from the least, or from 0 where there is no least.
    pub(super) fn nth(&self, at: u64) -> Option<Value> {
        let start = match (self.min, self.max) {
            (Some(min), _) => min,
            (None, Some(max)) if max < 0 => max - self.step.checked_mul(i128::from(at))?.checked_mul(2)?,
            (None, Some(_) | None) => 0,
        };
        let units = start.checked_add(self.step.checked_mul(i128::from(at))?)?;
        self.has(units).then(|| self.number(units))
    }

    /// Numbers of the range that are not multiples of its step.
    fn between_multiples(&self, integers: bool) -> Vec<Value> {
        // Ten times finer, there is room between any two.
        let Some(finer) = self.finer() else { return Vec::new() };
        let start = finer.min.or(finer.max).unwrap_or(0);
        let one = power(finer.places);
        let offsets = if integers { [one, -one, 2 * one] } else { [finer.step / 2, -finer.step / 2, one] };
        let units = offsets.into_iter().map(|offset| start + offset);
        let inside = units.filter(|units| {
            units % finer.step != 0
                && finer.min.is_none_or(|min| *units >= min)
                && finer.max.is_none_or(|max| *units <= max)
        });
        inside.map(|units| finer.number(units)).collect()
    }

    fn finer(&self) -> Option<Self> {
        let tenfold = |units: Option<i128>| match units {
            Some(units) => units.checked_mul(10).map(Some),
            None => Some(None),
        };
        Some(Self {
            places: self.places + 1,
            min: tenfold(self.min)?,
            max: tenfold(self.max)?,
            step: self.step.checked_mul(10)?,
        })
    }

    /// Numbers at the edges: keyword, what is shown, number.
    pub(super) fn edges(&self, kind: Kind) -> Vec<(&'static str, &'static str, Value)> {
        let mut edges = Vec::new();
        if let Some(min) = self.min {
            edges.push(("minimum", "the least number", self.number(min)));
            edges.push(("minimum", "one step above the least number", self.number(min + self.step)));
        }
        if let Some(max) = self.max {
            edges.push(("maximum", "the greatest number", self.number(max)));
            edges.push(("maximum", "one step below the greatest number", self.number(max - self.step)));
        }
        edges.push(("type", "zero", written("0")));
        edges.push(("type", "one", written("1")));
        edges.push(("type", "a negative number", self.number(-self.step)));
        if kind == Kind::Number {
            edges.push(("type", "a number with a fraction", written("0.5")));
            edges.push(("type", "a fraction that binary floats only approach", written("0.1")));
            edges.push(("type", "many digits", written("3.141592653589793")));
        }
        if let Some(plain) = self.plain().into_iter().find(|plain| !plain.to_string().contains('.')) {
            edges.push(("type", "a whole number with a fraction of zero", written(&format!("{plain}.0"))));
            edges.push(("type", "a whole number with an exponent", written(&format!("{plain}e0"))));
        }
        edges.push(("type", "negative zero", written("-0")));
        for (what, number) in [
            ("the greatest 32-bit number", i64::from(i32::MAX)),
            ("the least 32-bit number", i64::from(i32::MIN)),
            ("one above the greatest 32-bit number", i64::from(i32::MAX) + 1),
            ("one above what doubles hold exactly", (1 << 53) + 1),
            ("the greatest 64-bit number", i64::MAX),
            ("the least 64-bit number", i64::MIN),
        ] {
            edges.push(("type", what, Value::from(number)));
        }
        edges
    }
}

/// Numbers that break one keyword of one schema and as little else as possible: keyword, what is wrong, number.
pub(super) fn flaws(
    leaf: &Schema,
    range: &Range,
    integers: bool,
) -> Vec<(&'static str, &'static str, Value)> {
    let mut flaws = Vec::new();
    if let Some(bound) = &leaf.number.min
        && let Some(min) = range.units(&bound.value)
    {
        if bound.exclusive {
            flaws.push(("minimum", "the excluded minimum itself", range.number(min)));
        }
        let below = range.down(min - 1);
        flaws.push(("minimum", "just below the minimum", range.number(below)));
        flaws.push(("minimum", "far below the minimum", range.number(below - range.step * 1000)));
    }
    if let Some(bound) = &leaf.number.max
        && let Some(max) = range.units(&bound.value)
    {
        if bound.exclusive {
            flaws.push(("maximum", "the excluded maximum itself", range.number(max)));
        }
        let above = range.up(max + 1);
        flaws.push(("maximum", "just above the maximum", range.number(above)));
        flaws.push(("maximum", "far above the maximum", range.number(above + range.step * 1000)));
    }
    if leaf.number.multiple_of.is_some() {
        let between = range.between_multiples(integers);
        flaws.extend(between.into_iter().map(|value| ("multipleOf", "between two multiples", value)));
    }
    match leaf.format.as_deref() {
        Some("int32") => {
            flaws.push(("format", "one above the greatest 32-bit number", written("2147483648")));
            flaws.push(("format", "one below the least 32-bit number", written("-2147483649")));
        }
        Some("int64") => {
            flaws.push(("format", "one above the greatest 64-bit number", written("9223372036854775808")));
            flaws.push(("format", "one below the least 64-bit number", written("-9223372036854775809")));
        }
        Some(_) | None => {}
    }
    flaws
}

/// A number exactly as it is written; null for what is no number, which no caller writes.
pub(super) fn written(text: &str) -> Value {
    serde_json::from_str(text).map_or(Value::Null, Value::Number)
}

/// A number as digits and decimal places; `None` when it has too many.
fn decimal(number: &Number) -> Option<(i128, u32)> {
    let text = number.to_string();
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    let places = i32::try_from(fraction.len()).ok()?.checked_sub(exponent.parse().ok()?)?;
    // Room for a few more operations is kept.
    if digits.unsigned_abs() > 1 << 90 {
        return None;
    }
    match u32::try_from(places) {
        Ok(places) if places <= PLACES_MAX => Some((digits, places)),
        Ok(_) => None,
        Err(_) if places >= -15 => Some((digits.checked_mul(power(places.unsigned_abs()))?, 0)),
        Err(_) => None,
    }
}

fn power(places: u32) -> i128 {
    10_i128.checked_pow(places).unwrap_or(i128::MAX)
}

fn common_multiple(a: i128, b: i128) -> Option<i128> {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    (a / x).checked_mul(b).filter(|multiple| *multiple < 1 << 90)
}
