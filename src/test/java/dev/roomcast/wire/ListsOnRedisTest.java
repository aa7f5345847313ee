package dev.roomcast.wire;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.roomcast.testing.Profiles;

/** Lists with rooms in Redis. */
@QuarkusTest
@TestProfile(Profiles.OnRedis.class)
class ListsOnRedisTest extends ListsTest {}
