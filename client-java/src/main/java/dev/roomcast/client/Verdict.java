package dev.roomcast.client;

import java.util.Set;

/** What a closed connection asks of the client: the protocol's table of close codes. */
enum Verdict {
    /** Come back without waiting: the server goes in good order and has spread its clients over time already. */
    AT_ONCE,
    WITH_BACKOFF,
    /** Come back, but do not send again what was under way: it is what the server would not have. */
    WITHOUT_REPEATING,
    WITH_ANOTHER_TOKEN,
    /** Only when a person asks. */
    NEVER;

    private static final Set<String> FINAL_REASONS = Set.of("Disconnected", "Policy violation");

    static Verdict of(int code, String reason) {
        return switch (code) {
            case 1001 -> AT_ONCE;
            case 1002, 1003, 1007, 1009 -> WITHOUT_REPEATING;
            case 1008 -> FINAL_REASONS.contains(reason) ? NEVER : WITH_ANOTHER_TOKEN;
            case 401 -> WITH_ANOTHER_TOKEN; // the handshake's answer
            default -> WITH_BACKOFF;
        };
    }
}
