//! Numbers that are not to be mixed up.

/// Makes a newtype of a number that counts up.
macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        #[repr(transparent)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// Returns the bare number, for faces whose language has no newtypes.
            #[must_use]
            pub const fn as_u32(self) -> u32 {
                self.0
            }

            /// Returns the one with this number.
            #[must_use]
            pub const fn from_u32(number: u32) -> Self {
                Self(number)
            }
        }
    };
}

/// Makes the name of an entry in one of the session's tables: two words of 32 bits.
macro_rules! entry {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// The *slot* is a small index, by which a face finds its own object; it is used again after the entry has
        /// ended, once the face has been told. The *generation* tells the entries apart that had the slot one after the
        /// other: a command about one that has ended is refused, or does nothing.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        #[repr(C)]
        pub struct $name {
            /// Index of the entry in the session's table.
            pub slot: u32,
            /// Which of the entries that had the slot.
            pub generation: u32,
        }
    };
}

number! {
    /// Numbers the dials of a session. What a socket of an earlier dial reports is ignored.
    ///
    /// ```
    /// use nats_web_core::{Config, DialId, Event, Session, Timestamp};
    ///
    /// let mut session = Session::new(Config::default());
    /// session.start(Timestamp::ZERO);
    /// let mut events = std::iter::from_fn(|| session.poll_event());
    /// let dial = events.find_map(|event| if let Event::Dial { dial, .. } = event { Some(dial) } else { None });
    /// let dial = dial.expect("the session dials");
    /// session.handle_opened(Timestamp::ZERO, dial);
    /// assert_eq!(DialId::from_u32(dial.as_u32()), dial);
    /// ```
    DialId
}

number! {
    /// A flush of the session; flushes count up.
    ///
    /// ```
    /// use nats_web_core::{Config, Event, Session};
    ///
    /// let mut session = Session::new(Config::default());
    /// let asked = session.flush()?;
    /// session.close();
    /// assert!(matches!(session.poll_event(), Some(Event::Flushed { flush, .. }) if flush == asked));
    /// # Ok::<(), nats_web_core::Misuse>(())
    /// ```
    FlushId
}

number! {
    /// Whoever owns subscriptions or requests in the caller's stead; [`Session::new_flow`](crate::Session::new_flow) counts
    /// them.
    ///
    /// ```
    /// use nats_web_core::{Config, Event, Session, SubscribeOptions, Timestamp};
    ///
    /// let mut session = Session::new(Config::default());
    /// let owner = session.new_flow();
    /// let id = session.subscribe_for(owner, Timestamp::ZERO, b"orders.>", &SubscribeOptions::default())?;
    /// session.unsubscribe(id, None)?;
    /// let Some(Event::SubscriptionEnded { flow, .. }) = session.poll_event() else { unreachable!() };
    /// assert_eq!(flow, Some(owner));
    /// # Ok::<(), nats_web_core::Misuse>(())
    /// ```
    FlowId
}

entry! {
    /// A subscription of the session. Its generation is its *sid*, the number by which the server knows it.
    ///
    /// ```
    /// use nats_web_core::{Config, Misuse, Session, SubscribeOptions, Timestamp};
    ///
    /// let mut session = Session::new(Config::default());
    /// let id = session.subscribe(Timestamp::ZERO, b"orders.>", &SubscribeOptions::default())?;
    /// session.unsubscribe(id, None)?;
    /// assert_eq!(session.unsubscribe(id, None), Err(Misuse::SubscriptionClosed));
    /// # Ok::<(), nats_web_core::Misuse>(())
    /// ```
    SubscriptionId
}

entry! {
    /// A request of the session.
    ///
    /// ```
    /// use nats_web_core::{Config, Inbox, Outgoing, Session, Timestamp};
    ///
    /// let mut session = Session::new(Config::default());
    /// let message = Outgoing { subject: b"time.now", reply: b"", headers: b"", payload: 0 };
    /// let (id, _) = session.request(Timestamp::ZERO, &message, Inbox::Shared, None)?;
    /// assert!(session.cancel_request(id));
    /// assert!(!session.cancel_request(id), "it has ended");
    /// # Ok::<(), nats_web_core::Misuse>(())
    /// ```
    RequestId
}

impl SubscriptionId {
    /// Returns the number by which the server knows the subscription. It is never used again while the session lives
    /// (until 2^32 have been).
    #[must_use]
    #[inline]
    pub const fn sid(self) -> u32 {
        self.generation
    }
}
