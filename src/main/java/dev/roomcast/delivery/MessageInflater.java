package dev.roomcast.delivery;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import io.netty.buffer.ByteBuf;

/**
 * Unpacks the messages of a client that negotiated permessage-deflate (RFC 7692), fragment by fragment, and stops as soon
 * as one is larger than it may be: Netty's own decoder looks only at what it has unpacked already, and takes neither a
 * final block (7.2.3.4) nor a fragment that unpacks to nothing. Owned by the channel's event loop.
 */
final class MessageInflater {

    /** RFC 7692, 7.2.2: what a sender leaves away at the end of each message. */
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    /** Each final block begins a new stream, which costs more than its two bytes do. */
    private static final int MAX_FINAL_BLOCKS = 64;

    private static final int STEP_BYTES = 4_096;

    private final boolean keepsWindow;
    private Inflater inflater;
    private boolean untouched;
    private int finalBlocks;

    /**
     * @param keepsWindow whether a message may refer to those before it; where not, nothing is kept between messages
     */
    MessageInflater(boolean keepsWindow) {
        this.keepsWindow = keepsWindow;
    }

    /**
     * Unpacks a fragment to the end of what was unpacked of its message.
     *
     * @param packed read to its end
     * @param last whether it is the message's last
     * @param unpacked a buffer on the heap
     * @param maxBytes how many bytes {@code unpacked} may have in the end
     * @return false where there would be more
     * @throws DataFormatException where it is not what deflate makes
     */
    boolean unpack(ByteBuf packed, boolean last, ByteBuf unpacked, int maxBytes) throws DataFormatException {
        if (inflater == null) {
            inflater = new Inflater(true);
            untouched = true;
        }
        boolean fits = unpack(packed.nioBuffer(), unpacked, maxBytes)
                && (!last || untouched || unpack(ByteBuffer.wrap(TAIL), unpacked, maxBytes));
        packed.skipBytes(packed.readableBytes());
        if (last) {
            finalBlocks = 0;
            if (!keepsWindow) {
                end();
            }
        }
        return fits;
    }

    private boolean unpack(ByteBuffer input, ByteBuf unpacked, int maxBytes) throws DataFormatException {
        inflater.setInput(input);
        while (true) {
            int room = Math.min(STEP_BYTES, maxBytes + 1 - unpacked.readableBytes());
            unpacked.ensureWritable(room);
            boolean hadInput = !inflater.needsInput();
            int got = inflater.inflate(unpacked.array(), unpacked.arrayOffset() + unpacked.writerIndex(), room);
            unpacked.writerIndex(unpacked.writerIndex() + got);
            untouched &= !hadInput;
            if (unpacked.readableBytes() > maxBytes) {
                return false;
            }
            if (inflater.finished()) {
                startAnew(input);
                if (!input.hasRemaining()) {
                    return true;
                }
            } else if (inflater.needsDictionary()) {
                throw new DataFormatException("a preset dictionary");
            } else if (got == 0 && inflater.needsInput()) {
                return true;
            }
        }
    }

    /** After a final block: whatever follows begins a stream of its own. */
    private void startAnew(ByteBuffer input) throws DataFormatException {
        if (++finalBlocks > MAX_FINAL_BLOCKS) {
            throw new DataFormatException("too many final blocks");
        }
        int left = inflater.getRemaining();
        inflater.reset();
        untouched = true;
        input.position(input.limit() - left);
        inflater.setInput(input);
    }

    /** Gives back what it holds outside of the heap. */
    void end() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }
}
