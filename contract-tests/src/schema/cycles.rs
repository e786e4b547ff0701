//! Cycles of a directed graph. It must not know what its nodes are.

/// The sets of nodes, numbered from 0, that reach one another; a node alone only when it follows itself. Source:
/// Tarjan, "Depth-first search and linear graph algorithms" (1972), without recursion.
pub(crate) fn strongly_connected(count: usize, mut next: impl FnMut(usize) -> Vec<usize>) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let (mut order, mut low) = (vec![UNSEEN; count], vec![UNSEEN; count]);
    let (mut on_stack, mut stack, mut sets) = (vec![false; count], Vec::new(), Vec::new());
    let mut clock = 0;
    for root in 0..count {
        if order[root] != UNSEEN {
            continue;
        }
        let mut path = vec![(root, None::<std::vec::IntoIter<usize>>)];
        while let Some((node, rest)) = path.last_mut() {
            let node = *node;
            if rest.is_none() {
                order[node] = clock;
                low[node] = clock;
                clock += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            match rest.get_or_insert_with(|| next(node).into_iter()).next() {
                Some(child) if order[child] == UNSEEN => path.push((child, None)),
                Some(child) if on_stack[child] => low[node] = low[node].min(order[child]),
                Some(_) => {}
                None => {
                    path.pop();
                    if let Some((parent, _)) = path.last() {
                        low[*parent] = low[*parent].min(low[node]);
                    }
                    if low[node] == order[node] {
                        let at = stack.iter().rposition(|other| *other == node).unwrap_or(0);
                        let set = stack.split_off(at);
                        set.iter().for_each(|node| on_stack[*node] = false);
                        if set.len() > 1 || next(node).contains(&node) {
                            sets.push(set);
                        }
                    }
                }
            }
        }
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::strongly_connected;

    #[test]
    fn cycles() {
        let next = |edges: &'static [&'static [usize]]| move |at: usize| edges[at].to_vec();
        for (edges, expected) in [
            (&[&[] as &[usize], &[]] as &[&[usize]], vec![]),
            (&[&[0]], vec![vec![0]]),
            (&[&[1], &[2], &[1]], vec![vec![1, 2]]),
            (&[&[1, 3], &[2], &[0], &[4], &[3]], vec![vec![3, 4], vec![0, 1, 2]]),
        ] {
            let mut sets = strongly_connected(edges.len(), next(edges));
            sets.iter_mut().for_each(|set| set.sort_unstable());
            assert_eq!(sets, expected, "{edges:?}");
        }
    }
}
