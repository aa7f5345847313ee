import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';

/**
 * A room for as long as the component is mounted: its messages, oldest first and at most `keep`, who is in, and why one
 * is not in, if so. Any number of components may use the same room.
 */
export function useRoom(client, roomId, { history = 50, keep = 500 } = {}) {
  const [messages, setMessages] = useState([]);
  const [members, setMembers] = useState([]);
  const [error, setError] = useState();
  const current = useRef();

  useEffect(() => {
    const room = client.room(roomId);
    current.current = room;
    const clear = () => setMessages([]);
    clear();
    setMembers([]);
    setError(undefined);
    room.on('message', (message) => setMessages((before) => [...before, message].slice(-keep)));
    room.on('deleted', ({ target }) => setMessages((before) => before.filter(({ offset }) => offset !== target)));
    room.on('members', setMembers);
    room.on('recovered', ({ recovered }) => recovered || clear()); // the newest messages follow
    room.on('reset', clear);
    room.on('removed', ({ reason }) => setError(new Error(reason)));
    let mounted = true;
    room.join({ history, members: true }).catch((problem) => mounted && setError(problem));
    return () => {
      mounted = false;
      void room.leave();
    };
  }, [client, roomId, history, keep]);

  const publish = useCallback((content) => current.current.publish(content), []);
  return { messages, members, error, publish };
}

/** The connection's state, as it changes. */
export function useConnection(client) {
  const subscribe = useCallback((changed) => client.on('state', changed), [client]);
  return useSyncExternalStore(subscribe, () => client.state);
}
