package dev.roomcast.limits;

import java.util.Locale;

/** Who has a budget. */
public enum Scope {
    /** One connection. */
    CONNECTION,
    /** One user or guest, over all connections and instances. */
    USER,
    /** One remote address, whoever is behind it. */
    ADDRESS;

    /** Its name in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
