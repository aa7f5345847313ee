package dev.roomcast.promises;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.roomcast.testing.Profiles;

/** The same by the other way out: a connection whose channel is not to be had must not tell the difference. */
@QuarkusTest
@TestProfile(Profiles.SendText.class)
class SlowReaderBySendTextTest extends SlowReaderTest {}
