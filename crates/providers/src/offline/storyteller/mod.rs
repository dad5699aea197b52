//! Stories told from a grammar.
