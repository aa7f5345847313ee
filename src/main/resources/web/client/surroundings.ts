export interface SurroundingsHost {
  /** The network or the machine may have come back: what waits need not wait any longer, what is open may be dead. */
  hurry(): void;
  /** The network may be gone. */
  doubt(): void;
  /** The page is put aside, and may be shown again as it is. */
  suspend(): void;
}

/** How often the time of day is looked at, in milliseconds, and how much more than that has passed after a sleep. */
const LOOK_MS = 2_000;
const SLEPT_MS = 5_000;

/**
 * Watches for what no socket tells: that the network came or went, that the page was hidden, kept aside (BFCache)
 * or shown again, that the machine slept. Returns a function that ends it.
 */
export function watchSurroundings(host: SurroundingsHost): () => void {
  let looked = Date.now();
  const timer = setInterval(() => {
    const slept = Date.now() - looked - LOOK_MS > SLEPT_MS;
    looked = Date.now();
    if (slept) {
      host.hurry();
    }
  }, LOOK_MS);
  (timer as { unref?: () => void }).unref?.(); // it keeps no process of Node.js alive
  if (typeof window === 'undefined' || typeof document === 'undefined') {
    return () => clearInterval(timer);
  }
  const handlers: [EventTarget, string, (event: Event) => void][] = [
    [window, 'online', () => host.hurry()],
    [window, 'offline', () => host.doubt()],
    [window, 'pageshow', (event) => (event as PageTransitionEvent).persisted && host.hurry()],
    [window, 'pagehide', (event) => (event as PageTransitionEvent).persisted && host.suspend()],
    [document, 'visibilitychange', () => document.visibilityState === 'visible' && host.hurry()],
  ];
  handlers.forEach(([target, name, handler]) => target.addEventListener(name, handler));
  return () => {
    clearInterval(timer);
    handlers.forEach(([target, name, handler]) => target.removeEventListener(name, handler));
  };
}
