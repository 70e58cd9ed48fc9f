/**
 * What crosses between TypeScript and the wasm module. Written by `cargo xtask renew boundary` from the table in
 * `crates/wasm/src/boundary`: change that.
 */

/** What the module exports. `session` is an address that {@link Exports.session} returned. */
export interface Exports {
  readonly memory: WebAssembly.Memory;
  /** Makes a session with all settings at their defaults, and returns its address. */
  session(seedHigh: number, seedLow: number): number;
  /** Frees all that a session holds. */
  release(session: number): void;
  /** Returns the address of the status words. */
  status(session: number): number;
  /** Sets a number of the configuration, before `start`. */
  configure(session: number, key: number, value: number): void;
  /** Sets a text of the configuration, which stands in scratch. Returns 0, or what is wrong with it. */
  configure_text(session: number, key: number, len: number): number;
  /** Makes room for `len` bytes in scratch; what is there stays. Returns whether it could. */
  reserve_scratch(session: number, len: number): 0 | 1;
  /** Begins to dial. */
  start(session: number, now: number): void;
  /** The socket of `dial` is open. */
  handle_opened(session: number, now: number, dial: number): void;
  /** The socket of `dial` is closed; why stands in scratch. */
  handle_closed(session: number, now: number, dial: number, why: number): void;
  /** Returns how many of a frame's first `available` bytes belong to the payload under assembly. */
  handle_payload(session: number, dial: number, available: number): number;
  /** Reads the `len` bytes of a frame that were written to the input buffer. Returns the number of records. */
  handle_bytes(session: number, now: number, dial: number, len: number): number;
  /** There is no memory for the message that was to be assembled. */
  handle_no_room(session: number, now: number, dial: number): void;
  /** The timer has fired that was to fire at `due`. */
  handle_timer(session: number, now: number, due: number): void;
  /** Keeps one of the credentials asked for, which stands in scratch. */
  credential(session: number, key: number, len: number): void;
  /** The credentials asked for are complete; `ok` is false if there are none to be had. */
  handle_credentials(session: number, now: number, dial: number, ok: number): void;
  /** Answers with a reconnect delay in milliseconds; a negative one is the configuration's. */
  handle_reconnect_delay(session: number, now: number, wait: number): void;
  /** Publishes what stands in scratch. Returns the address for the payload, or 0 for one that stays with the face. */
  publish(session: number, subject: number, reply: number, headers: number, payload: number): number;
  /** Requests what stands in scratch. Returns the slot; the generation and the hole are in the status. */
  request(session: number, now: number, subject: number, reply: number, headers: number, payload: number, inbox: number, timeout: number, until: number, amount: number): number;
  /** Gives a request up. Returns whether it was in flight. */
  cancel_request(session: number, slot: number, generation: number): 0 | 1;
  /** Subscribes to the subject and queue in scratch; no limit and no timeout are 0. Returns the slot; the sid is the generation in the status. */
  subscribe(session: number, now: number, subject: number, queue: number, max: number, timeout: number): number;
  /** Ends a subscription that has been handed `handed` messages, after `max` of them if that is not 0. Returns whether it has ended. */
  unsubscribe(session: number, slot: number, generation: number, max: number, handed: number): 0 | 1;
  /** Drains a subscription. */
  drain_subscription(session: number, slot: number, generation: number): number;
  /** Flushes. Returns the flush's number. */
  flush(session: number): number;
  /** Drains everything, and closes. */
  drain(session: number, now: number): number;
  /** Gives the link up for a new one. */
  reconnect(session: number, now: number): number;
  /** Looks after the link, whose socket holds so many bytes. */
  probe(session: number, now: number, buffered: number): void;
  /** Closes. */
  close(session: number): void;
  /** Returns whether publishers need not wait while the socket holds so many bytes. */
  has_room(session: number, buffered: number): 0 | 1;
  /** Returns what to send next. */
  transmit(session: number): number;
  /** Returns the kind of the next event, 0 for none; its fields are in the status. */
  poll_event(session: number): number;
  /** Returns a figure of the session. */
  stat(session: number, which: number): number;
  /** Adds a service, which is asked for the data of its endpoints or not. Returns its number, or a refusal. */
  service_add(session: number, now: number, asksForData: number, name: number, queue: number, version: number, description: number, metadata: number, started: number): number;
  /** Finds the subject and queue group of a group within a group. */
  service_group(session: number, group: number, groupQueue: number, name: number, queue: number): number;
  /** Adds an endpoint to a group of a service. */
  service_endpoint(session: number, now: number, service: number, group: number, groupQueue: number, name: number, subject: number, queue: number, metadata: number): number;
  /** Counts requests of an endpoint, and the time that was spent on requests. */
  service_record(session: number, service: number, endpoint: number, requests: number, nanos: number): void;
  /** Counts an error of an endpoint. */
  service_fail(session: number, service: number, endpoint: number, error: number): void;
  /** Sets the user's own part of an endpoint's statistics: JSON. */
  service_data(session: number, service: number, endpoint: number, json: number): void;
  /** Begins the statistics of a service anew. */
  service_reset(session: number, service: number, started: number): void;
  /** Stops a service. */
  service_stop(session: number, service: number): void;
  /** Forgets a service. */
  service_release(session: number, service: number): void;
  /** Finds the answer of a service to a monitoring request: JSON. */
  service_response(session: number, service: number, verb: number): void;
  /** Finds where to ask services. */
  service_subject(session: number, verb: number, prefix: number, name: number, id: number): number;
  /** Finds what the subjects of JetStream's requests begin with. Returns whether there is something. */
  js_prefix(session: number, prefix: number, domain: number): 0 | 1;
  /** Finds the subject of a request, an {@link ApiVerb}, about up to three names. Returns whether they are fit. */
  js_subject(session: number, verb: number, prefix: number, first: number, second: number, third: number): 0 | 1;
  /** Returns what is wrong with the name of a stream or consumer: -2 for nothing, -1 for being empty, or a character. */
  js_unfit(session: number, name: number): number;
  /** Finds a JSON object without the members that a {@link Body} does not have. Returns whether it is JSON. */
  js_known(session: number, body: number, json: number): 0 | 1;
  /** Returns the error of the API that a code is another one for, or the code. */
  js_same_error(session: number, code: number): number;
  /** Returns whether to publish once more after so many tries, of which the last had this status. */
  js_publish_again(session: number, status: number, tries: number, most: number): 0 | 1;
  /** Finds the version that has a {@link Feature} if a server of this version has not. Returns whether that is so. */
  js_missing(session: number, feature: number, version: number): 0 | 1;
  /** Finds what the reply subject of a delivered message says, as numbers and, if `names`, as texts. Returns whether it is one. */
  js_delivery(session: number, reply: number, names: number): 0 | 1;
  /** Finds the payload of an {@link Answer} to a message; a delay is in nanoseconds, the text a reason, or the JSON of a request for more messages. */
  js_answer(session: number, answer: number, delay: number, text: number): void;
  /** Begins to read a consumer: flow, slot and sid are the numbers. */
  js_pull(session: number, now: number, prefix: number, stream: number, consumer: number, isEndless: number, isBound: number, aborts: number, noWait: number, maxMessages: number, maxBytes: number, expires: number, idleHeartbeat: number, thresholdMessages: number, thresholdBytes: number): number;
  /** Begins to read a stream in order, by an {@link OrderedFeed}: flow, slot and sid are the numbers. */
  js_ordered(session: number, now: number, prefix: number, stream: number, namePrefix: number, config: number, feed: number, inactiveThreshold: number, firstWithin: number, maxMessages: number, maxBytes: number, expires: number, idleHeartbeat: number, thresholdMessages: number, thresholdBytes: number): number;
  /** Begins to receive what a consumer delivers to a subject: flow, slot and sid are the numbers. */
  js_push(session: number, now: number, deliverSubject: number, queue: number, idleHeartbeat: number): number;
  /** Fetches messages of an ordered flow. Returns whether it could. */
  flow_fetch(session: number, now: number, flow: number, maxMessages: number, maxBytes: number, expires: number, idleHeartbeat: number): 0 | 1;
  /** Ends the fetch of an ordered flow. */
  flow_stop_fetch(session: number, now: number, flow: number): void;
  /** The user has consumed messages of a flow, of so many bytes. Returns how many more may be consumed before that has to be told. */
  flow_took(session: number, now: number, flow: number, messages: number, bytes: number): number;
  /** Ends a flow. */
  flow_stop(session: number, now: number, flow: number): void;
  /** Finds what the subjects of a bucket's keys begin with: for reading, and for writing. `mirror` is the stream that it mirrors, empty for none, and `external` the prefix by which that is reached. Returns whether the bucket's name is fit. */
  kv_keyspace(session: number, bucket: number, api: number, mirror: number, external: number): 0 | 1;
  /** Returns what is wrong with a key, a {@link KvFault}: that of a filter which is no key is `Key`. */
  kv_fault(session: number, key: number): number;
  /** Finds the configuration of a bucket's stream: JSON. Returns a {@link KvFault}. */
  kv_config(session: number, bucket: number, options: number, hasDiscardNew: number, hasDirectGet: number): number;
  /** Finds the configuration of a watch's consumer: JSON; `filters` is JSON, too. Returns a {@link KvFault}. */
  kv_watch(session: number, read: number, filters: number, include: number, revision: number, headersOnly: number): number;
  /** Returns what an entry does, a {@link KvOperation}, by two of its headers. */
  kv_operation(session: number, operation: number, reason: number): number;
  /** Returns whether to try once more to create a key, by what its last entry does and the number of tries. */
  kv_may_create(session: number, last: number, tries: number): 0 | 1;
  /** Finds the configuration of a store's stream: JSON. Returns an {@link ObjectFault}. */
  object_config(session: number, bucket: number, options: number): number;
  /** Finds the subject of an object's chunks. */
  object_chunks(session: number, bucket: number, nuid: number): void;
  /** Finds the subject of what is known of an object and, if there is one, the one that clients in JavaScript have in its place. Returns an {@link ObjectFault}. */
  object_meta(session: number, bucket: number, name: number): number;
  /** Finds the subjects of what is known of all objects. */
  object_all_meta(session: number, bucket: number): void;
  /** Returns how many bytes a chunk has; 0 for what the user or the server has not said. */
  object_chunk_size(session: number, wanted: number, maxPayload: number): number;
  /** Returns whether a link may refer to an object, a {@link LinkFault}; `isTaken` is whether there is one of its name. */
  object_link_fault(session: number, isDeleted: number, isLink: number, isTaken: number): number;
  /** Returns how far the reading of an object is, an {@link ObjectReading}: what it has, what was taken, what follows. */
  object_reading(session: number, chunks: number, bytes: number, taken: number, takenBytes: number, pending: number): number;
  /** Returns what is wrong with the text of a digest, a {@link DigestFault}. */
  digest_fault(session: number, digest: number): number;
  /** Begins to hash. Returns its number. */
  hash(session: number): number;
  /** Hashes bytes of the input buffer. */
  hash_update(session: number, hash: number, length: number): void;
  /** Finds the digest, and ends the hashing. Returns whether it is the expected one. */
  hash_finish(session: number, hash: number, expected: number): 0 | 1;
  /** Ends a hashing. */
  hash_drop(session: number, hash: number): void;
  /** Begins to store an object in chunks of so many bytes. Returns its number. */
  upload(session: number, chunkSize: number): number;
  /** There is one more chunk. */
  upload_add(session: number, upload: number): void;
  /** Returns what to do next, an {@link UploadStep}. */
  upload_step(session: number, upload: number): number;
  /** Returns what the last step is about: a chunk, a sequence, or milliseconds. */
  upload_number(session: number): number;
  /** Returns the number of the first chunk that may have to be sent. */
  upload_first(session: number, upload: number): number;
  /** Returns whether there is a chunk to be sent. */
  upload_has_unsent(session: number, upload: number): 0 | 1;
  /** A chunk is stored at a sequence. */
  upload_stored(session: number, upload: number, chunk: number, sequence: number): void;
  /** A chunk was refused; without an answer the status is 408. */
  upload_failed(session: number, upload: number, chunk: number, status: number, code: number): void;
  /** The last message of the chunks stands at a sequence; 0 for none. */
  upload_found(session: number, upload: number, sequence: number): void;
  /** Nobody has said that a message was deleted. */
  upload_not_deleted(session: number, upload: number): void;
  /** The object is stored, or not. */
  upload_drop(session: number, upload: number): void;
  /** Returns whether a request that was refused so may be made again, as it has no other effect when it is done twice. */
  may_repeat(session: number, status: number, code: number): 0 | 1;
}

/** Offsets of the status words from the status' address, in units of four bytes where nothing else is said. */
export const enum Word {
  /** When the timer is next due, in milliseconds of the face's clock; infinite for never. In units of eight bytes. */
  Timeout = 0,
  /** The numbers of the event polled last. In units of eight bytes. */
  Numbers = 1,
  /** Bits that say what the session wants. */
  Flags = 14,
  /** Address of the records of the last frame. */
  Records = 15,
  /** Address of the buffer into which a frame, or a part of it, is written. */
  Input = 16,
  /** Address of what the last frame and earlier ones have in common. */
  Carry = 17,
  /** Length of the large message that the last frame's end has cut; 0 if it has not. */
  AssemblyLen = 18,
  /** How many bytes of the carry it begins with. */
  AssemblyCarried = 19,
  /** Where in the frame it goes on. */
  AssemblyStart = 20,
  /** Bytes of its payload still to come. */
  Missing = 21,
  /** Address of the scratch buffer, into which texts and headers are written. */
  Scratch = 22,
  /** Capacity of the scratch buffer. */
  ScratchCapacity = 23,
  /** Address of the bytes that the last `transmit` found. */
  Transmit = 24,
  /** Length of the bytes that the last `transmit` found. */
  TransmitLen = 25,
  /** Address for the payload of the request accepted last; 0 if it is large and stays with the face. */
  Hole = 26,
  /** Generation of the subscription or request made last. */
  Generation = 27,
  /** What is wrong with the text or header block of the command refused last. */
  Detail = 28,
  /** Address of the texts of the event polled last: an address and a length each. */
  Texts = 29,
  /** Number of the texts. */
  TextCount = 30,
}

/** Offsets of the words of a record, which is a delivery of the core. */
export const enum RecordWord {
  /** Words of a record. */
  Words = 13,
  /** Whom it is for: a {@link Target}. */
  Target = 0,
  /** The slot of the subscription or request. */
  Slot = 1,
  /** The sid it came with. */
  Sid = 3,
  /** Offset of the subject. */
  SubjectStart = 4,
  /** Offset of the subject's end. */
  SubjectEnd = 5,
  /** Offset of the reply. */
  ReplyStart = 6,
  /** Offset of the reply's end. */
  ReplyEnd = 7,
  /** Offset of the header block. */
  HeadersStart = 8,
  /** Offset of the payload. */
  PayloadStart = 10,
  /** Offset of the payload's end. */
  PayloadEnd = 11,
  /** Which bytes the offsets are into: a {@link Source}. */
  Source = 12,
}

/** Bits of {@link Word.Flags}. */
export const enum Flag {
  /** An event waits. */
  HasEvent = 1,
  /** Something can be transmitted. */
  HasTransmit = 2,
  /** A chunk is full and should be transmitted. */
  WantsTransmit = 4,
}

/** Bytes of the input buffer. */
export const INPUT_CAPACITY = 32768;
/** Payloads of more bytes than this never enter wasm memory. */
export const LARGE_PAYLOAD = 65536;

/** Why a command was refused. It crosses as a negative number, and what is wrong with a text or header block as the status word `Detail`. */
export const enum MisuseCode {
  Closed = 1,
  Draining = 2,
  SubscriptionClosed = 3,
  Subject = 4,
  Reply = 5,
  Queue = 6,
  Headers = 7,
  HeadersUnsupported = 8,
  PayloadTooLarge = 9,
  BufferFull = 10,
}

/** What the server's `-ERR` means. */
export const enum ServerErrorCode {
  Permissions = 1,
  Authorization = 2,
  AuthenticationExpired = 3,
  AccountExpired = 4,
  AuthenticationTimeout = 5,
  Protocol = 6,
}

/** What the server has denied. */
export const enum DeniedCode {
  Publish = 1,
  Subscription = 2,
}

/** Why a subscription has ended. */
export const enum SubscriptionEndCode {
  Unsubscribed = 1,
  MaxReached = 2,
  Drained = 3,
  Denied = 4,
  TimedOut = 5,
  Closed = 6,
}

/** Why a request has failed. */
export const enum RequestFailureCode {
  Timeout = 1,
  NoResponders = 2,
  Denied = 3,
  Closed = 4,
}

/** Why a flush has failed. */
export const enum FlushFailureCode {
  Disconnected = 1,
  Closed = 2,
}

/** Why a connection could not be made, was lost or has closed. */
export const enum ConnectionErrorCode {
  Refused = 1,
  Timeout = 2,
  Lost = 3,
  Stale = 4,
  Server = 5,
  Protocol = 6,
  Info = 7,
  OptionUnavailable = 8,
  Credentials = 9,
  NoServers = 10,
  DrainTimeout = 11,
}

/** What a flow of JetStream copes with. */
export const enum NoticeCode {
  HeartbeatsMissed = 1,
  ConsumerNotFound = 2,
  StreamNotFound = 3,
  ConsumerDeleted = 4,
  Created = 5,
  Recreated = 6,
  NoResponders = 7,
  Debug = 8,
  Discard = 9,
  Reset = 10,
  Next = 11,
  TooLarge = 12,
  Idle = 13,
}

/** Why a flow of JetStream has ended. */
export const enum FlowEndCode {
  Stopped = 1,
  Complete = 2,
  Expired = 3,
  Drained = 4,
  Closed = 5,
  Denied = 6,
  BadRequest = 7,
  LimitExceeded = 8,
  TooLarge = 9,
  PushBased = 10,
  ConsumerDeleted = 11,
  ConsumerNotFound = 12,
  StreamNotFound = 13,
  NoResponders = 14,
  Refused = 15,
  GivenUp = 16,
}

/** Why a service or an endpoint was refused. It crosses as a negative number, and what there is to say of it as numbers. */
export const enum AddErrorCode {
  Unfit = 1,
  Misuse = 2,
  Stopped = 3,
}

/** Why something may not be called what it was to be called. */
export const enum UnfitCode {
  Empty = 1,
  Name = 2,
  Version = 3,
  Blank = 4,
  Tail = 5,
}

/** What may not be called that. */
export const enum PartCode {
  Service = 1,
  Queue = 2,
  Endpoint = 3,
  Kind = 4,
  Instance = 5,
  Subject = 6,
  Group = 7,
}

/** Whom a record is for. */
export const enum Target {
  Nobody = 0,
  Subscription = 1,
  Request = 2,
  Flow = 3,
}

/** Which bytes a record's offsets are into. */
export const enum Source {
  Frame = 0,
  Carry = 1,
  Assembled = 2,
}

/** The keys of texts for `configure_text`. */
export const enum TextKey {
  Server = 0,
  Name = 1,
  InboxPrefix = 2,
}

/** What `transmit` has found. */
export const enum Transmit {
  Nothing = 0,
  Bytes = 1,
  Payload = 2,
  Discard = 3,
}

/** Where the replies of a request go: `At` is the reply it was given. */
export const enum Inbox {
  Shared = 0,
  Own = 1,
  At = 2,
}

/** When a request has had its replies. */
export const enum Until {
  First = 0,
  Timeout = 1,
  Count = 2,
  Silence = 3,
  Sentinel = 4,
}

/** A figure of the session; `Unsent` is what was pending at its end. */
export const enum Stat {
  InMessages = 0,
  InBytes = 1,
  OutMessages = 2,
  OutBytes = 3,
  Unsent = 4,
}

/** What is wrong with what a key-value bucket is asked. */
export const enum KvFault {
  Nothing = 0,
  Bucket = 1,
  Key = 2,
  Filter = 3,
  History = 4,
  Source = 5,
  Options = 6,
}

/** What an entry does to its key; `None` if there is no entry. */
export const enum KvOperation {
  Put = 0,
  Delete = 1,
  Purge = 2,
  None = 3,
}

/** What a watch begins with; `From` is a revision. */
export const enum KvInclude {
  LastValues = 0,
  History = 1,
  Updates = 2,
  From = 3,
}

/** What is wrong with what an object store is asked. */
export const enum ObjectFault {
  Nothing = 0,
  Bucket = 1,
  Name = 2,
  Options = 3,
}

/** What is wrong with the text of a digest: it is none that is known, or has no value. */
export const enum DigestFault {
  Nothing = 0,
  Kind = 1,
  Value = 2,
}

/** Why there can be no link: its source was deleted or is a link, or there is an object of its name. */
export const enum LinkFault {
  Nothing = 0,
  Deleted = 1,
  Link = 2,
  Taken = 3,
}

/** How far the reading of an object is. */
export const enum ObjectReading {
  Unfinished = 0,
  Complete = 1,
  Missing = 2,
  TooMany = 3,
}

/** What is next to be done for an object that is being stored. */
export const enum UploadStep {
  Idle = 0,
  Send = 1,
  Wait = 2,
  Ask = 3,
  Delete = 4,
  Pause = 5,
  Fail = 6,
}

/** What is asked of JetStream's API. */
export const enum ApiVerb {
  AccountInfo = 0,
  StreamCreate = 1,
  StreamUpdate = 2,
  StreamInfo = 3,
  StreamList = 4,
  StreamNames = 5,
  StreamDelete = 6,
  StreamPurge = 7,
  MsgGet = 8,
  MsgDelete = 9,
  ConsumerCreate = 10,
  DurableCreate = 11,
  ConsumerInfo = 12,
  ConsumerList = 13,
  ConsumerNames = 14,
  ConsumerDelete = 15,
  ConsumerPause = 16,
  ConsumerReset = 17,
  ConsumerUnpin = 18,
  MsgNext = 19,
  DirectGet = 20,
}

/** What is sent with a request of JetStream's API. */
export const enum Body {
  StreamConfig = 0,
  ConsumerConfig = 1,
  StreamInfo = 2,
  Purge = 3,
  MessageGet = 4,
  DirectGet = 5,
}

/** What not every server can do. */
export const enum Feature {
  ConsumersFramework = 0,
  Metadata = 1,
  MultipleFilters = 2,
  FirstSequence = 3,
  SubjectTransform = 4,
  SourceTransforms = 5,
  Compression = 6,
  ConsumerLimits = 7,
  DirectBatch = 8,
  ConsumerPause = 9,
  KeyValue = 10,
  ObjectStore = 11,
  DiscardNew = 12,
  DirectGet = 13,
}

/** How the messages of an ordered flow come. */
export const enum OrderedFeed {
  Push = 0,
  Consume = 1,
  Fetches = 2,
}

/** What a delivered message is answered with. */
export const enum Answer {
  Ack = 0,
  Nak = 1,
  Working = 2,
  Term = 3,
  Next = 4,
}

/** What is wrong with a subject, a reply subject or a queue group. */
export const enum SubjectErrorCode {
  Empty = 1,
  TooLong = 2,
  EmptyToken = 3,
  Whitespace = 4,
  Control = 5,
  MisplacedWildcard = 6,
}
export const SUBJECT_ERROR_WORDS = [
  "",
  "is empty",
  "is too long",
  "has an empty token",
  "has whitespace",
  "has a control character",
  "has a misplaced wildcard",
];

/** What is wrong with a header block. */
export const enum HeaderErrorCode {
  NoVersion = 1,
  BadStatus = 2,
  BadName = 3,
  NoColon = 4,
  LineBreak = 5,
  BlankLine = 6,
  Unterminated = 7,
}
export const HEADER_ERROR_WORDS = [
  "",
  "header block does not begin with NATS/1.0",
  "header status code is out of range",
  "header name is not printable ASCII without spaces and colons",
  "header line has no colon",
  "header has a stray line break",
  "header block has a blank line before its end",
  "header block does not end with a blank line",
];

/** How a server breaks the protocol. */
export const enum ParseErrorCode {
  UnknownOperation = 1,
  Http = 2,
  LineTooLong = 3,
  BadArguments = 4,
  BadHeaderSize = 5,
  TooLarge = 6,
  MissingTerminator = 7,
}
export const PARSE_ERROR_WORDS = [
  "",
  "it sends no known operation",
  "it answers in HTTP",
  "it sends an operation line that is too long",
  "it sends a message line whose arguments make no sense",
  "it sends headers larger than their message",
  "it sends a message that is too large",
  "it sends a payload without its terminator",
];

/** What is wrong with a server's address. */
export const enum AddressErrorCode {
  Empty = 1,
  Whitespace = 2,
  UnknownScheme = 3,
  EmptyHost = 4,
  BadHost = 5,
  BadPort = 6,
}
export const ADDRESS_ERROR_WORDS = [
  "",
  "server address is empty",
  "server address contains whitespace",
  "server address has an unknown scheme",
  "server address has no host",
  "server address has an invalid host",
  "server address has an invalid port",
];

/** An error of the server's. */
export interface ServerError {
  code: ServerErrorCode;
  words: string;
  /** What it has denied, or 0. */
  denied: DeniedCode | 0;
  subject: string | undefined;
  queue: string | undefined;
}

/** Why a connection could not be made, was lost or has closed. */
export interface ConnectionError {
  code: ConnectionErrorCode;
  words: string;
  /** For the code `Server`. */
  server: ServerError | undefined;
}

/** Reads the fields of an event, one after the other. */
export interface EventReader {
  number(): number;
  flag(): boolean;
  text(): string;
  optionalText(): string | undefined;
  list(): string[];
  serverError(): ServerError;
  optionalServerError(): ServerError | undefined;
  connectionError(): ConnectionError;
  optionalConnectionError(): ConnectionError | undefined;
}

/** Carries out the core's events. */
export interface EventHandler {
  /** Open a socket to `url`. */
  onDial(dial: number, url: string): void;
  /** Send what is still to be transmitted, then close that dial's socket within so many milliseconds. */
  onHangup(dial: number, within: number): void;
  /** Ask the user for credentials. */
  onCredentialsNeeded(dial: number, nonce: string | undefined): void;
  /** Ask the user's delay function. */
  onReconnectDelayNeeded(attempt: number): void;
  /** The handshake is over. */
  onConnected(server: string, again: boolean): void;
  /** An established connection was lost. */
  onDisconnected(server: string): void;
  /** A server is about to be dialled. */
  onReconnecting(server: string): void;
  /** The server sent `INFO`. */
  onInfo(json: string): void;
  /** The cluster's list of servers was read. */
  onServersChanged(added: string[], deleted: string[]): void;
  /** The server will close connections soon. */
  onLameDuck(server: string): void;
  /** The server sent `-ERR`. */
  onServerError(error: ServerError): void;
  /** The server of an established connection broke the protocol. */
  onProtocolBroken(error: ConnectionError): void;
  /** A ping is due. */
  onPingTimer(outstanding: number): void;
  /** Too many pings went unanswered. */
  onStale(): void;
  /** The caller asked for a new connection. */
  onReconnectRequested(): void;
  /** A subscription has ended. */
  onSubscriptionEnded(slot: number, end: SubscriptionEndCode, denial: ServerError | undefined): void;
  /** A request for several replies has had what it is to have. */
  onRequestOver(slot: number): void;
  /** A request has failed. */
  onRequestFailed(slot: number, failure: RequestFailureCode, denial: ServerError | undefined): void;
  /** A flush has ended; `failure` is 0 if it has succeeded. */
  onFlushed(flush: number, failure: FlushFailureCode | 0): void;
  /** The session is closed for good. */
  onClosed(error: ConnectionError | undefined): void;
  /** Something happens to the service of this number, whose other fields `read` reads. */
  onServiceEvent(service: number, kind: number, read: EventReader): void;
  /** Something happens to the flow of this number, whose other fields `read` reads. */
  onFlowEvent(flow: number, kind: number, read: EventReader): void;
}

/** Has `on` carry out the event of this kind whose fields `read` reads. */
export function dispatch(kind: number, read: EventReader, on: EventHandler): void {
  switch (kind) {
    case 1:
      return on.onDial(read.number(), read.text());
    case 2:
      return on.onHangup(read.number(), read.number());
    case 3:
      return on.onCredentialsNeeded(read.number(), read.optionalText());
    case 4:
      return on.onReconnectDelayNeeded(read.number());
    case 5:
      return on.onConnected(read.text(), read.flag());
    case 6:
      return on.onDisconnected(read.text());
    case 7:
      return on.onReconnecting(read.text());
    case 8:
      return on.onInfo(read.text());
    case 9:
      return on.onServersChanged(read.list(), read.list());
    case 10:
      return on.onLameDuck(read.text());
    case 11:
      return on.onServerError(read.serverError());
    case 12:
      return on.onProtocolBroken(read.connectionError());
    case 13:
      return on.onPingTimer(read.number());
    case 14:
      return on.onStale();
    case 15:
      return on.onReconnectRequested();
    case 16:
      return on.onSubscriptionEnded(read.number(), read.number() as SubscriptionEndCode, read.optionalServerError());
    case 17:
      return on.onRequestOver(read.number());
    case 18:
      return on.onRequestFailed(read.number(), read.number() as RequestFailureCode, read.optionalServerError());
    case 19:
      return on.onFlushed(read.number(), read.number() as FlushFailureCode | 0);
    case 27:
      return on.onClosed(read.optionalConnectionError());
    case 20:
    case 21:
    case 22:
      return on.onServiceEvent(read.number(), kind, read);
    case 23:
    case 24:
    case 25:
    case 26:
      return on.onFlowEvent(read.number(), kind, read);
  }
}

/** What the core tells a service. */
export interface ServiceEvents {
  /** The answer of a service to a monitoring request is to be published to `reply`. */
  answerNeeded(verb: number, reply: string): void;
  /** A service stops, as its subscription to `subject` has ended. */
  stopping(subject: string, denial: ServerError | undefined): void;
  /** A service has stopped. */
  stopped(): void;
}

/** Tells a service of the event of this kind whose other fields `read` reads. */
export function dispatchService(kind: number, read: EventReader, on: ServiceEvents): void {
  switch (kind) {
    case 20:
      return on.answerNeeded(read.number(), read.text());
    case 21:
      return on.stopping(read.text(), read.optionalServerError());
    case 22:
      return on.stopped();
  }
}

/** What the core tells a flow. */
export interface FlowEvents {
  /** A flow of JetStream copes with something; what the numbers and the text are the notice says. */
  notice(notice: NoticeCode, a: number, b: number, text: string): void;
  /** The messages of a flow come to another subscription. */
  moved(slot: number, generation: number): void;
  /** A fetch of an ordered flow is over; `code` is a status or an error's, or 0. */
  fetchEnded(end: FlowEndCode, code: number, text: string): void;
  /** A flow has ended; `code` is a status or an error's, or 0. */
  ended(end: FlowEndCode, code: number, text: string): void;
}

/** Tells a flow of the event of this kind whose other fields `read` reads. */
export function dispatchFlow(kind: number, read: EventReader, on: FlowEvents): void {
  switch (kind) {
    case 23:
      return on.notice(read.number() as NoticeCode, read.number(), read.number(), read.text());
    case 24:
      return on.moved(read.number(), read.number());
    case 25:
      return on.fetchEnded(read.number() as FlowEndCode, read.number(), read.text());
    case 26:
      return on.ended(read.number() as FlowEndCode, read.number(), read.text());
  }
}

/** The numbers of the configuration. */
export interface Settings {
  /** Milliseconds from the dial to the end of the handshake. */
  timeout: number;
  /** Milliseconds between two pings. */
  pingInterval: number;
  /** Pings that may be unanswered. */
  maxPingOut: number;
  /** Milliseconds between two dials of one server. */
  reconnectTimeWait: number;
  /** The most milliseconds that are added to that. */
  reconnectJitter: number;
  /** Failed dials in a row; negative for no limit. */
  maxReconnectAttempts: number;
  /** Bytes that are kept while the link is away. */
  maxPendingBytes: number;
  /** Bytes that may wait before publishers are asked to wait. */
  highWaterMark: number;
  /** Milliseconds before a JWT runs out at which it is renewed. */
  jwtRenewalLead: number;
  /** Whether the servers are dialled in the order given. */
  noRandomize: boolean;
  /** Whether the server confirms every operation. */
  verbose: boolean;
  /** Whether the server checks more than it must. */
  pedantic: boolean;
  /** Whether our own publishes stay away from our own subscriptions. */
  noEcho: boolean;
  /** Whether a lost connection is dialled again. */
  reconnect: boolean;
  /** Whether failures before the first connection are retried without limit. */
  waitOnFirstConnect: boolean;
  /** Whether servers learned from `INFO` are left alone. */
  ignoreClusterUpdates: boolean;
  /** Whether to go on after the same authentication error twice in a row. */
  ignoreAuthErrorAbort: boolean;
  /** Whether the face is asked for credentials. */
  asksForCredentials: boolean;
  /** Whether the face is asked for the wait between two dials. */
  asksForDelay: boolean;
}

/** The names of settings, by their keys for `configure`. */
export const SETTINGS = ["timeout", "pingInterval", "maxPingOut", "reconnectTimeWait", "reconnectJitter", "maxReconnectAttempts", "maxPendingBytes", "highWaterMark", "jwtRenewalLead", "noRandomize", "verbose", "pedantic", "noEcho", "reconnect", "waitOnFirstConnect", "ignoreClusterUpdates", "ignoreAuthErrorAbort", "asksForCredentials", "asksForDelay"] as const;

/** The names of credentials, by their keys for `credential`. */
export const CREDENTIALS = ["user", "pass", "auth_token", "jwt", "nkey", "sig"] as const;
