//! The flags of a pattern.

use std::ops::BitOr;

/// Flags as `re.compile` takes them and `(?…)` sets them.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Flags(u8);

impl Flags {
    /// None.
    pub const NONE: Self = Self(0);
    /// `re.ASCII`: `\w`, `\b`, `\d` and `\s` know ASCII only.
    pub const ASCII: Self = Self(1);
    /// `re.DOTALL`: a dot is a line feed as well.
    pub const DOTALL: Self = Self(2);
    /// `re.IGNORECASE`.
    pub const IGNORECASE: Self = Self(4);
    /// `re.MULTILINE`: `^` and `$` are the ends of lines.
    pub const MULTILINE: Self = Self(8);
    /// `re.VERBOSE`: white space and comments mean nothing.
    pub const VERBOSE: Self = Self(16);

    /// Whether all of these are set.
    pub fn has(self, flags: Self) -> bool {
        self.0 & flags.0 == flags.0
    }

    /// The flags without these.
    pub fn without(self, flags: Self) -> Self {
        Self(self.0 & !flags.0)
    }

    /// The flag of a letter of `(?…)`; `u`, which sets what is set already, has none.
    pub(super) fn of_letter(letter: char) -> Option<Self> {
        match letter {
            'a' => Some(Self::ASCII),
            's' => Some(Self::DOTALL),
            'i' => Some(Self::IGNORECASE),
            'm' => Some(Self::MULTILINE),
            'x' => Some(Self::VERBOSE),
            _ => None,
        }
    }
}

impl BitOr for Flags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
