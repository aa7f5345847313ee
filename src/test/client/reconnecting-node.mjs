// reconnecting.js on Node.js: arguments are the library, the URL, a token and a room. Says `open` for each connection; a
// number on its input is the offset to read up to, whereupon it says what it had, and ends.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { begin } from './reconnecting.js';

const [library, url, token, roomId] = process.argv.slice(2);
const { connect } = await import(pathToFileURL(library));
const run = begin(connect, { url, token, roomId, opened: () => console.log('open') });
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await run.finish(Number(line))));
  process.exit();
}
