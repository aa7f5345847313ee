import { h } from '../dom.ts';

const ADDRESS = /https?:\/\/[^\s<>"“”]+/giu;
/** Of what ends a sentence, not an address. */
const TRAILING = /[.,;:!?'’…。，；：！？、]+$/u;
const BRACKETS: readonly (readonly [string, string])[] = [
  ['(', ')'],
  ['[', ']'],
  ['（', '）'],
];

/**
 * What somebody wrote, with the web addresses in it as links. Only `http` and `https`, and each link is spelled as it
 * was written; the page it leads to learns nothing of this one.
 */
export function linked(text: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = trimmed(found);
    const url = parsed(address);
    if (url !== undefined) {
      parts.push(text.slice(from, index), link(url, address));
      from = index + address.length;
    }
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== '');
}

function link(url: URL, text: string): HTMLAnchorElement {
  return h('a', { href: url.href, target: '_blank', rel: 'noopener noreferrer nofollow ugc', dir: 'ltr' }, text);
}

function parsed(address: string): URL | undefined {
  try {
    const url = new URL(address);
    return (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '' ? url : undefined;
  } catch {
    return undefined;
  }
}

/** Without what follows the address: the end of a sentence, and brackets that were opened before it. */
function trimmed(found: string): string {
  const address = found.replace(TRAILING, '');
  const isOpen = BRACKETS.some(([open, close]) => address.endsWith(close) && count(address, close) > count(address, open));
  return isOpen ? trimmed(address.slice(0, -1)) : address;
}

function count(text: string, char: string): number {
  return text.split(char).length - 1;
}
