package dev.roomcast.ops;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.util.ExceptionUtil;
import io.smallrye.config.ConfigValidationException;

/** Says why the server did not start: a sentence where a person can change it, a stack trace where they cannot. */
public final class StartFailure {

    /** What SmallRye Config says of a value that is not of its kind. */
    private static final Pattern NOT_OF_ITS_KIND = Pattern.compile(
            "The config property (\\S+) with the config value \"(.*?)\" threw an Exception whilst being converted\\s*(.*)",
            Pattern.DOTALL);

    /** What it says of a value that has to be there and is not. */
    private static final Pattern MISSING = Pattern.compile("The config property (\\S+) is required but");

    /** What it says of a value out of its bounds: ValidationMessages.properties has the words. */
    private static final Pattern OUT_OF_BOUNDS = Pattern.compile("([a-z][\\w.\\[\\]\"-]*) (is .*)", Pattern.DOTALL);

    /** The numbers it gives its messages. */
    private static final Pattern MESSAGE_NUMBER = Pattern.compile("(?:[\\w.]+(?:Exception|Error): )?SRCFG\\d+:\\s*");

    /** Where it names the class of an enum. */
    private static final Pattern CLASS = Pattern.compile("Cannot convert \\S+ to enum class \\S+, ");

    /** A name and a password in an address: as much as could be one, since the address is wrong. */
    private static final Pattern CREDENTIALS = Pattern.compile("://[^\"]*@");

    private static final String REDIS_HOSTS = "quarkus.redis.hosts";

    private StartFailure() {}

    /** Writes it to the standard error stream. */
    public static void report(Throwable failure) {
        List<String> sentences = sentences(failure);
        if (sentences.isEmpty()) {
            // Not by the log: a server that failed early has none yet, and would end without a word.
            failure.printStackTrace();
        } else {
            sentences.forEach(System.err::println);
        }
    }

    /** What to tell a person; nothing where it is a fault of ours. */
    static List<String> sentences(Throwable failure) {
        List<String> sentences = new ArrayList<>();
        Throwable cause = ExceptionUtil.getRootCause(failure);
        Optional<String> port = PortFailure.sentence(failure);
        if (port.isPresent()) {
            sentences.add(port.get());
        } else if (cause instanceof ConfigValidationException settings) {
            for (int i = 0; i < settings.getProblemCount(); i++) {
                sentences.add(sentence(settings.getProblem(i).getMessage()));
            }
            // Settings of Quarkus that take their value from ours are wrong with it, and would only hide it.
            if (sentences.stream().anyMatch(StartFailure::isOurs)) {
                sentences.removeIf(sentence -> !isOurs(sentence));
            }
        } else if (isAboutRedisAddress(cause)) {
            sentences.add(Setting.names(REDIS_HOSTS)
                    + " cannot be read: it has to be like redis://host:6379, or several of these with commas between"
                    + " for quarkus.redis.client-type=sentinel or cluster.");
        } else if (cause instanceof ConfigurationException) {
            sentences.add(sentence(cause.getMessage()));
        }
        return sentences;
    }

    /** The client reads addresses as it is made, before anything of ours could look at them. */
    private static boolean isAboutRedisAddress(Throwable cause) {
        for (StackTraceElement frame : cause.getStackTrace()) {
            if (frame.getClassName().startsWith("io.quarkus.redis.runtime.client.")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOurs(String sentence) {
        return sentence.startsWith("roomcast.");
    }

    /** Names the setting in both forms where the message names it in one. */
    static String sentence(String message) {
        String plain = MESSAGE_NUMBER.matcher(message).replaceAll("").strip();
        Matcher wrongKind = NOT_OF_ITS_KIND.matcher(plain);
        if (wrongKind.find()) {
            String why = CLASS.matcher(wrongKind.group(3)).replaceAll("");
            if (why.isBlank()) {
                why = "it cannot be read";
            }
            String sentence = Setting.names(wrongKind.group(1)) + " is \"" + wrongKind.group(2)
                    + "\", which is not a valid value: " + why + (why.endsWith(".") ? "" : ".");
            return CREDENTIALS.matcher(sentence).replaceAll("://***@");
        }
        Matcher outOfBounds = OUT_OF_BOUNDS.matcher(plain);
        if (outOfBounds.matches()) {
            return Setting.names(outOfBounds.group(1)) + " " + outOfBounds.group(2) + ".";
        }
        Matcher missing = MISSING.matcher(plain);
        if (missing.find()) {
            return Setting.names(missing.group(1)) + " has to be set.";
        }
        return plain;
    }
}
