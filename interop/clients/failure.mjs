/** A step that a client could not do. */
export class StepFailure extends Error {
  /** @param code - the number that the server's API gave the error; 0 if it is the client's own */
  constructor(message, code, options) {
    super(message, options);
    this.name = "StepFailure";
    this.code = code;
  }
}
