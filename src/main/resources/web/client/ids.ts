/**
 * An id that nobody else makes: 128 random bits, in hex. Not `crypto.randomUUID`, which is missing on pages that are
 * served by plain HTTP from anywhere but localhost.
 */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
