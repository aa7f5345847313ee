package dev.roomcast.abuse.fuzz;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What no answer may hold, whatever was asked. */
final class ResponseChecks {

    /** No case contains any of these, so that none can be an echo. */
    private static final Pattern INTERNALS = Pattern.compile("dev\\.roomcast|io\\.(quarkus|vertx|netty|smallrye)\\b"
            + "|org\\.(jboss|jose4j|hibernate)|com\\.fasterxml|jakarta\\.|java\\.(lang|util|io|net)"
            + "|[A-Za-z]Exception\\b|\\bat [a-z]\\w*(\\.\\w+)+\\(|\\.java:\\d|StackTrace|NullPointer");

    private static final Pattern INTERNAL_ERROR = Pattern.compile("\"code\" ?: ?\"internal\"");
    private static final Set<Integer> CLOSE_CODES = Set.of(1000, 1001, 1002, 1003, 1005, 1007, 1008, 1009, 1013);
    private static final int SHOWN = 300;

    private ResponseChecks() {}

    /** @throws FaultFound where the text tells of the inside or of an internal error */
    static void check(String answer) {
        Matcher internals = INTERNALS.matcher(answer);
        if (internals.find()) {
            throw new FaultFound("an answer tells of the inside: " + around(answer, internals.start()));
        }
        Matcher internal = INTERNAL_ERROR.matcher(answer);
        if (internal.find()) {
            throw new FaultFound("an internal error: " + around(answer, internal.start()));
        }
    }

    /** @throws FaultFound for 1011 and codes that are not the protocol's */
    static void checkClose(RawSocket.Received close, boolean echo) {
        int code = close.closeCode();
        // A close is answered with its own code.
        if (!CLOSE_CODES.contains(code) && !(echo && code >= 3000 && code <= 4999)) {
            throw new FaultFound("closed with " + code);
        }
        if (close.payload().length > 2) {
            check(close.text().substring(1));
        }
    }

    /** @throws FaultFound for 5xx, and for what an answer tells of the inside */
    static void checkHttp(String head, String body) {
        String[] statusLine = head.split("[ \r]", 3);
        if (statusLine.length < 3 || !statusLine[1].matches("\\d{3}")) {
            throw new FaultFound("no HTTP answer: " + around(head + body, 0));
        }
        // Of another version than 1.x, 501 and 505 are what RFC 9110 has for it; the answer repeats the version.
        boolean otherVersion = !statusLine[0].startsWith("HTTP/1.");
        if (statusLine[1].startsWith("5") && !(otherVersion && statusLine[1].matches("50[15]"))) {
            throw new FaultFound("status " + statusLine[1] + ": " + around(head + body, 0));
        }
        check(head);
        check(body);
    }

    private static String around(String text, int at) {
        return text.substring(Math.max(0, at - SHOWN), Math.min(text.length(), at + SHOWN));
    }

    /** What a case brought to light. */
    static final class FaultFound extends RuntimeException {
        FaultFound(String what) {
            super(what);
        }
    }
}
