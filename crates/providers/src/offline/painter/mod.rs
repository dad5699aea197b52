//! Pictures painted as vector scenes.
