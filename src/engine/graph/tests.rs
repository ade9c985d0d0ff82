//! Laws of the graph as a whole.

use super::*;

#[test]
fn a_sum_reaches_its_output() {
    let mut builder = GraphBuilder::new(48_000.0);
    let sum = builder
        .add_named("+", &[Input::Constant(0.25), Input::Constant(0.5)])
        .expect("in the table");
    builder.output(3, sum);
    let mut schedule = builder.compile();
    schedule.begin(0..64);
    schedule.process(&Segment::bare(0, 0..64));
    assert_eq!(schedule.output(3), &StereoBlock::filled(0.75));
    assert!(schedule.sounds(3) && !schedule.sounds(0));
}
