package dev.roomcast.wire;

import java.util.function.BooleanSupplier;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.roomcast.testing.Await;
import dev.roomcast.testing.Profiles;

/** Lists with rooms in Redis. */
@QuarkusTest
@TestProfile(Profiles.OnRedis.class)
class ListsOnRedisTest extends ListsTest {

    /** Soon: leaving is answered before Redis, which lists are read from, has carried it out. */
    @Override
    protected void assertHolds(String what, BooleanSupplier isSo) {
        Await.until(what, isSo);
    }
}
