package dev.roomcast.wire;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

import dev.roomcast.testing.Profiles;

/** The same by the other way out, where the pipeline packs each frame for each member. */
@QuarkusTest
@TestProfile(Profiles.DeflateBySendText.class)
class DeflateBySendTextTest extends DeflateTest {}
