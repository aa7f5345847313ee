// Verifies a webhook of Roomcast. As a program: node verify.mjs SECRET ID TIMESTAMP SIGNATURE < BODY
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';

const TOLERANCE_SECONDS = 300;

/** The headers and the body (a Buffer) must be as they came: nothing may be parsed before. */
export function verify(secret, id, timestamp, signature, body) {
  if (!/^\d+$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) {
    return false;
  }
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  const expected = Buffer.from(`v1,${mac}`);
  return signature.split(' ').some(one => {
    const given = Buffer.from(one);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  exit(verify(...argv.slice(2, 6), readFileSync(0)) ? 0 : 1);
}
