// Publishes a message, and tries again until it is known to be stored; the messageId keeps it from being stored twice.
//
// JWT_SECRET=… node publish.mjs http://localhost:3000 team-blue '{"order": 4711}' order-4711-shipped
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

function token(secret, userId, roles, seconds = 3600) {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { userId, roles, exp: Math.floor(Date.now() / 1000) + seconds };
    const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

async function publish(url, bearer, room, content, messageId, tries = 8) {
    const address = `${url}/api/rooms/${encodeURIComponent(room)}/messages`;
    const headers = { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' };
    const body = JSON.stringify({ content, messageId });
    for (let attempt = 0; attempt < tries; attempt++) {
        let seconds = Math.min(0.1 * 2 ** attempt, 5);
        try {
            const answer = await fetch(address, { method: 'POST', headers, body, signal: AbortSignal.timeout(5000) });
            const text = await answer.text();
            if (answer.ok) return JSON.parse(text);
            if (answer.status !== 429 && answer.status !== 503) return Promise.reject(text);
            seconds = Number(answer.headers.get('Retry-After') ?? seconds);
        } catch {
            // no answer: it may be stored, or not
        }
        await sleep(1000 * seconds);
    }
    return Promise.reject('not known to be stored: try again later with the same messageId');
}

const [url, room, content, messageId] = process.argv.slice(2);
const bearer = token(process.env.JWT_SECRET, 'shop', ['service']);
console.log(JSON.stringify(await publish(url, bearer, room, JSON.parse(content), messageId)));
