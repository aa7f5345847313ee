// A client that writes and reads while its connection is cut again and again, and says at the end what it had of it.
// Runs in browsers and on Node.js: whoever starts it brings the library.

/** Messages that are on their way at any time. */
const WRITERS = 4;

/**
 * @param connect of the library
 * @param opened called each time that one is signed in
 */
export function begin(connect, { url, token, roomId, opened }) {
  const client = connect({
    url,
    token,
    backoff: { min: 10, max: 200 },
    connectTimeout: 5_000,
    sendRate: { perSecond: 1_000, burst: 1_000 },
  });
  const room = client.room(roomId);
  const offsets = [];
  const faults = [];
  const settled = new Map();
  let published = 0;
  let stopping = false;
  let connections = 0;

  client.on('state', ({ name }) => {
    if (name === 'open') {
      connections += 1;
      opened();
    }
  });
  client.on('outbox', ({ kind, message: { messageId } }) => {
    if (kind !== 'queued') {
      settled.set(messageId, [...(settled.get(messageId) ?? []), kind]);
    }
  });
  room.on('message', ({ offset }) => offsets.push(offset));
  room.on('recovered', ({ recovered }) => recovered || faults.push('Not recovered'));
  room.on('reset', () => faults.push('Reset'));
  room.on('removed', ({ reason }) => faults.push(`Removed: ${reason}`));

  async function write() {
    let last = 0;
    while (!stopping) {
      const messageId = `${roomId}-own-${(published += 1)}`;
      const ack = await room.publish('own', { messageId });
      last = Math.max(last, ack.offset);
    }
    return last;
  }

  const writing = room.join({ history: 0 }).then(() => Promise.all(Array.from({ length: WRITERS }, write)));

  /** Stops writing; resolves when all is acknowledged, and everything up to the offset given has been heard. */
  async function finish(upTo) {
    stopping = true;
    const lasts = await writing;
    const end = Math.max(upTo, ...lasts);
    await new Promise((resolve) => {
      const look = () => offsets.at(-1) >= end && resolve();
      room.on('message', look);
      look();
    });
    client.close();
    for (const [messageId, kinds] of settled) {
      kinds.join() === 'acked' || faults.push(`${messageId}: ${kinds}`);
    }
    settled.size === published || faults.push(`${published} were published, and ${settled.size} settled`);
    return { offsets, published, connections, faults };
  }

  return { finish };
}
