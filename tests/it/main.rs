//! One binary of tests against the whole product: it links once.

mod architecture;
