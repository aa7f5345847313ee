package dev.roomcast.k8s;

import java.util.function.Predicate;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.roomcast.testing.Profiles;

/** As {@link ExportedMetricsTest}, of a server with rooms in a real Redis. */
@QuarkusTest
@TestProfile(Profiles.OnRedis.class)
class ExportedMetricsOnRedisTest extends ExportedMetricsTest {

    @Override
    protected Predicate<String> absent() {
        return name -> name.startsWith("roomcast_memory_");
    }
}
