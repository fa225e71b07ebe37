//! The glob dialects of the Python world, each under its own name.
