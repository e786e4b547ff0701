//! Hopcroft's algorithm: which states of a complete automaton accept the same words (J. Hopcroft, "An n log n
//! algorithm for minimizing states in a finite automaton", 1971). It must not know characters.

/// The block of each state, and how many blocks there are. States of one block accept the same words.
pub(super) fn blocks(table: &[u32], accepting: &[bool], classes: usize) -> (Vec<u32>, usize) {
    let states = accepting.len();
    let mut partition = Partition::by(accepting);
    let inverse = Inverse::of(table, states, classes);
    let mut waiting: Vec<u32> = (0..partition.count()).collect();
    while let Some(block) = waiting.pop() {
        let splitter = partition.members(block).to_vec();
        for class in 0..classes {
            for &state in &splitter {
                for &from in inverse.sources(class, state) {
                    partition.mark(from);
                }
            }
            for old in std::mem::take(&mut partition.touched) {
                // The new block is the smaller part. That suffices when the whole was a splitter already, and when it
                // still waits, the larger part waits in its place.
                waiting.extend(partition.split(old));
            }
        }
    }
    let count = partition.bounds.len();
    (partition.block_of, count)
}

/// The states in blocks: a permutation of which each block is a part, marked states first.
struct Partition {
    order: Vec<u32>,
    place: Vec<u32>,
    block_of: Vec<u32>,
    /// First and behind last, in `order`.
    bounds: Vec<(u32, u32)>,
    /// How many states of each block are marked.
    marked: Vec<u32>,
    /// The blocks that have marked states.
    touched: Vec<u32>,
}

impl Partition {
    fn by(accepting: &[bool]) -> Self {
        let numbered = || (0_u32..).zip(accepting);
        let mut order: Vec<u32> = numbered().filter(|(_, a)| **a).map(|(state, _)| state).collect();
        let inside = order.len();
        order.extend(numbered().filter(|(_, a)| !**a).map(|(state, _)| state));
        let mut place = vec![0; order.len()];
        for (at, &state) in (0_u32..).zip(&order) {
            place[state as usize] = at;
        }
        let mixed = inside > 0 && inside < order.len();
        let block_of = accepting.iter().map(|accepting| u32::from(mixed && !accepting)).collect();
        let ends = if mixed { vec![inside, order.len()] } else { vec![order.len()] };
        let mut bounds = Vec::with_capacity(ends.len());
        let mut first = 0;
        for end in ends {
            let end = u32::try_from(end).unwrap_or(u32::MAX);
            bounds.push((first, end));
            first = end;
        }
        let marked = vec![0; bounds.len()];
        Self { order, place, block_of, bounds, marked, touched: Vec::new() }
    }

    fn count(&self) -> u32 {
        u32::try_from(self.bounds.len()).unwrap_or(u32::MAX)
    }

    fn members(&self, block: u32) -> &[u32] {
        let (first, end) = self.bounds[block as usize];
        &self.order[first as usize..end as usize]
    }

    fn mark(&mut self, state: u32) {
        let block = self.block_of[state as usize];
        let at = self.place[state as usize];
        let border = self.bounds[block as usize].0 + self.marked[block as usize];
        if at < border {
            return;
        }
        if self.marked[block as usize] == 0 {
            self.touched.push(block);
        }
        let other = self.order[border as usize];
        self.order.swap(at as usize, border as usize);
        self.place[state as usize] = border;
        self.place[other as usize] = at;
        self.marked[block as usize] += 1;
    }

    /// Parts the marked states of a block from the others; the smaller part becomes a new block. `None` when there
    /// are no others.
    fn split(&mut self, block: u32) -> Option<u32> {
        let (first, end) = self.bounds[block as usize];
        let marked = std::mem::take(&mut self.marked[block as usize]);
        let border = first + marked;
        if border == end {
            return None;
        }
        let (kept, split) = if marked <= end - border {
            ((border, end), (first, border))
        } else {
            ((first, border), (border, end))
        };
        let new = self.count();
        self.bounds[block as usize] = kept;
        self.bounds.push(split);
        self.marked.push(0);
        for at in split.0..split.1 {
            self.block_of[self.order[at as usize] as usize] = new;
        }
        Some(new)
    }
}

/// Which states go to a state, by class.
struct Inverse {
    states: usize,
    starts: Vec<u32>,
    sources: Vec<u32>,
}

impl Inverse {
    fn of(table: &[u32], states: usize, classes: usize) -> Self {
        let mut starts = vec![0_u32; states * classes + 1];
        let slot = |at: usize, to: u32| (at % classes) * states + to as usize;
        for (at, &to) in table.iter().enumerate() {
            starts[slot(at, to) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut sources = vec![0_u32; table.len()];
        for (from, row) in (0_u32..).zip(table.chunks_exact(classes)) {
            for (class, &to) in row.iter().enumerate() {
                let cursor = &mut next[class * states + to as usize];
                sources[*cursor as usize] = from;
                *cursor += 1;
            }
        }
        Self { states, starts, sources }
    }

    fn sources(&self, class: usize, state: u32) -> &[u32] {
        let slot = class * self.states + state as usize;
        &self.sources[self.starts[slot] as usize..self.starts[slot + 1] as usize]
    }
}
