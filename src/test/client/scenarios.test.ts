import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { type Options } from '../../main/resources/web/client/index.ts';
import { RoomcastClient } from '../../main/resources/web/client/client.ts';
import { pass, rest, startClock, stopClock } from './clock.ts';
import { FakeSocket } from './fake-server.ts';

// What every client of Roomcast does, whatever it is written in. The README of the folder says what each step means.
const FOLDER = 'client-scenarios';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Fields = { [name: string]: Json };

/** Plays one scenario. */
class Player {
  readonly #client: RoomcastClient;
  readonly #variables = new Map<string, unknown>();
  readonly #rooms = new Map<string, ReturnType<RoomcastClient['room']>>();
  readonly #results = new Map<string, { value?: unknown; error?: { code: string } }>();
  readonly #told: Fields[] = [];
  readonly #asked: string[] = [];
  readonly #heard = new Map<FakeSocket, number>();

  constructor(options: Fields) {
    this.#client = new RoomcastClient(this.#optionsOf(options));
    this.#listen();
  }

  get client(): RoomcastClient {
    return this.#client;
  }

  async step(step: Fields): Promise<void> {
    if (step.client !== undefined) {
      this.#act(step);
    } else if (step.server !== undefined) {
      await this.#serve(step);
    } else if (step.passes !== undefined) {
      const ms = step.passes as number;
      await pass(ms, ms >= 100_000 ? 1_000 : 100);
    } else if (step.told !== undefined) {
      this.#match(step.told, this.#told.splice(0));
    } else if (step.state !== undefined) {
      this.#checkState(step.state as Fields);
    } else if (step.settled !== undefined) {
      this.#checkSettled(step);
    } else if (step.pending !== undefined) {
      assert.deepEqual(this.#results.get(step.pending as string), {});
    } else if (step.asked !== undefined) {
      assert.deepEqual(this.#asked.splice(0), step.asked);
    } else if (step.unsent !== undefined) {
      assert.equal(this.#client.unsent, step.unsent);
    } else {
      throw new Error('no such step');
    }
    await rest();
  }

  #optionsOf({ tokens, decisions, tries, ...same }: Fields): Options {
    return {
      url: 'ws://chat.example/ws',
      webSocket: FakeSocket as unknown as Options['webSocket'],
      ...(same as Partial<Options>),
      ...(tries !== undefined && { backoff: { tries: tries as number } }),
      ...(decisions !== undefined && { decide: () => (decisions as never[]).shift() as never }),
      ...(tokens !== undefined && {
        token: (why) => {
          this.#asked.push(why);
          const next = (tokens as Json[]).shift();
          if (next !== null && typeof next === 'object') {
            throw new Error('no token now');
          }
          return next as string | undefined;
        },
      }),
    };
  }

  #listen(): void {
    const told = (event: string, value: object): void => void this.#told.push({ event, ...value } as Fields);
    const epoch = (roomId: string): string | undefined => this.#client.room(roomId).position?.epoch;
    this.#client.on('message', (message) => told('message', { ...message, epoch: epoch(message.roomId) }));
    this.#client.on('message-deleted', (deletion) => told('deleted', { ...deletion, epoch: epoch(deletion.roomId) }));
    this.#client.on('room-joined', ({ roomId, epoch: of, resumed }) => resumed && this.#cameBack.get(roomId)?.(of));
    this.#client.on('not-recovered', ({ roomId, epoch: of }) => told('recovered', { roomId, recovered: false, epoch: of }));
    this.#client.on('room-reset', ({ roomId, epoch: of }) => told('reset', { roomId, epoch: of }));
    this.#client.on('room-left', ({ roomId, reason }) => told('removed', { roomId, reason }));
    this.#client.on('user-joined', ({ roomId, user }) => told('joined', { roomId, userId: user.id }));
    this.#client.on('user-left', ({ roomId, user }) => told('left', { roomId, userId: user.id }));
    this.#client.on('room-signal', ({ roomId, content }) => told('signal', { roomId, content }));
  }

  /** Rooms that were joined before: only then is a joining one after a break. */
  readonly #cameBack = new Map<string, (epoch: string) => void>();

  // The application

  #act(step: Fields): void {
    const roomId = String(step.room ?? '');
    const holder = `${roomId}/${String(step.holder ?? '')}`;
    const isNew = step.room !== undefined && !this.#rooms.has(holder);
    const room = this.#rooms.get(holder) ?? this.#client.room(roomId);
    this.#rooms.set(holder, room);
    if (isNew) {
      room.on('members', (members) => this.#told.push({ event: 'members', roomId, userIds: members.map(({ id }) => id) }));
    }
    const result = this.#ask(step, room);
    if (result !== undefined) {
      const outcome: { value?: unknown; error?: { code: string } } = {};
      this.#results.set(String(step.as ?? ''), outcome);
      result.then(
        (value) => {
          outcome.value = value ?? {};
        },
        (error) => {
          outcome.error = error;
        },
      );
    }
  }

  #ask(step: Fields, room: ReturnType<RoomcastClient['room']>): Promise<unknown> | undefined {
    const { client, history, since, members, content, messageId, offset, limit } = step as Record<string, never>;
    switch (client as string) {
      case 'connect':
        this.#client.connect();
        return undefined;
      case 'close':
        this.#client.close();
        return undefined;
      case 'ready':
        return this.#client.ready();
      case 'join': {
        const joining = room.join({ history, since, members });
        void joining.then(
          () => this.#cameBack.set(room.id, (epoch) => this.#told.push({ event: 'recovered', roomId: room.id, recovered: true, epoch })),
          () => undefined,
        );
        return joining;
      }
      case 'leave':
        return room.leave();
      case 'publish':
        return room.publish(content, { messageId });
      case 'delete':
        return room.delete(offset);
      case 'history':
        return room.history({ limit }).then(({ messages, hasMore }) => ({ offsets: messages.map((one) => one.offset), hasMore }));
      default:
        throw new Error('no such action');
    }
  }

  #checkState({ name, inMs, reason }: Fields): void {
    const state = this.#client.state;
    assert.equal(state.name, name);
    if (inMs !== undefined) {
      const when = state.name === 'waiting' ? state.retryAt : state.name === 'draining' ? state.closesAt : NaN;
      assert.equal(when - Date.now(), inMs);
    }
    if (reason !== undefined) {
      assert.equal('reason' in state && state.reason, reason);
    }
  }

  #checkSettled(step: Fields): void {
    const { value, error } = this.#results.get(step.settled as string) ?? {};
    if (step.fails !== undefined) {
      assert.equal(error?.code, step.fails);
    } else {
      assert.equal(error, undefined);
      assert.notEqual(value, undefined, 'pending');
      this.#match(step.with ?? {}, value);
    }
  }

  // The server

  async #serve(step: Fields): Promise<void> {
    const socket = FakeSocket.last;
    switch (step.server) {
      case 'opens':
        this.#open(socket, step);
        break;
      case 'welcomes':
        this.#open(socket, step);
        socket.say({ type: 'welcome', user: { id: 'u1', username: 'One' } });
        break;
      case 'unreachable':
        assert.equal(socket.readyState, 0, 'a handshake is under way');
        socket.cut();
        break;
      case 'no-attempt':
        assert.notEqual(socket?.readyState, 0, 'no handshake is under way');
        break;
      case 'hears': {
        const heard = this.#hear(socket);
        assert.ok(heard !== undefined, 'something that the client said');
        this.#match(step.frame, heard);
        break;
      }
      case 'hears-nothing':
        assert.equal(this.#hear(socket), undefined);
        break;
      case 'says':
        socket.say(this.#replaced(step.frame as Json) as object);
        break;
      case 'closes':
        socket.cut(step.code as number, step.reason as string);
        break;
      case 'cuts':
        socket.cut();
        break;
      case 'falls-silent':
        FakeSocket.isSilent = true;
        break;
      case 'is-left':
        assert.equal(socket.readyState, 3, 'the client has ended it');
        break;
      default:
        throw new Error('no such thing');
    }
  }

  #open(socket: FakeSocket, step: Fields): void {
    assert.equal(socket.readyState, 0, 'a handshake is under way');
    if (step.token !== undefined) {
      assert.ok(socket.protocols.some((one) => decodeURIComponent(one).endsWith(` ${String(step.token)}`)));
    }
    socket.open();
  }

  /** What the client said next; pings are answered, and not counted. */
  #hear(socket: FakeSocket): unknown {
    const said = socket.heard.filter(({ type }) => type !== 'ping');
    const at = this.#heard.get(socket) ?? 0;
    if (at < said.length) {
      this.#heard.set(socket, at + 1);
    }
    return said[at];
  }

  // Patterns

  /** What is expected is there, and may be more; `$name` is whatever it was where it was seen first. */
  #match(expected: Json | undefined, actual: unknown): void {
    if (Array.isArray(expected)) {
      assert.equal((actual as unknown[]).length, expected.length, JSON.stringify(actual));
      expected.forEach((one, index) => this.#match(one, (actual as unknown[])[index]));
    } else if (expected !== null && typeof expected === 'object') {
      Object.entries(expected).forEach(([name, value]) => this.#match(value, (actual as Fields)?.[name]));
    } else if (typeof expected === 'string' && expected.startsWith('$')) {
      assert.notEqual(actual, undefined, expected);
      if (!this.#variables.has(expected)) {
        this.#variables.set(expected, actual);
      }
      assert.deepEqual(actual, this.#variables.get(expected));
    } else {
      assert.deepEqual(actual, expected);
    }
  }

  #replaced(frame: Json): Json {
    if (Array.isArray(frame)) {
      return frame.map((one) => this.#replaced(one));
    }
    if (frame !== null && typeof frame === 'object') {
      return typeof frame.entry === 'number'
        ? entry(frame)
        : Object.fromEntries(Object.entries(frame).map(([name, value]) => [name, this.#replaced(value)]));
    }
    if (typeof frame === 'string' && frame.startsWith('$')) {
      assert.ok(this.#variables.has(frame), frame);
      return this.#variables.get(frame) as Json;
    }
    return frame;
  }
}

/** The short form of a message of the room `r`. */
function entry({ entry: offset, by = 'u2', messageId = `m${String(offset)}` }: Fields): Fields {
  return {
    type: 'room-message',
    roomId: 'r',
    offset: offset as number,
    user: { id: by, username: by },
    content: `message ${String(offset)}`,
    timestamp: '2026-01-01T00:00:00.000Z',
    messageId,
  };
}

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.json')).sort()) {
  test(`scenario ${file}`, async () => {
    const scenario = JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as { options?: Fields; steps: Fields[] };
    stopClock();
    FakeSocket.reset();
    FakeSocket.greet = () => undefined;
    const player = new Player(scenario.options ?? {});
    try {
      for (const [index, step] of scenario.steps.entries()) {
        await player.step(step).catch((error: Error) => {
          throw new Error(`step ${index + 1}, ${JSON.stringify(step)}: ${error.message}`, { cause: error });
        });
      }
    } finally {
      player.client.close();
      startClock();
    }
  });
}
