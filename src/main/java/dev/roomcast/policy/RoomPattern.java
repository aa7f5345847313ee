package dev.roomcast.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of room ids, made once and matched often: {@code *} stands for any characters, none too. Each literal between
 * two stars is searched once, from where the last one ended; there is no way back, so a hostile pattern costs no more than
 * a long one.
 */
public final class RoomPattern {

    /** Stands for one's own user id in the patterns of tokens. */
    private static final String USER_ID = "{userId}";

    /** The literals around the stars; one literal: no star. */
    private final String[] literals;

    private RoomPattern(List<String> literals) {
        this.literals = literals.toArray(new String[0]);
    }

    /** A pattern in which only {@code *} is special. */
    public static RoomPattern of(String pattern) {
        return new RoomPattern(split(pattern, null));
    }

    /** A pattern in which {@code {userId}} stands for that id as it is: a star in the id is no star here. */
    public static RoomPattern of(String pattern, String userId) {
        return new RoomPattern(split(pattern, userId));
    }

    private static List<String> split(String pattern, String userId) {
        List<String> literals = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < pattern.length(); ) {
            if (pattern.charAt(i) == '*') {
                literals.add(literal.toString());
                literal.setLength(0);
                i++;
            } else if (userId != null && pattern.startsWith(USER_ID, i)) {
                literal.append(userId);
                i += USER_ID.length();
            } else {
                literal.append(pattern.charAt(i++));
            }
        }
        literals.add(literal.toString());
        return literals;
    }

    /** How all that match begin; empty where it begins with a star. */
    public String prefix() {
        return literals[0];
    }

    /** Whether the whole room id matches. Allocates nothing. */
    public boolean matches(String room) {
        String first = literals[0];
        if (literals.length == 1) {
            return room.equals(first);
        }
        String last = literals[literals.length - 1];
        int end = room.length() - last.length();
        if (end < first.length() || !room.startsWith(first) || !room.endsWith(last)) {
            return false;
        }
        int from = first.length();
        for (int i = 1; i < literals.length - 1; i++) {
            String literal = literals[i];
            int at = room.indexOf(literal, from);
            if (at < 0 || at + literal.length() > end) {
                return false;
            }
            from = at + literal.length();
        }
        return true;
    }

    /** The pattern as it was written, with one's own user id in its place. */
    @Override
    public String toString() {
        return String.join("*", literals);
    }
}
