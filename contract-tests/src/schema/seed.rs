//! Chance that repeats: the same seed gives the same choices on every machine and with every release, which reports
//! rely on. It must not know what is chosen.

/// A source of choices: the generator `SplitMix64` (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
#[derive(Clone, Debug)]
pub struct Seed(u64);

impl Seed {
    /// The source of that number.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A source of its own for a thing by that name, so that what is chosen for one thing does not depend on how often
    /// something was chosen for others.
    pub fn of(&self, name: &str) -> Self {
        // FNV-1a, which is stable, as the hasher of the standard library is not.
        let hash = name.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        let mut seed = Self(self.0 ^ hash);
        Self(seed.next())
    }

    /// Any number.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below the bound; 0 when the bound is 0. The bias of the remainder is below one in 2³² for the small
    /// bounds that are asked for.
    pub const fn below(&mut self, bound: u64) -> u64 {
        let next = self.next();
        if bound == 0 { 0 } else { next % bound }
    }

    /// As [`Self::below`].
    pub fn below_u32(&mut self, bound: u32) -> u32 {
        u32::try_from(self.below(u64::from(bound))).unwrap_or(0)
    }

    /// One of the items.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let at = self.below(u64::try_from(items.len()).unwrap_or(u64::MAX));
        items.get(usize::try_from(at).ok()?)
    }

    /// Whether something that happens once in `times` happens.
    pub const fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
}
