package dev.roomcast.bench.load;

import java.time.Duration;

import dev.roomcast.bench.result.Sample;

/** One server under one workload, with everyone connected. Called from one thread, which waits. */
public interface Scene extends AutoCloseable {

    /** Does the workload for about this long, uncounted. */
    void warm(Duration duration);

    /** Does the workload for about this long, and says what it cost. */
    Sample measure(Duration duration);

    /** Ends all connections. */
    @Override
    void close();
}
