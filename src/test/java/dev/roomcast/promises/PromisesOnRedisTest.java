package dev.roomcast.promises;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.roomcast.testing.Profiles;

/** Promises with rooms in Redis. */
@QuarkusTest
@TestProfile(Profiles.OnRedis.class)
class PromisesOnRedisTest extends PromisesTest {}
