import { onScopeDispose, shallowRef, toValue, watch } from 'vue';

/**
 * A room for as long as the component is mounted: its messages, oldest first and at most `keep`, who is in, and why one
 * is not in, if so. `roomId` may be a ref; any number of components may use the same room.
 */
export function useRoom(client, roomId, { history = 50, keep = 500 } = {}) {
  const messages = shallowRef([]);
  const members = shallowRef([]);
  const error = shallowRef();
  let room;

  function clear() {
    messages.value = [];
  }

  function enter(id, _before, onCleanup) {
    const entered = client.room(id);
    room = entered;
    clear();
    members.value = [];
    error.value = undefined;
    room.on('message', (message) => (messages.value = [...messages.value, message].slice(-keep)));
    room.on('deleted', ({ target }) => (messages.value = messages.value.filter(({ offset }) => offset !== target)));
    room.on('members', (all) => (members.value = all));
    room.on('recovered', ({ recovered }) => recovered || clear()); // the newest messages follow
    room.on('reset', clear);
    room.on('removed', ({ reason }) => (error.value = new Error(reason)));
    room.join({ history, members: true }).catch((problem) => entered === room && (error.value = problem));
    onCleanup(() => void entered.leave());
  }

  watch(() => toValue(roomId), enter, { immediate: true });
  return { messages, members, error, publish: (content) => room.publish(content) };
}

/** The connection's state, as it changes. */
export function useConnection(client) {
  const state = shallowRef(client.state);
  onScopeDispose(client.on('state', (now) => (state.value = now)));
  return state;
}
