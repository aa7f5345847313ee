/** A histogram of times since the start of an instance; each bucket counts those of shorter bounds too. */
export interface Histogram {
  readonly count: number;
  readonly buckets: readonly { readonly seconds: number; readonly count: number }[];
}

export interface Instance {
  readonly id: string;
  readonly instances: number;
  readonly health: 'healthy' | 'warning' | 'critical';
  readonly uptime: number;
  readonly connections: number;
  readonly maxConnections: number;
  readonly received: number;
  readonly sent: number;
  readonly failed: number;
  readonly deliveries: number;
  readonly rooms: number;
  readonly heapUsed: number;
  readonly heapMax: number;
  readonly probeAge?: number;
  readonly fanOut: Histogram;
  readonly acks: Histogram;
  readonly settings: readonly { readonly name: string; readonly value: string }[];
}

export interface Room {
  readonly id: string;
  readonly memberCount: number;
}

export interface User {
  readonly id: string;
  readonly username: string;
  readonly authenticatedAt: string;
}

export interface Member {
  readonly id: string;
  readonly username: string;
  readonly connections: number;
}

export interface Entry {
  readonly type: string;
  readonly offset: number;
  readonly timestamp: string;
  readonly user: { readonly id: string; readonly username: string };
  readonly content?: unknown;
  readonly deleted?: boolean;
  readonly target?: number;
}

export interface Revocation {
  readonly id: string;
  readonly jti?: string;
  readonly userId?: string;
  readonly reason?: string;
  readonly until: string;
}

export interface Page<T> {
  readonly rows: readonly T[];
  readonly cursor?: string;
}

/** Asks for a page of a list: `after` is the cursor of the page before. */
export type Pages<T> = (limit: number, after: string | undefined) => Promise<Page<T>>;

/** An answer that is not the one asked for; status 0 where the server is out of reach. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

/** The HTTP API with an administrator's token. */
export class Api {
  private readonly token: string;
  private readonly refused: (status: number) => void;

  /** @param refused is called where the token is not accepted any more, or never was */
  constructor(token: string, refused: (status: number) => void) {
    this.token = token;
    this.refused = refused;
  }

  instance(): Promise<Instance> {
    return this.get('/api/instance');
  }

  readonly rooms: Pages<Room> = async (limit, after) => {
    const { rooms, cursor } = await this.get<{ rooms: Room[]; cursor?: string }>(listPath('/api/rooms', limit, after));
    return { rows: rooms, cursor };
  };

  readonly users: Pages<User> = async (limit, after) => {
    const { users, cursor } = await this.get<{ users: User[]; cursor?: string }>(listPath('/api/users', limit, after));
    return { rows: users, cursor };
  };

  readonly revocations: Pages<Revocation> = async (limit, after) => {
    const { revocations, cursor } = await this.get<{ revocations: Revocation[]; cursor?: string }>(
      listPath('/api/revocations', limit, after),
    );
    return { rows: revocations, cursor };
  };

  async members(room: string, limit: number, after: string | undefined): Promise<Page<Member>> {
    const { members, cursor } = await this.get<{ members: Member[]; cursor?: string }>(
      listPath(`${roomPath(room)}/members`, limit, after),
    );
    return { rows: members, cursor };
  }

  messages(room: string, limit: number, before?: number): Promise<{ messages: Entry[]; hasMore: boolean }> {
    const from = before === undefined ? '' : `&before=${before}`;
    return this.get(`${roomPath(room)}/messages?limit=${limit}${from}`);
  }

  delete(room: string, offset: number): Promise<void> {
    return this.send('DELETE', `${roomPath(room)}/messages/${offset}`);
  }

  disconnect(user: string): Promise<void> {
    return this.send('DELETE', `/api/users/${encodeURIComponent(user)}/connections`);
  }

  broadcast(content: string): Promise<void> {
    return this.send('POST', '/api/broadcast', { content });
  }

  shed(share: number): Promise<void> {
    return this.send('POST', '/api/shed', { share });
  }

  revoke(what: { jti?: string; userId?: string; reason?: string }): Promise<void> {
    return this.send('POST', '/api/revocations', what);
  }

  takeBack(revocation: string): Promise<void> {
    return this.send('DELETE', `/api/revocations/${encodeURIComponent(revocation)}`);
  }

  private async get<T>(path: string): Promise<T> {
    return (await (await this.fetch('GET', path)).json()) as T;
  }

  private async send(method: string, path: string, body?: object): Promise<void> {
    await this.fetch(method, path, body);
  }

  private async fetch(method: string, path: string, body?: object): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(path, {
        method,
        cache: 'no-store',
        headers: {
          Authorization: `Bearer ${this.token}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch {
      throw new ApiError(0, '');
    }
    if (response.status === 401 || response.status === 403) {
      this.refused(response.status);
    }
    if (!response.ok) {
      const problem = (await response.json().catch(() => ({}))) as { detail?: string; title?: string };
      throw new ApiError(response.status, problem.detail ?? problem.title ?? '');
    }
    return response;
  }
}

function roomPath(room: string): string {
  return `/api/rooms/${encodeURIComponent(room)}`;
}

function listPath(path: string, limit: number, after: string | undefined): string {
  return `${path}?limit=${limit}${after === undefined ? '' : `&cursor=${encodeURIComponent(after)}`}`;
}
