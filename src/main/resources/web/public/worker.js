// Keeps the page that was loaded last, for when the server or the network cannot be reached: the page then opens, shows
// what was written and not sent, and connects by itself later on. While the server answers, everything comes from it.
const CACHE = 'roomcast-page';

/** The page, and what it is made of; nothing of the API, and no one's messages. */
function isKept(request) {
  const { origin, pathname } = new URL(request.url);
  return (
    request.method === 'GET' &&
    origin === location.origin &&
    (pathname === '/' || /^\/(static\/|favicon\.svg$|icon-\d+\.png$|manifest\.webmanifest$)/.test(pathname))
  );
}

/** Keeps files, and what the scripts among them import: pages share parts that no page names. */
async function keepAll(cache, addresses) {
  await cache.addAll(addresses);
  for (const address of addresses.filter((one) => one.endsWith('.js'))) {
    const script = await (await cache.match(address)).text();
    const imported = new Set(
      [...script.matchAll(/(?:from|import)\s*"(\.{0,2}\/[^"]+)"/g)].map(([, path]) => new URL(path, new URL(address, location.origin)).pathname),
    );
    const missing = [];
    for (const one of imported) {
      if ((await cache.match(one)) === undefined) missing.push(one);
    }
    if (missing.length > 0) await keepAll(cache, missing);
  }
}

/** Keeps the page and what it is made of, in place of an older release. */
async function keepPage(response) {
  const cache = await caches.open(CACHE);
  const html = await response.clone().text();
  const before = await cache.match('/');
  if (before === undefined || (await before.text()) !== html) {
    await Promise.all((await cache.keys()).map((key) => cache.delete(key)));
    await cache.put('/', response);
    await keepAll(cache, [...new Set([...html.matchAll(/ (?:src|href)="(\/[^"]+)"/g)].map(([, address]) => address))]);
  }
}

/** From the server where it answers, else as it was kept. */
async function answer(request) {
  const isPage = request.mode === 'navigate';
  const response = await fetch(request).catch(() => undefined);
  if (response?.ok) {
    if (isPage) {
      await keepPage(response.clone()).catch(() => undefined); // where nothing can be kept, the page is there all the same
    }
    return response;
  }
  return (await caches.match(isPage ? '/' : request)) ?? response ?? Response.error();
}

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(fetch('/').then(keepPage));
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  if (isKept(event.request)) {
    event.respondWith(answer(event.request));
  }
});
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(
    self.clients.matchAll({ type: 'window' }).then(([page]) => (page === undefined ? self.clients.openWindow('/') : page.focus())),
  );
});
