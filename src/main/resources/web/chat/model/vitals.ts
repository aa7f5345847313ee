import { RoomcastError, type RoomcastClient } from '../../client/index.ts';

/** What a developer wants to know of the connection: how often it was made and resumed, and how long an answer takes. */
export class Vitals {
  /** Connections that were made. */
  connections = 0;
  /** Rooms that were read on without a gap after a lost connection, and those that could not be. */
  resumed = 0;
  lost = 0;
  /** Of the last answer to a ping, in milliseconds. */
  latency: number | undefined;
  private readonly client: RoomcastClient;

  constructor(client: RoomcastClient) {
    this.client = client;
    let wasUp = false;
    client.on('state', ({ name }) => {
      const isUp = name === 'open' || name === 'draining';
      if (isUp && !wasUp) {
        this.connections += 1;
      }
      wasUp = isUp;
      this.latency = isUp ? this.latency : undefined;
    });
    client.on('room-joined', ({ resumed }) => {
      this.resumed += resumed && this.connections > 1 ? 1 : 0;
    });
    client.on('not-recovered', () => (this.lost += 1));
  }

  /** Asks the server for an answer, where there is a connection. */
  async measure(): Promise<void> {
    if (this.client.user === undefined) {
      return;
    }
    const before = performance.now();
    try {
      await this.client.request({ type: 'ping' });
      this.latency = performance.now() - before;
    } catch (error) {
      if (!(error instanceof RoomcastError)) {
        throw error;
      }
      this.latency = undefined;
    }
  }
}
