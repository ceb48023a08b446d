/** The `type` of a message that may otherwise be malformed. */
export function messageType(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'type' in message ? message.type : undefined;
}
