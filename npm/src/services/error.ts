/** How services say that something went wrong. Source: ADR-32. */
import type { Msg } from "../types/messages.js";

/** The header that tells what went wrong, in words. */
export const ServiceErrorHeader = "Nats-Service-Error";
/** The header that tells what went wrong, as a number. */
export const ServiceErrorCodeHeader = "Nats-Service-Error-Code";

/** What a service answered instead of what was asked for. A handler that throws one answers with its code. */
export class ServiceError extends Error {
  constructor(
    public code: number,
    message: string,
  ) {
    super(message);
  }

  /** Whether an answer is an error of the service. */
  static isServiceError(msg: Msg): boolean {
    return ServiceError.toServiceError(msg) !== null;
  }

  /** The error that an answer is, or null. One whose code is no number has the code 400. */
  static toServiceError(msg: Msg): ServiceError | null {
    const code = msg?.headers?.get(ServiceErrorCodeHeader);
    return code
      ? new ServiceError(Number.parseInt(code, 10) || 400, msg.headers!.get(ServiceErrorHeader) || code)
      : null;
  }
}
