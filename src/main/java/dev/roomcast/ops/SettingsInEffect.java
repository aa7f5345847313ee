package dev.roomcast.ops;

import java.util.List;
import java.util.stream.StreamSupport;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.Config;

/**
 * Roomcast's own settings with the values in effect, defaults too, as administrators may see them. Of a secret it is told
 * that it is set, and not what it is; from an address the user and the password are taken out. To be called on any thread.
 */
@Singleton
public class SettingsInEffect {

    private static final String PREFIX = "roomcast.";

    /** In place of a value that nobody is shown. */
    private static final String HIDDEN = "(set)";

    /** Anywhere in the name: one that is spelled wrong may hold a secret too. */
    private static final String SECRET = ".*(secret|password|credential|token|private).*";

    private static final String USER_IN_ADDRESS = "://[^/@\\s,]*@";

    private final Config config;

    SettingsInEffect(Config config) {
        this.config = config;
    }

    /**
     * One setting.
     *
     * @param name of the property
     * @param value as it was written, or its default; empty where it has none
     */
    public record Value(String name, String value) {}

    /** All of them, by name. */
    public List<Value> all() {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(PREFIX))
                .distinct()
                .sorted()
                .map(name -> new Value(
                        name,
                        shown(name, config.getOptionalValue(name, String.class).orElse(""))))
                .toList();
    }

    static String shown(String name, String value) {
        if (name.matches(SECRET)) {
            return value.isEmpty() ? "" : HIDDEN;
        }
        return value.replaceAll(USER_IN_ADDRESS, "://…@");
    }
}
