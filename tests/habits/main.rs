//! What providers are known to do, one test each: the numbers are those of the table in `talewright_tests::mock`.
//! Every test says what a person gets all the same, and that it is no accident.

mod answers;
mod asks;
mod errors;
mod pictures;
mod runware;
mod sound;
mod support;
mod text;
mod waits;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// How many habits there are, without those of parts that the product does not have.
const HABITS: u32 = 30;

#[test]
fn every_habit_has_its_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("habits");
    let mut tested = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let source = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = source.lines().map(str::trim).collect();
        let tests = lines.windows(2).filter(|pair| pair[0].starts_with("#[tokio::test"));
        let names: Vec<&str> =
            tests.filter_map(|pair| pair[1].strip_prefix("async fn habit_")?.get(..2)).collect();
        let judged =
            lines.iter().filter(|line| **line == "assert_eq!(studio.mocks.violations(), []);").count();
        assert!(judged >= names.len(), "{path:?}: each test asks the judge of the requests");
        tested.extend(names.into_iter().map(|number| number.parse::<u32>().unwrap()));
    }
    let missing: Vec<u32> = (1..=HABITS).filter(|number| !tested.contains(number)).collect();
    assert!(missing.is_empty(), "habits without a test: {missing:?}");
}
