//! Projects held in memory.
