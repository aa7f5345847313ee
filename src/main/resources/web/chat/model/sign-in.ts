import type { Options } from '../../client/index.ts';
import { demoToken, type Session } from '../session.ts';

/** How the client connects for a session: signed-in users to `/chat`, guests to `/ws`. */
export function clientOptions(session: Session, renewed: (session: Session) => void): Options {
  switch (session.kind) {
    case 'guest':
      return { url: '/ws', displayName: session.name, guestKey: session.guestKey };
    case 'token':
      return { url: '/chat', token: session.token };
    case 'name':
      return {
        url: '/chat',
        // The demo sign-in gives a new token for the name whenever the old one is about to end, or is of an older key.
        token: async (need) => {
          const token = need === 'connecting' ? session.token : await demoToken(session.name);
          if (token !== undefined && token !== session.token) {
            renewed({ ...session, token });
          }
          return token;
        },
      };
  }
}
