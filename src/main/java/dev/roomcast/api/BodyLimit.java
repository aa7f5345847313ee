package dev.roomcast.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;

import dev.roomcast.RoomcastConfig;

/**
 * Stops reading a body that is larger than a message may be. Quarkus' own limit answers with no body at all, so that it
 * stands further out.
 */
@jakarta.ws.rs.ext.Provider
public final class BodyLimit implements ReaderInterceptor {

    /** Asked late: Quarkus makes this before there are settings. */
    private final Provider<RoomcastConfig> config;

    @Inject
    BodyLimit(Provider<RoomcastConfig> config) {
        this.config = config;
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        context.setInputStream(
                new Counted(context.getInputStream(), config.get().limits().maxMessageBytes()));
        return context.proceed();
    }

    private static final class Counted extends FilterInputStream {

        private long left;

        Counted(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            count(octet < 0 ? 0 : 1);
            return octet;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int octets) {
            left -= octets;
            if (left < 0) {
                throw Problem.tooLarge().exception();
            }
        }
    }
}
