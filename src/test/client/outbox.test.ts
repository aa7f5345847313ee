import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { connect, type Options, type RoomcastClient } from '../../main/resources/web/client/index.ts';
import { pass, rest, startClock, stopClock } from './clock.ts';
import { FakeSocket, message, type Heard } from './fake-server.ts';

let client: RoomcastClient;
/** What the scripted server has in its log: the contents, by offset. */
let log: { offset: number; messageId: string; content: unknown; userId: string }[];

beforeEach(() => {
  stopClock();
  FakeSocket.reset();
  log = [];
});

afterEach(() => {
  client.close();
  startClock();
});

async function start(more: Partial<Options> = {}): Promise<void> {
  client = connect({ url: 'ws://chat.example/ws', webSocket: FakeSocket as unknown as Options['webSocket'], ...more });
  await rest();
}

/** Stores a message, once for each id, as the server does within its five minutes. */
function store(heard: Heard, userId = 'u1'): number {
  const known = log.find(({ messageId }) => messageId === heard.messageId);
  const content = 'content' in heard ? heard.content : undefined;
  return known?.offset ?? log.push({ offset: log.length + 1, messageId: String(heard.messageId), content, userId });
}

function acknowledge(socket: FakeSocket, { id, roomId, messageId }: Heard, offset: number): void {
  socket.say({ type: 'ack', id, roomId, messageId, offset, epoch: 'e1', timestamp: new Date().toISOString() });
}

/** Answers each message with what `answer` says: an ack, an error's code, or nothing. */
function serve(answer: (heard: Heard, socket: FakeSocket) => string | undefined): void {
  FakeSocket.behave = (socket, heard) => {
    if (heard.type === 'room-message') {
      const code = answer(heard, socket);
      if (code === 'ack') {
        acknowledge(socket, heard, store(heard));
      } else if (code !== undefined) {
        socket.say({ type: 'error', id: heard.id, code, message: code, retryAfterMs: 1_000 });
      }
    } else if (heard.type === 'get-history') {
      const before = 'before' in heard ? (heard.before ?? Infinity) : Infinity;
      const messages = log
        .filter(({ offset }) => offset < before)
        .map(({ offset, messageId, content, userId }) =>
          message('r', offset, { messageId, content, user: { id: userId, username: userId } }),
        );
      socket.say({ type: 'message-history', id: heard.id, roomId: 'r', epoch: 'e1', messages, hasMore: false });
    }
  };
}

function contents(): unknown[] {
  return log.map(({ content }) => content);
}

/** How each message ended, in the order in which they did. */
function outcomes(...published: Promise<unknown>[]): string[] {
  const ends: string[] = [];
  published.forEach((one, index) =>
    one.then(
      () => ends.push(`${index} stored`),
      (error: { code: string }) => ends.push(`${index} ${error.code}`),
    ),
  );
  return ends;
}

test('many messages of a room are in flight at a time, in order, and no more than the window', async () => {
  const held: Heard[] = [];
  serve((heard) => (held.push(heard), undefined));
  await start({ window: 4 });
  const published = Array.from({ length: 6 }, (_, number) => client.room('r').publish(number));
  await rest();
  assert.equal(held.length, 4);
  held.splice(0, 2).forEach((heard) => acknowledge(FakeSocket.last, heard, store(heard)));
  await rest();
  held.splice(0).forEach((heard) => acknowledge(FakeSocket.last, heard, store(heard)));
  await Promise.all(published);
  assert.deepEqual(contents(), [0, 1, 2, 3, 4, 5]);
});

test('a connection lost with a window in flight leaves each message stored once, in order', async () => {
  let count = 0;
  serve((heard, socket) => {
    if (socket !== FakeSocket.made[0]) {
      return 'ack';
    }
    count += 1;
    if (count <= 3) {
      store(heard); // and the ack is lost with the connection
    } else if (count === 8) {
      queueMicrotask(() => socket.cut());
    }
    return undefined;
  });
  await start();
  const published = Array.from({ length: 20 }, (_, number) => client.room('r').publish(number));
  await pass(1_000);
  await Promise.all(published);
  assert.deepEqual(contents(), Array.from({ length: 20 }, (_, number) => number));
});

test('messages leave below the server’s rate, whatever an application does', async () => {
  serve(() => 'ack');
  await start({ sendRate: { perSecond: 50, burst: 100 } });
  const published = Array.from({ length: 300 }, (_, number) => client.room('r').publish(number));
  await pass(0);
  assert.equal(log.length, 100);
  await pass(2_000);
  assert.equal(log.length, 200);
  await pass(2_000);
  await Promise.all(published);
  assert.deepEqual(contents(), Array.from({ length: 300 }, (_, number) => number));
});

test('what is refused for its rate is not overtaken afterwards, and waits as long as the server says', async () => {
  let refusals = 5;
  serve(() => (refusals-- > 0 ? 'rate-limited' : 'ack'));
  await start();
  const published = Array.from({ length: 5 }, (_, number) => client.room('r').publish(number));
  await pass(900);
  assert.equal(log.length, 0);
  await pass(200);
  await Promise.all(published);
  assert.deepEqual(contents(), [0, 1, 2, 3, 4]);
});

test('a client that is closed rejects what waits, in order, and takes nothing until it is connected again', async () => {
  serve(() => undefined);
  await start({ window: 1 });
  const ends = outcomes(client.room('r').publish('in flight'), client.room('r').publish('waiting'));
  const joining = assert.rejects(client.room('j').join(), { code: 'closed' });
  client.close();
  await joining;
  await assert.rejects(client.room('r').publish('too late'), { code: 'closed' });
  await assert.rejects(client.room('r').delete(1), { code: 'closed' });
  await assert.rejects(client.room('r').join(), { code: 'closed' });
  await assert.rejects(client.room('r').history(), { code: 'closed' });
  await assert.rejects(client.ready(), { code: 'closed' });
  assert.deepEqual(ends, ['0 closed', '1 closed']);
  serve(() => 'ack');
  client.connect();
  await client.room('r').publish('new');
  assert.deepEqual(contents(), ['new']);
});

test('what waits for a connection is rejected when the server ends it for good', async () => {
  FakeSocket.greet = (socket) => socket.cut(1008, 'Disconnected');
  client = connect({ url: 'ws://chat.example/ws', webSocket: FakeSocket as unknown as Options['webSocket'] });
  const room = client.room('r');
  const asked = [room.join(), room.publish('a'), room.history(), client.request({ type: 'get-rooms' }), client.ready()];
  const ends = outcomes(...asked);
  await pass(1_000);
  assert.deepEqual(ends.map((end) => end.slice(2)).sort(), Array(5).fill('closed'));
  await assert.rejects(room.join(), { code: 'closed' });
});

test('an address that nothing can be connected to ends it with a typed error', async () => {
  await start({
    webSocket: class {
      constructor() {
        throw new SyntaxError('no such address');
      }
    } as unknown as Options['webSocket'],
  });
  await assert.rejects(client.ready(), { code: 'closed', message: /no such address/ });
});

test('after a rejected message the later ones wait for the application’s decision', async () => {
  let decide: (decision: 'drop-all') => void = () => undefined;
  serve((heard) => ('content' in heard && heard.content === 'bad' ? 'forbidden' : 'ack'));
  await start({ window: 1, decide: () => new Promise((decided) => (decide = decided)) });
  const room = client.room('r');
  const ends = outcomes(room.publish('good'), room.publish('bad'), room.publish('later'));
  await pass(10_000);
  assert.deepEqual(ends, ['0 stored']);
  decide('drop-all');
  await rest();
  assert.deepEqual(ends, ['0 stored', '1 forbidden', '2 forbidden']);
  await client.room('r').publish('new');
});

test('a decision may be to try again, and one that fails counts as none', async () => {
  let refusals = 2;
  const decisions = [() => 'retry' as const, () => 'retry' as const];
  serve((heard) => (('content' in heard && heard.content === 'never') || refusals-- > 0 ? 'forbidden' : 'ack'));
  await start({ window: 1, decide: () => (decisions.shift() ?? (() => 'drop' as const))() });
  const room = client.room('r');
  const ends = outcomes(room.publish('a'), room.publish('never'), room.publish('b'));
  await pass(1_000);
  assert.deepEqual(ends, ['0 stored', '1 forbidden', '2 stored']);
});

test('another user’s token does not send the first one’s messages', async () => {
  serve(() => undefined);
  await start();
  const room = client.room('r');
  const sent = outcomes(room.publish('by u1'));
  await rest();
  serve(() => 'ack');
  FakeSocket.greet = (socket) => socket.welcome({ id: 'u9', username: 'Nine' });
  FakeSocket.last.cut();
  await pass(1_000);
  assert.deepEqual(sent, ['0 different-user']);
  assert.deepEqual(contents(), []);
  await room.publish('by u9');
});

test('what a guest wrote goes with the guest, and not with whoever signs in', async () => {
  FakeSocket.greet = (socket) => socket.welcome({ id: 'guest:1', username: 'G', guest: true });
  serve(() => undefined);
  await start();
  const sent = outcomes(client.room('r').publish('by a guest'));
  await rest();
  store({ type: 'room-message', roomId: 'r', content: 'by a guest', messageId: String(idOf('by a guest')) }, 'guest:1');
  FakeSocket.greet = (socket) => socket.welcome({ id: 'guest:2', username: 'G', guest: true });
  serve(() => 'ack');
  FakeSocket.last.cut();
  await pass(1_000);
  assert.deepEqual(sent, ['0 stored']);
  assert.equal(log.length, 1, 'found in the log, since a retry under another name would not be known');
  serve(() => undefined);
  const late = outcomes(client.room('r').publish('also by a guest'));
  FakeSocket.greet = (socket) => socket.welcome({ id: 'u1', username: 'One' });
  FakeSocket.last.cut();
  await pass(1_000);
  assert.deepEqual(late, ['0 different-user']);
});

/** The id that a message left under. */
function idOf(content: string): string | undefined {
  const heard = FakeSocket.made.flatMap((socket) => socket.heardOf('room-message'));
  return heard.find((one) => 'content' in one && one.content === content)?.messageId;
}

/** Tries a message on an open connection for so long that the server has forgotten its id. */
async function tryForSixMinutes(more: Partial<Options> = {}): Promise<string[]> {
  serve(() => 'unavailable');
  await start(more);
  const ends = outcomes(client.room('r').publish('old'), client.room('r').publish('behind'));
  await pass(4 * 60_000, 1_000);
  return ends;
}

test('past the server’s memory of ids a message that was stored is found in the log, and not stored again', async () => {
  const ends = await tryForSixMinutes();
  store({ type: 'room-message', roomId: 'r', content: 'old', messageId: String(idOf('old')) });
  await pass(60_000, 1_000);
  assert.deepEqual(ends, ['0 stored']);
  serve(() => 'ack');
  await pass(60_000, 1_000);
  assert.deepEqual(contents(), ['old', 'behind']);
});

test('past the server’s memory of ids a message that was not stored is sent again', async () => {
  const ends = await tryForSixMinutes();
  await pass(60_000, 1_000);
  assert.ok(FakeSocket.last.heardOf('get-history').length > 0);
  serve(() => 'ack');
  await pass(60_000, 1_000);
  assert.deepEqual(ends, ['0 stored', '1 stored']);
  assert.deepEqual(contents(), ['old', 'behind']);
});

test('where the log does not reach back far enough the application is asked, and without one it is an error', async () => {
  for (let offset = 1; offset <= 3; offset += 1) {
    log.push({ offset, messageId: `m${offset}`, content: offset, userId: 'u2' });
  }
  log.splice(0, 2); // trimmed
  const asked: string[] = [];
  const ends = await tryForSixMinutes({
    decide: ({ messageId }, { code }) => (asked.push(`${messageId === idOf('old')} ${code}`), 'drop'),
  });
  await pass(60_000, 1_000);
  assert.equal(asked[0], 'true uncertain');
  assert.equal(ends[0], '0 uncertain');
});

test('of several messages in flight only the one that the server closed the connection for is given up', async () => {
  serve((heard, socket) => {
    if ('content' in heard && heard.content === 'bad') {
      socket.cut(1009, 'Message too large');
      return undefined;
    }
    return socket.readyState === FakeSocket.OPEN ? 'ack' : undefined;
  });
  await start();
  const room = client.room('r');
  const ends = outcomes(room.publish('a'), room.publish('bad'), room.publish('b'), room.publish('c'));
  await pass(20_000);
  assert.deepEqual(ends.sort(), ['0 stored', '1 too-large', '2 stored', '3 stored']);
  assert.deepEqual(contents(), ['a', 'b', 'c']);
});

test('what becomes of messages can be listened to', async () => {
  serve((heard) => ('content' in heard && heard.content === 'bad' ? 'forbidden' : 'ack'));
  await start({ window: 1 });
  const heard: string[] = [];
  client.on('outbox', ({ kind, unsent }) => heard.push(`${kind} ${unsent}`));
  outcomes(client.room('r').publish('good'), client.room('r').publish('bad'));
  await rest();
  assert.deepEqual(heard, ['queued 1', 'queued 2', 'acked 1', 'rejected 0']);
});
