/** The user's options, as the core takes them. */
import { noAuthenticator } from "../authenticator.js";
import { ErrorCode, NatsError } from "../errors.js";
import { hasDelayHandler, type ResolvedOptions } from "../options.js";
import { ADDRESS_ERROR_WORDS, SUBJECT_ERROR_WORDS, SubjectErrorCode, TextKey } from "./boundary.js";
import type { CoreSession } from "./core_session.js";

/**
 * Configures `core`, which has not begun.
 *
 * @throws NatsError with {@link ErrorCode.InvalidOption} for an address that is none
 */
export function configureSession(core: CoreSession, options: ResolvedOptions): void {
  const asksForCredentials = options.authenticator !== noAuthenticator;
  core.configure({ ...options, asksForCredentials, asksForDelay: hasDelayHandler(options) });
  const set = (key: number, text: string): number => {
    try {
      return core.configureText(key, text);
    } catch {
      throw tooLong();
    }
  };
  for (const server of options.servers) {
    const problem = set(TextKey.Server, server);
    if (problem !== 0) {
      throw new NatsError(`servers option: ${ADDRESS_ERROR_WORDS[problem]}`, ErrorCode.InvalidOption);
    }
  }
  const problem = set(TextKey.InboxPrefix, options.inboxPrefix);
  if (problem === SubjectErrorCode.MisplacedWildcard) {
    throw new NatsError(`inbox prefixes cannot have wildcards '${options.inboxPrefix}'`, ErrorCode.ApiError);
  }
  if (problem !== 0) {
    throw new NatsError(`inboxPrefix '${options.inboxPrefix}' ${SUBJECT_ERROR_WORDS[problem]}`, ErrorCode.ApiError);
  }
  if (options.name && set(TextKey.Name, options.name) !== 0) {
    throw tooLong();
  }
}

function tooLong(): NatsError {
  return new NatsError("a server, the inboxPrefix or the name is too long", ErrorCode.InvalidOption);
}
