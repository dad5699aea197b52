//! The words that tell of a wish.

use super::super::lexicon::Tongue;
use super::reading::{Hit, Reading};

/// How a wish is told.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Marker {
    Do,
    Gerund,
    Find,
    Fear,
    Go,
    Care,
}

use Marker::{Care, Do, Fear, Find, Gerund, Go};

const ENGLISH: &[(&str, Marker)] = &[
    ("afraid of", Fear),
    ("scared of", Fear),
    ("frightened of", Fear),
    ("fears", Fear),
    ("fear of", Fear),
    ("learns how to", Do),
    ("learn how to", Do),
    ("learns to", Do),
    ("learning to", Do),
    ("learn to", Do),
    ("learned to", Do),
    ("wants to", Do),
    ("wanted to", Do),
    ("want to", Do),
    ("wishes to", Do),
    ("hopes to", Do),
    ("longs to", Do),
    ("tries to", Do),
    ("decides to", Do),
    ("has to", Do),
    ("needs to", Do),
    ("must", Do),
    ("cannot", Do),
    ("can t", Do),
    ("could not", Do),
    ("couldn t", Do),
    ("who can", Do),
    ("dreams of", Gerund),
    ("dreamed of", Gerund),
    ("loves", Gerund),
    ("looks for", Find),
    ("looking for", Find),
    ("searches for", Find),
    ("searching for", Find),
    ("search for", Find),
    ("seeks", Find),
    ("hunts for", Find),
    ("finds", Find),
    ("find", Find),
    ("loses", Find),
    ("lost", Find),
    ("wishes for", Find),
    ("goes to", Go),
    ("travels to", Go),
    ("sails to", Go),
    ("flies to", Go),
    ("journeys to", Go),
    ("trip to", Go),
    ("visits", Go),
    ("helps", Care),
    ("saves", Care),
    ("rescues", Care),
    ("protects", Care),
    ("help", Care),
    ("save", Care),
];
const FRENCH: &[(&str, Marker)] = &[
    ("a peur de", Fear),
    ("a peur du", Fear),
    ("a peur des", Fear),
    ("a peur d", Fear),
    ("peur de", Fear),
    ("peur du", Fear),
    ("peur des", Fear),
    ("craint", Fear),
    ("apprend a", Do),
    ("apprenait a", Do),
    ("apprendre a", Do),
    ("veut", Do),
    ("voulait", Do),
    ("voudrait", Do),
    ("aimerait", Do),
    ("reve de", Do),
    ("revait de", Do),
    ("reve d", Do),
    ("cherche a", Do),
    ("doit", Do),
    ("espere", Do),
    ("essaie de", Do),
    ("souhaite", Do),
    ("ne sait pas", Do),
    ("n ose pas", Do),
    ("ne peut pas", Do),
    ("decide de", Do),
    ("a la recherche de", Find),
    ("a la recherche du", Find),
    ("cherche", Find),
    ("a perdu", Find),
    ("perd", Find),
    ("retrouve", Find),
    ("trouve", Find),
    ("va a", Go),
    ("part pour", Go),
    ("voyage vers", Go),
    ("part vers", Go),
    ("aide", Care),
    ("sauve", Care),
    ("protege", Care),
];
const INDONESIAN: &[(&str, Marker)] = &[
    ("takut pada", Fear),
    ("takut akan", Fear),
    ("takut dengan", Fear),
    ("takut", Fear),
    ("belajar", Do),
    ("ingin", Do),
    ("mau", Do),
    ("bermimpi", Do),
    ("bercita-cita", Do),
    ("harus", Do),
    ("berusaha", Do),
    ("mencoba", Do),
    ("tidak bisa", Do),
    ("mencari", Find),
    ("kehilangan", Find),
    ("menemukan", Find),
    ("pergi ke", Go),
    ("menuju", Go),
    ("menolong", Care),
    ("membantu", Care),
    ("menyelamatkan", Care),
];

fn markers(tongue: Tongue) -> &'static [(&'static str, Marker)] {
    tongue.choose([ENGLISH, FRENCH, &[], INDONESIAN])
}

/// The word at which the idea begins to tell of the wish.
pub(super) fn first_marker(idea: &Reading) -> Option<usize> {
    find_marker(idea).map(|(hit, _)| hit.at)
}

pub(super) fn find_marker(idea: &Reading) -> Option<(Hit, Marker)> {
    markers(idea.tongue)
        .iter()
        .filter_map(|(phrase, marker)| idea.find_words(phrase, 1).map(|hit| (hit, *marker)))
        .min_by_key(|(hit, _)| (hit.at, usize::MAX - hit.len))
}
