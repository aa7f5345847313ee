package dev.roomcast.client;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a room is joined.
 *
 * @param history how many of the newest messages come on joining, from 0; the server's default is 50, its maximum 1,000
 * @param since the last place that the application has seen, in an earlier run: what came after it comes, in place of
 *     the newest
 * @param members whether to keep up to date who is in
 */
public record JoinOptions(OptionalInt history, Optional<Position> since, boolean members) {

    /** As the server has it by default, without members. */
    public static final JoinOptions DEFAULT = new JoinOptions(OptionalInt.empty(), Optional.empty(), false);

    /** @throws IllegalArgumentException where the number is negative */
    public JoinOptions withHistory(int messages) {
        if (messages < 0) {
            throw new IllegalArgumentException("a history has 0 or more messages, not " + messages);
        }
        return new JoinOptions(OptionalInt.of(messages), since, members);
    }

    /** Goes on after that place. */
    public JoinOptions withSince(Position position) {
        return new JoinOptions(history, Optional.of(position), members);
    }

    /** Keeps up to date who is in. */
    public JoinOptions withMembers() {
        return new JoinOptions(history, since, true);
    }
}
