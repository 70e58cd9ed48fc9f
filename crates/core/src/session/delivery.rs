//! What a frame has brought: messages, whom they are for, and where they lie.

use crate::codec::MessageSpans;
use crate::id::{FlowId, RequestId, SubscriptionId};

/// A message, and whom it is for: words of 32 bits in the order of the fields, so that a face in another language can read
/// them as they lie.
///
/// ```
/// # use nats_web_core::{Config, Event, Session, SubscribeOptions, Target, Timestamp};
/// # let mut session = Session::new(Config::default());
/// # session.start(Timestamp::ZERO);
/// # let mut events = std::iter::from_fn(|| session.poll_event());
/// # let dial = events.find_map(|event| if let Event::Dial { dial, .. } = event { Some(dial) } else { None });
/// # let dial = dial.expect("the session dials");
/// # session.handle_opened(Timestamp::ZERO, dial);
/// # session.handle_bytes(Timestamp::ZERO, dial, b"INFO {}\r\nPONG\r\n");
/// # while session.poll_transmit().is_some() {}
/// # while session.poll_event().is_some() {}
/// # let subscription = session.subscribe(Timestamp::ZERO, b"orders.>", &SubscribeOptions::default())?;
/// let frame = b"MSG orders.new 1 5\r\napple\r\n";
/// session.handle_bytes(Timestamp::ZERO, dial, frame);
/// for delivery in session.deliveries() {
///     assert_eq!(delivery.target, Target::Subscription(subscription));
///     assert_eq!(delivery.message.payload.of(frame), b"apple");
/// }
/// # assert_eq!(session.deliveries().len(), 1);
/// # Ok::<(), nats_web_core::Misuse>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub struct Delivery {
    /// Whom it is for.
    pub target: Target,
    /// Where its parts lie, as offsets into `source`.
    pub message: MessageSpans,
    /// Which bytes hold it.
    pub source: Source,
}

/// Whom a message is for: three words, of which the first is 0 to 3 for the variant.
///
/// ```
/// use nats_web_core::Target;
///
/// fn name(target: Target) -> String {
///     match target {
///         Target::Nobody => "nobody".to_owned(),
///         Target::Subscription(id) => format!("subscription {}", id.slot),
///         Target::Request(id) => format!("request {}", id.slot),
///         Target::Flow(id) => format!("flow {}", id.as_u32()),
///     }
/// }
/// # assert_eq!(name(Target::Nobody), "nobody");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C, u32)]
pub enum Target {
    /// Nobody any more: the subscription has ended, or its owner has taken the message.
    Nobody,
    /// A subscription of the caller's.
    Subscription(SubscriptionId),
    /// The request it answers.
    Request(RequestId),
    /// The owner of a subscription or request ([`Session::subscribe_for`](crate::Session::subscribe_for), [`Session::request_for`](crate::Session::request_for)), which says what
    /// becomes of it before the face hands out anything.
    Flow(FlowId),
}

/// Which bytes hold a message. Of the deliveries of one frame, only the first can lie elsewhere than in the frame.
///
/// ```
/// use nats_web_core::{Delivery, Session, Source};
///
/// fn payload<'a>(session: &'a Session, delivery: &Delivery, frame: &'a [u8], assembled: &'a [u8]) -> &'a [u8] {
///     delivery.message.payload.of(match delivery.source {
///         Source::Frame => frame,
///         Source::Carry => session.carry(),
///         Source::Assembled => assembled,
///     })
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Source {
    /// The frame.
    Frame,
    /// [`Session::carry`](crate::Session::carry): the message began in an earlier frame.
    Carry,
    /// What the face has assembled as [`Session::assembly`](crate::Session::assembly) said.
    Assembled,
}

/// A large message that the frame's end has cut: the face assembles it in a buffer of its own.
///
/// ```
/// # use nats_web_core::{Assembly, Config, Event, Session, SubscribeOptions, Timestamp};
/// # let mut session = Session::new(Config::default());
/// # session.start(Timestamp::ZERO);
/// # let mut events = std::iter::from_fn(|| session.poll_event());
/// # let dial = events.find_map(|event| if let Event::Dial { dial, .. } = event { Some(dial) } else { None });
/// # let dial = dial.expect("the session dials");
/// # session.handle_opened(Timestamp::ZERO, dial);
/// # session.handle_bytes(Timestamp::ZERO, dial, b"INFO {}\r\nPONG\r\n");
/// # while session.poll_transmit().is_some() {}
/// # while session.poll_event().is_some() {}
/// # let subscription = session.subscribe(Timestamp::ZERO, b"orders.>", &SubscribeOptions::default())?;
/// let frame = b"PING\r\nMSG orders.new 1 9000\r\napp";
/// session.handle_bytes(Timestamp::ZERO, dial, frame);
/// let Some(Assembly { carried: 0, start: 6, len }) = session.assembly() else { unreachable!() };
/// let mut assembled = Vec::with_capacity(len);
/// assembled.extend_from_slice(&frame[6..]);
/// assert_eq!(session.payload_missing(), len - assembled.len());
/// # Ok::<(), nats_web_core::Misuse>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assembly {
    /// How many bytes of [`Session::carry`](crate::Session::carry) it begins with.
    pub carried: usize,
    /// Where in the frame it begins, or goes on; the rest of the frame belongs to it.
    pub start: usize,
    /// Bytes from its beginning to the end of its payload.
    pub len: usize,
}
