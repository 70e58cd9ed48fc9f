//! Objects that have no data, and refer to another object or to a store.

/// What of an object matters to links.
///
/// ```
/// use nats_web_jetstream::object::link::{LinkError, State, check};
///
/// let source = State { is_deleted: false, is_link: true };
/// assert_eq!(check(source, None), Err(LinkError::Link));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct State {
    /// It was deleted.
    pub is_deleted: bool,
    /// It refers to something.
    pub is_link: bool,
}

/// Why there can be no link.
///
/// ```
/// use nats_web_jetstream::object::link::LinkError;
///
/// assert_ne!(LinkError::Deleted, LinkError::Taken);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkError {
    /// What it is to refer to was deleted.
    Deleted,
    /// What it is to refer to is a link itself.
    Link,
    /// There is an object of the link's name.
    Taken,
}

/// Checks that a link may refer to `source`; `present` is what has the link's name, if anything has.
///
/// # Errors
/// [`LinkError`].
pub fn check(source: State, present: Option<State>) -> Result<(), LinkError> {
    if source.is_deleted {
        Err(LinkError::Deleted)
    } else if source.is_link {
        Err(LinkError::Link)
    } else {
        check_free(present)
    }
}

/// Checks that a name is free: nothing has it, or what had it was deleted. Also where an object is renamed.
///
/// # Errors
/// [`LinkError::Taken`].
pub fn check_free(present: Option<State>) -> Result<(), LinkError> {
    if present.is_some_and(|present| !present.is_deleted) { Err(LinkError::Taken) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::{LinkError, State, check, check_free};

    #[test]
    fn what_may_be_linked() {
        let live = State::default();
        let deleted = State { is_deleted: true, is_link: false };
        let link = State { is_deleted: false, is_link: true };
        assert_eq!(check(live, None), Ok(()));
        assert_eq!(check(live, Some(deleted)), Ok(()));
        assert_eq!(check(live, Some(live)), Err(LinkError::Taken));
        assert_eq!(check(live, Some(link)), Err(LinkError::Taken));
        assert_eq!(check(deleted, None), Err(LinkError::Deleted));
        assert_eq!(check(link, None), Err(LinkError::Link));
        assert_eq!(check(State { is_deleted: true, is_link: true }, None), Err(LinkError::Deleted));
        assert_eq!(check_free(None), Ok(()));
    }
}
