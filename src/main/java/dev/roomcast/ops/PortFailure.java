package dev.roomcast.ops;

import java.io.IOException;
import java.net.BindException;
import java.util.Locale;
import java.util.Optional;

import io.quarkus.runtime.QuarkusBindException;
import org.eclipse.microprofile.config.ConfigProvider;

/** Explains a start that failed because one of the two ports could not be opened. */
final class PortFailure {

    /** How the exceptions of native transports begin: they are no {@link BindException}. */
    private static final String NATIVE_BIND = "bind(";

    private static final String MANAGEMENT = "management interface";

    private PortFailure() {}

    /** The sentence for it; empty where it is another failure. */
    static Optional<String> sentence(Throwable failure) {
        boolean management = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            management |= cause.getMessage() != null && cause.getMessage().contains(MANAGEMENT);
            if (isBind(cause)) {
                String property = management ? "quarkus.management.port" : "quarkus.http.port";
                return Optional.of("%s is %s, but that port %s."
                        .formatted(Setting.names(property), valueOf(property), reason(cause.getMessage())));
            }
        }
        return Optional.empty();
    }

    private static boolean isBind(Throwable cause) {
        return cause instanceof BindException
                || cause instanceof QuarkusBindException
                || (cause instanceof IOException
                        && cause.getMessage() != null
                        && cause.getMessage().startsWith(NATIVE_BIND));
    }

    /** The last part of the message is the operating system's. */
    private static String reason(String message) {
        if (message == null || message.toLowerCase(Locale.ROOT).contains("in use")) {
            return "is in use: set another one";
        }
        return "cannot be opened: "
                + message.substring(message.lastIndexOf(": ") + 1).strip();
    }

    private static String valueOf(String property) {
        return ConfigProvider.getConfig()
                .getOptionalValue(property, String.class)
                .orElse("not set");
    }
}
