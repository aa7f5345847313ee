package dev.roomcast.wire;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The rules with rooms in Redis. */
@QuarkusTest
@TestProfile(RoomRulesTest.RulesOnRedis.class)
class RoomRulesOnRedisTest extends RoomRulesTest {}
