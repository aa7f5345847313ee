package dev.roomcast.http;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.roomcast.testing.Profiles;

/** Look-ups with rooms in Redis. */
@QuarkusTest
@TestProfile(Profiles.OnRedis.class)
class LookUpsOnRedisTest extends LookUpsTest {}
