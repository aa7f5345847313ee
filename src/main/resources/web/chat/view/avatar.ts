import type { User } from '../../client/index.ts';
import { h } from '../dom.ts';

/** How many colours the style sheet has for people. */
const TONES = 12;

/** A person's first letter on a colour that is always theirs; the name itself stands beside it. */
export function avatar(user: User): HTMLElement {
  let hash = 0;
  for (const char of user.id) {
    hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  }
  const first = [...user.username][0]?.toLocaleUpperCase() ?? '?';
  return h('span', { class: `avatar tone-${hash % TONES}`, 'aria-hidden': 'true' }, first);
}
