//! How much of a foreign archive is believed.

/// Bounds for reading archives that others made.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most members.
    pub members: u64,
    /// The most bytes of all members together, unpacked.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { members: 200_000, bytes: 8 << 30 }
    }
}
