package dev.roomcast.broker.redis.link;

import java.util.List;

/**
 * One command.
 *
 * @param key decides which node it goes to
 * @param again what becomes of it where it failed for a reason that can pass
 * @param script what to run; null where {@code command} is a command by name
 * @param command the command's name; null for a script
 * @param keys the keys of a script; for a command they are among the arguments
 * @param arguments in turn: {@link String}, {@code byte[]}, {@link Long} or {@link Integer}
 */
public record Call(String key, Again again, Script script, String command, List<String> keys, Object[] arguments) {

    /** What becomes of a call that failed for a reason that can pass, or whose answer was lost. */
    public enum Again {
        /** It is sent again; it changes nothing, so that those after it need not wait for it. */
        READ,
        /** It is sent again, and so is every write behind it, in order: what each of them does may be done twice. */
        WRITE,
        /**
         * It is sent again, whatever stands behind it, since its order is the caller's business; but not to another store
         * than before: then it fails with a {@link StoreChangedException}.
         */
        IN_ANY_ORDER,
        /** It is sent again only where it certainly was not carried out. */
        NEVER
    }

    /** A command that only reads. */
    public static Call read(String command, String key, Object... arguments) {
        return new Call(key, Again.READ, null, command, List.of(), arguments);
    }

    /** A command that may be carried out twice. {@code arguments} has the key too, where the command has it. */
    public static Call write(String command, String key, Object... arguments) {
        return new Call(key, Again.WRITE, null, command, List.of(), arguments);
    }

    /** A script that only reads, or whose writes need no order. */
    public static Call read(Script script, List<String> keys, Object... arguments) {
        return new Call(keys.get(0), Again.READ, script, null, keys, arguments);
    }

    /** A script that may be run twice. */
    public static Call write(Script script, List<String> keys, Object... arguments) {
        return new Call(keys.get(0), Again.WRITE, script, null, keys, arguments);
    }

    /** A script that may be run twice, before or after others. */
    public static Call inAnyOrder(Script script, List<String> keys, Object... arguments) {
        return new Call(keys.get(0), Again.IN_ANY_ORDER, script, null, keys, arguments);
    }

    /** The same, at most once. */
    public Call once() {
        return new Call(key, Again.NEVER, script, command, keys, arguments);
    }

    /** What it is, for an error: the name of the command or of the script's file. */
    String described() {
        return script == null ? command : script.name() + ".lua";
    }
}
