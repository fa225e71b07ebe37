//! Signatures made well and badly, and what is said of them.

mod blocks;
mod builder;
mod keys;
mod openssl;
mod stamps;
mod verdicts;
