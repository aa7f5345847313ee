import type { SignedInUser } from '../../client/index.ts';

/** What the page itself reads in a token: enough to show what one may do. Whether one may is the server's to say. */
export interface Claims {
  readonly userId?: string | undefined;
  readonly rooms?: readonly Grant[] | undefined;
}

interface Grant {
  readonly match: string;
  readonly rights: readonly string[];
}

/** The role that has every right everywhere. */
const ADMIN = 'admin';

/** The claims of a token, without a look at its signature; none where it cannot be read. */
export function claimsOf(token: string | undefined): Claims {
  try {
    const payload = (token?.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
    const claims = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    const id = claims['userId'] ?? claims['sub'];
    return {
      userId: typeof id === 'string' || typeof id === 'number' ? String(id) : undefined,
      rooms: Array.isArray(claims['rooms']) ? claims['rooms'].filter(isGrant) : undefined,
    };
  } catch {
    return {};
  }
}

/** Whether one may delete what others wrote, and put them out. */
export function mayModerate(user: SignedInUser | undefined, claims: Claims, roomId: string): boolean {
  if (user === undefined || user.guest === true) {
    return false;
  }
  const grants = claims.rooms ?? [];
  return (
    user.roles?.includes(ADMIN) === true ||
    grants.some(({ match, rights }) => rights.includes('moderate') && matches(match, roomId, user.id))
  );
}

/** In a pattern `*` stands for any characters, and `{userId}` for one's own id as it is. */
function matches(pattern: string, roomId: string, userId: string): boolean {
  const literals = pattern.split('*').map((literal) => escaped(literal.replaceAll('{userId}', () => userId)));
  return new RegExp(`^${literals.join('.*')}$`, 'su').test(roomId);
}

function escaped(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function isGrant(value: unknown): value is Grant {
  const grant = value as Partial<Grant> | null;
  return typeof grant?.match === 'string' && Array.isArray(grant.rights);
}
