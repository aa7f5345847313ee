package dev.roomcast.testing;

import java.time.Duration;
import java.util.Map;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import dev.roomcast.RoomcastConfig;

/** Roomcast's settings for tests of parts, with no server around them. */
public final class TestConfig {

    /** Above the converters that SmallRye Config brings. */
    private static final int PRIORITY = 300;

    private TestConfig() {}

    /** The settings with their defaults, but for these. */
    public static RoomcastConfig of(Map<String, String> settings) {
        return builder(settings).build().getConfigMapping(RoomcastConfig.class);
    }

    /** For tests that need more of the configuration than its mapping. */
    public static SmallRyeConfigBuilder builder(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(RoomcastConfig.class)
                .withConverter(Duration.class, PRIORITY, new DurationConverter())
                .withConverter(MemorySize.class, PRIORITY, new MemorySizeConverter())
                .withSources(new PropertiesConfigSource(settings, "test", 500));
    }
}
