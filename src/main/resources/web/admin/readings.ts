import type { Histogram, Instance } from './api.ts';

/** What is plotted, at one moment. Rates are a second; null where they are not known yet. */
export interface Point {
  readonly connections: number;
  readonly received: number | null;
  readonly deliveries: number | null;
  readonly failed: number | null;
  readonly fanOutMedian: number | null;
  readonly fanOut99: number | null;
  readonly ack99: number | null;
  readonly heap: number;
}

interface Seen {
  at: number;
  instance: Instance;
  point: Point;
  readonly history: Map<number, Point>;
}

/** All instances together, in place of one. */
export const ALL = '';

/** How many moments are kept: ten minutes, where there is one every 2 s. */
const KEPT = 300;

/** An instance that has not answered for that long is not counted any more, in milliseconds. */
const FORGOTTEN_AFTER = 30_000;

/**
 * The numbers of all instances that have answered. Behind a load balancer each answer may be of another one, so rates are
 * worked out for each instance by itself, and then added up.
 */
export class Readings {
  private readonly seen = new Map<string, Seen>();
  private moments: number[] = [];
  private readonly together = new Map<number, Point>();

  /** An answer came, at that time in milliseconds. */
  add(now: number, instance: Instance): void {
    const before = this.seen.get(instance.id);
    const point = pointOf(instance, before?.instance, before === undefined ? 0 : (now - before.at) / 1_000);
    const history = before?.history ?? new Map<number, Point>();
    history.set(now, point);
    this.seen.set(instance.id, { at: now, instance, point, history });
    for (const [id, { at }] of this.seen) {
      if (now - at > FORGOTTEN_AFTER) {
        this.seen.delete(id);
      }
    }
    this.together.set(now, sum([...this.seen.values()].map((one) => one.point)));
    this.moments.push(now);
    if (this.moments.length > KEPT) {
      const oldest = this.moments.shift() as number;
      this.together.delete(oldest);
      this.seen.forEach((one) => one.history.delete(oldest));
    }
  }

  /** Ids of the instances that have answered lately. */
  ids(): string[] {
    return [...this.seen.keys()].sort();
  }

  /** The newest answer of each of them, or of the one with that id. */
  instances(which: string): Instance[] {
    return [...this.seen.values()].map((one) => one.instance).filter(({ id }) => which === ALL || id === which);
  }

  /** The newest numbers, of one or of all. */
  newest(which: string): Point | undefined {
    const newest = this.moments.at(-1);
    return which === ALL ? newest === undefined ? undefined : this.together.get(newest) : this.seen.get(which)?.point;
  }

  /** A line of a plot: times in seconds, and a value for each. */
  line(which: string, value: (point: Point) => number | null): { times: number[]; values: (number | null)[] } {
    const points = which === ALL ? this.together : (this.seen.get(which)?.history ?? new Map<number, Point>());
    const moments = this.moments.filter((moment) => points.has(moment));
    return {
      times: moments.map((moment) => moment / 1_000),
      values: moments.map((moment) => value(points.get(moment) as Point)),
    };
  }
}

function pointOf(now: Instance, before: Instance | undefined, seconds: number): Point {
  const rate = (value: (instance: Instance) => number) =>
    before === undefined || seconds <= 0 ? null : (value(now) - value(before)) / seconds;
  return {
    connections: now.connections,
    received: rate((instance) => instance.received),
    deliveries: rate((instance) => instance.deliveries),
    failed: rate((instance) => instance.failed),
    fanOutMedian: quantile(now.fanOut, before?.fanOut, 0.5),
    fanOut99: quantile(now.fanOut, before?.fanOut, 0.99),
    ack99: quantile(now.acks, before?.acks, 0.99),
    heap: now.heapUsed,
  };
}

/** Sums of what can be added up, and the worst of what cannot. */
function sum(points: readonly Point[]): Point {
  const all = (value: (point: Point) => number | null, join: (a: number, b: number) => number) =>
    points
      .map(value)
      .filter((one): one is number => one !== null)
      .reduce<number | null>((a, b) => (a === null ? b : join(a, b)), null);
  const add = (a: number, b: number) => a + b;
  return {
    connections: all((point) => point.connections, add) ?? 0,
    received: all((point) => point.received, add),
    deliveries: all((point) => point.deliveries, add),
    failed: all((point) => point.failed, add),
    fanOutMedian: all((point) => point.fanOutMedian, Math.max),
    fanOut99: all((point) => point.fanOut99, Math.max),
    ack99: all((point) => point.ack99, Math.max),
    heap: all((point) => point.heap, add) ?? 0,
  };
}

/**
 * The bound under which that share of the times lies that were added between two answers, in milliseconds; the largest
 * bound there is, where more lie above it. Null where nothing was added.
 */
export function quantile(now: Histogram, before: Histogram | undefined, share: number): number | null {
  const total = before === undefined ? 0 : now.count - before.count;
  if (before === undefined || total <= 0) {
    return null;
  }
  const bounds = now.buckets.map(({ seconds, count }, i) => ({ seconds, count: count - (before.buckets[i]?.count ?? 0) }));
  const bound = bounds.find(({ count }) => count >= share * total) ?? bounds.at(-1);
  return bound === undefined ? null : bound.seconds * 1_000;
}
