const MAX_CODE_POINTS = 128;

/** What somebody typed as the protocol writes it: composed, with hyphens where there were spaces. */
export function roomName(typed: string): string {
  return typed.trim().normalize('NFC').replace(/\s+/gu, '-');
}

/** Letters, marks and digits of any script, and `.`, `_`, `-`, `:`, `@`. */
export function isRoomName(name: string): boolean {
  return /^[\p{L}\p{M}\p{Nd}._:@-]+$/u.test(name) && [...name].length <= MAX_CODE_POINTS;
}
