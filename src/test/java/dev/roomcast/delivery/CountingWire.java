package dev.roomcast.delivery;

import dev.roomcast.protocol.CloseCode;

/** Takes everything at once and only counts it: what is left is the cost of those who write. */
final class CountingWire implements Wire, Sink {

    private long bytes;

    @Override
    public Wire wire() {
        return this;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public int size(Payload payload) {
        return payload.size();
    }

    @Override
    public void write(Payload payload) {
        bytes += payload.bytes().readableBytes();
    }

    @Override
    public void write(Payload payload, Runnable taken) {
        write(payload);
        taken.run();
    }

    @Override
    public void flush() {
        // Nothing waits.
    }

    @Override
    public void writeAndFlush(Payload payload) {
        write(payload);
    }

    @Override
    public long pending() {
        return 0;
    }

    @Override
    public void ping() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void pong(byte[] data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void reading(boolean on) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close(CloseCode code) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void abort() {
        throw new UnsupportedOperationException();
    }
}
