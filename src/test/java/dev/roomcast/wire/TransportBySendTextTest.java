package dev.roomcast.wire;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.roomcast.testing.Profiles;

/** The same where frames leave by the public API for sending text. */
@QuarkusTest
@TestProfile(Profiles.SendText.class)
class TransportBySendTextTest extends TransportTest {}
