package dev.roomcast.ops;

import java.util.Locale;

/** The two names of a setting. */
final class Setting {

    private static final String HTTP_PORT = "quarkus.http.port";

    private Setting() {}

    /** The property's name, and the environment variable's in brackets. */
    static String names(String property) {
        return property + " (" + environmentName(property) + ")";
    }

    /** The environment variable by MicroProfile Config's mapping; the HTTP port has a shorter one here. */
    static String environmentName(String property) {
        return property.equals(HTTP_PORT)
                ? "PORT"
                : property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
