import { mock } from 'node:test';

/** Time as the tests have it: nothing is due before they say so, and each jitter is half of what it may be. */
export function stopClock(now = Date.parse('2026-01-01T00:00:00.000Z')): void {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now });
  mock.method(Math, 'random', () => 0.5);
}

export function startClock(): void {
  mock.timers.reset();
  mock.restoreAll();
}

/** Lets everything happen that is due already. */
export async function rest(): Promise<void> {
  for (let i = 0; i < 8; i += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

/** Lets time pass in small steps, and what comes of each step happen before the next. */
export async function pass(ms: number, step = 100): Promise<void> {
  await rest();
  for (let left = ms; left > 0; left -= step) {
    mock.timers.tick(Math.min(step, left));
    await rest();
  }
}

/** The machine sleeps: the time of day goes on, and no timer does. */
export function sleep(ms: number): void {
  mock.timers.setTime(Date.now() + ms);
}
