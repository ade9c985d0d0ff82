//! Where the boxes of a drawing stand: in layers, each right of all that lead to it, ordered so that few arrows cross.
//! After Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures" (1981).

use super::diagram::Diagram;

/// Rounds of ordering.
const ROUNDS: usize = 12;

/// For each block its layer and its place in the layer.
pub(super) fn places(diagram: &Diagram) -> Vec<(usize, usize)> {
    let count = diagram.blocks.len();
    let arrows: Vec<(usize, usize)> = diagram
        .arrows
        .iter()
        .filter(|arrow| !arrow.late)
        .map(|arrow| (arrow.from, arrow.to))
        .collect();
    // Longest way from the inputs. Without the late arrows there are no circles, so it ends.
    let mut layer = vec![0_usize; count];
    for _ in 0..count {
        let mut moved = false;
        for &(from, to) in &arrows {
            if layer[to] <= layer[from] {
                layer[to] = layer[from] + 1;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    // Inputs stand just before what first reads them.
    for block in 0..count {
        let is_read = arrows.iter().filter(|(from, _)| *from == block);
        let is_fed = arrows.iter().any(|(_, to)| *to == block);
        if !is_fed && let Some(nearest) = is_read.map(|(_, to)| layer[*to]).min() {
            layer[block] = nearest.saturating_sub(1);
        }
    }
    let mut layers = vec![Vec::new(); layer.iter().max().map_or(0, |last| last + 1)];
    for (block, layer) in layer.iter().enumerate() {
        layers[*layer].push(block);
    }
    let mut place = vec![0.0; count];
    for round in 0..ROUNDS {
        for layer in &mut layers {
            for (index, block) in layer.iter().enumerate() {
                place[*block] = index as f64;
            }
        }
        // Each in the middle of its neighbours on one side, then on the other.
        let mut middle = place.clone();
        for (block, middle) in middle.iter_mut().enumerate() {
            let neighbours: Vec<f64> = arrows
                .iter()
                .filter_map(|(from, to)| match round % 2 {
                    0 => (*to == block).then(|| place[*from]),
                    _ => (*from == block).then(|| place[*to]),
                })
                .collect();
            if !neighbours.is_empty() {
                *middle = neighbours.iter().sum::<f64>() / neighbours.len() as f64;
            }
        }
        for layer in &mut layers {
            layer.sort_by(|a, b| middle[*a].total_cmp(&middle[*b]).then(a.cmp(b)));
        }
    }
    let mut places = vec![(0, 0); count];
    for (number, layer) in layers.iter().enumerate() {
        for (index, block) in layer.iter().enumerate() {
            places[*block] = (number, index);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::super::diagram::{Arrow, Block, Shape};
    use super::*;

    fn diagram(count: usize, arrows: &[(usize, usize, bool)]) -> Diagram {
        let block = Block {
            title: "x".to_owned(),
            detail: String::new(),
            shape: Shape::Node,
        };
        Diagram {
            blocks: vec![block; count],
            arrows: arrows
                .iter()
                .map(|&(from, to, late)| Arrow {
                    from,
                    to,
                    label: String::new(),
                    late,
                })
                .collect(),
        }
    }

    #[test]
    fn arrows_lead_to_the_right_and_no_two_boxes_share_a_place() {
        let arrows = [
            (0, 2, false),
            (1, 3, false),
            (2, 4, false),
            (3, 4, false),
            (4, 0, true),
        ];
        let places = places(&diagram(5, &arrows));
        for (from, to, late) in arrows {
            assert!(late || places[from].0 < places[to].0);
        }
        let mut all = places.clone();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 5);
    }

    #[test]
    fn crossings_are_taken_out_where_that_is_easy() {
        // Two chains, written crosswise.
        let places = places(&diagram(4, &[(0, 3, false), (1, 2, false)]));
        assert_eq!(places[0].1, places[3].1);
        assert_eq!(places[1].1, places[2].1);
    }
}
