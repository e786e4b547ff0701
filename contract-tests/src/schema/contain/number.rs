//! Numbers that meet demands: an interval, multiples of one number, and not of others. Everything is exact. It must
//! not know strings, arrays or objects.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use serde_json::Value;

use super::branch::Branch;
use super::demand::Demand;
use super::engine::Engine;
use super::exact;
use super::outcome::{Doubt, Outcome};
use super::term::{End, NumberTerm};
use super::witness::Witness;

/// Multiples that are tried before a question about their remainders is given up.
const TRIES_MAX: u32 = 20_000;

/// What is asked of a number.
#[derive(Default)]
struct Numbers {
    term: NumberTerm,
    not_multiples: Vec<BigRational>,
    excluded: Vec<BigRational>,
}

impl Engine<'_> {
    pub(super) fn decide_number(&mut self, branch: &Branch<'_>) -> Outcome {
        let mut numbers = Numbers::default();
        for (_, id) in &branch.positives {
            let term = self.terms.get(*id);
            numbers.narrow(&term.number);
            if term.integer {
                numbers.multiple(&BigRational::one());
            }
        }
        for demand in &branch.demands {
            match demand {
                Demand::Below(end) => numbers.term.below(end),
                Demand::Above(end) => numbers.term.above(end),
                Demand::NotMultiple(multiple) => numbers.not_multiples.push(multiple.clone()),
                Demand::Not(constant) => {
                    if let Value::Number(number) = &*self.constants.get(*constant) {
                        let Some(number) = exact::rational(number) else {
                            return Outcome::Unknown(Doubt::Number);
                        };
                        numbers.excluded.push(number);
                    }
                }
                Demand::Count(_)
                | Demand::NotPattern(_)
                | Demand::NotFormat(_)
                | Demand::Duplicate
                | Demand::SomeItem(_)
                | Demand::ItemAt(..)
                | Demand::Missing(_)
                | Demand::Present(_)
                | Demand::Member(..)
                | Demand::Extra(..) => {}
            }
        }
        match numbers.find() {
            Ok(Some(number)) => match exact::number(&number) {
                Some(number) => Outcome::Inhabited(Witness::leaf(Value::Number(number))),
                None => Outcome::Unknown(Doubt::Number),
            },
            Ok(None) => Outcome::Empty,
            Err(doubt) => Outcome::Unknown(doubt),
        }
    }
}

impl NumberTerm {
    /// Narrows the range from below.
    pub(super) fn above(&mut self, end: &End) {
        let tighter = self
            .min
            .as_ref()
            .is_none_or(|min| end.value > min.value || (end.value == min.value && end.exclusive));
        if tighter {
            self.min = Some(end.clone());
        }
    }

    /// Narrows the range from above.
    pub(super) fn below(&mut self, end: &End) {
        let tighter = self
            .max
            .as_ref()
            .is_none_or(|max| end.value < max.value || (end.value == max.value && end.exclusive));
        if tighter {
            self.max = Some(end.clone());
        }
    }
}

impl Numbers {
    fn narrow(&mut self, term: &NumberTerm) {
        if let Some(min) = &term.min {
            self.term.above(min);
        }
        if let Some(max) = &term.max {
            self.term.below(max);
        }
        if let Some(multiple) = &term.multiple {
            self.multiple(multiple);
        }
    }

    fn multiple(&mut self, of: &BigRational) {
        self.term.multiple = Some(match &self.term.multiple {
            Some(multiple) => exact::least_common_multiple(multiple, of),
            None => of.clone(),
        });
    }

    fn admits(&self, number: &BigRational) -> bool {
        self.term.accepts(number)
            && !self.not_multiples.iter().any(|multiple| (number / multiple).is_integer())
            && !self.excluded.contains(number)
    }

    /// A number that meets the demands, the simplest first.
    fn find(&self) -> Result<Option<BigRational>, Doubt> {
        match &self.term.multiple {
            Some(multiple) => self.find_multiple(multiple),
            None => self.find_anywhere(),
        }
    }

    /// Multiples are counted: the least and the greatest that the interval holds, and those between.
    fn find_multiple(&self, multiple: &BigRational) -> Result<Option<BigRational>, Doubt> {
        let low = self.term.min.as_ref().map(|min| {
            let quotient = &min.value / multiple;
            let least = quotient.ceil().to_integer();
            if min.exclusive && quotient.is_integer() { least + 1 } else { least }
        });
        let high = self.term.max.as_ref().map(|max| {
            let quotient = &max.value / multiple;
            let greatest = quotient.floor().to_integer();
            if max.exclusive && quotient.is_integer() { greatest - 1 } else { greatest }
        });
        if let (Some(low), Some(high)) = (&low, &high)
            && low > high
        {
            return Ok(None);
        }
        // Of as many as this in a row, one is a multiple of nothing that it must not be, if any is at all.
        let period = self.not_multiples.iter().fold(BigInt::one(), |period, other| {
            let step = exact::least_common_multiple(multiple, other) / multiple;
            num_integer::lcm(period, step.to_integer())
        });
        let needed = period + BigInt::from(self.excluded.len()) * 2 + 2;
        let start = match (&low, &high) {
            (Some(low), _) if low.is_positive() => low.clone(),
            (_, Some(high)) if high.is_negative() => high.clone(),
            _ => BigInt::zero(),
        };
        let within = |at: &BigInt| {
            low.as_ref().is_none_or(|low| at >= low) && high.as_ref().is_none_or(|high| at <= high)
        };
        let mut tried = 0;
        let mut distance = BigInt::zero();
        loop {
            let (up, down) = (&start + &distance, &start - &distance);
            let mut any = false;
            for at in [up, down] {
                if within(&at) {
                    any = true;
                    let number = multiple * BigRational::from(at);
                    if self.admits(&number) {
                        return Ok(Some(number));
                    }
                }
            }
            if !any || distance > &needed * (self.excluded.len() + 1) {
                return Ok(None);
            }
            tried += 1;
            if tried > TRIES_MAX {
                return Err(Doubt::Number);
            }
            distance += 1;
        }
    }

    /// Between two numbers there are always others, and what is excluded leaves gaps: one of finely spread points is
    /// free.
    fn find_anywhere(&self) -> Result<Option<BigRational>, Doubt> {
        let (min, max) =
            (self.term.min.as_ref().map(|end| &end.value), self.term.max.as_ref().map(|end| &end.value));
        if let (Some(min), Some(max)) = (min, max)
            && min >= max
        {
            return Ok(Some(min.clone()).filter(|number| self.admits(number)));
        }
        let one = BigRational::one();
        let simple = [BigRational::zero(), one.clone()];
        let ends = [min, max].into_iter().flatten();
        let near = ends.flat_map(|end| [end.clone(), end.ceil(), end.floor(), end + &one, end - &one]);
        if let Some(number) = simple.into_iter().chain(near).find(|number| self.admits(number)) {
            return Ok(Some(number));
        }
        let (low, width) = match (min, max) {
            (Some(min), Some(max)) => (min.clone(), max - min),
            (Some(min), None) => (min.clone(), one),
            (None, Some(max)) => (max - &one, one),
            (None, None) => (BigRational::zero(), one),
        };
        // Points of ever finer decimal grids. What is excluded is finite in any interval, so a grid of more points
        // than that has a free one, unless all its points are multiples; then a finer one has.
        let mut grid = BigRational::from(BigInt::from(2));
        for _ in 0..64 {
            for numerator in 1..64 {
                let number = &low + &width * BigRational::from(BigInt::from(numerator)) / &grid;
                if self.admits(&number) {
                    return Ok(Some(number));
                }
            }
            grid *= BigRational::from(BigInt::from(10));
        }
        Err(Doubt::Number)
    }
}
