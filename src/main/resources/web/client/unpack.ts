import type { ServerMessage } from './protocol.ts';

/** More than any frame of the protocol unpacks to: history parts end at 256 KiB, and JSON escapes can at most add to it. */
const MAX_UNPACKED_BYTES = 4 * 1024 * 1024;

/** Whether this browser can unpack `compressed` frames; the feature is asked for only then. */
export function canUnpack(): boolean {
  return typeof DecompressionStream === 'function';
}

/** Unpacks base64 of gzip into the message inside. */
export async function unpack(data: string, maxBytes = MAX_UNPACKED_BYTES): Promise<ServerMessage> {
  const packed = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return JSON.parse(text + decoder.decode()) as ServerMessage;
    }
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      throw new RangeError(`a frame of more than ${maxBytes} bytes`);
    }
    text += decoder.decode(value, { stream: true });
  }
}
