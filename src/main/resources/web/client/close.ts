/** What a closed connection asks of the client. */
export type Verdict =
  /** Come back without waiting: the server goes in good order and has spread its clients over time already. */
  | 'at-once'
  | 'with-backoff'
  /** Come back, but do not send again what was under way: it is what the server would not have. */
  | 'without-repeating'
  | 'with-another-token'
  /** Only when a person asks. */
  | 'never';

const FINAL_REASONS = new Set(['Disconnected', 'Policy violation']);

/** Reads the protocol's table of close codes. */
export function verdictOf(code: number, reason: string): Verdict {
  switch (code) {
    case 1001:
      return 'at-once';
    case 1002:
    case 1003:
    case 1007:
    case 1009:
      return 'without-repeating';
    case 1008:
      return FINAL_REASONS.has(reason) ? 'never' : 'with-another-token';
    default:
      return 'with-backoff';
  }
}
