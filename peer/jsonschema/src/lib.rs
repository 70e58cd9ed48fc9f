//! What a test of async-nats needs of the crate `jsonschema` to be compiled. It is not run, as it reads schemas from the
//! internet, and so there is no schema here.

use std::iter::Empty;

use serde_json::Value;

/// Why there is no schema.
#[derive(Debug)]
pub struct Absent;

/// Has no value.
#[derive(Debug)]
pub enum JSONSchema {}

impl JSONSchema {
    /// Returns no schema.
    ///
    /// # Errors
    /// Always.
    pub fn compile(_schema: &Value) -> Result<Self, Absent> {
        Err(Absent)
    }

    /// What a schema that there is not says of `value`.
    ///
    /// # Errors
    /// There is no schema to have any.
    pub fn validate(&self, _value: &Value) -> Result<(), Empty<String>> {
        match *self {}
    }
}
