package dev.roomcast.broker.redis.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A Lua script, and the digest that Redis knows it by. */
public final class Script {

    private final String name;
    private final String source;
    private final String sha1;

    private Script(String name, String source) {
        this.name = name;
        this.source = source;
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            this.sha1 = HexFormat.of().formatHex(digest.digest(source.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /**
     * Reads a script.
     *
     * @param name of the file in {@code /redis}, without {@code .lua}
     * @param libraries names of files whose functions it uses: Lua in Redis has no include
     */
    public static Script load(String name, String... libraries) {
        StringBuilder source = new StringBuilder();
        for (String library : libraries) {
            source.append(read(library));
        }
        return new Script(name, source.append(read(name)).toString());
    }

    private static String read(String name) {
        String path = "/redis/" + name + ".lua";
        try (InputStream in = Script.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("no " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What it is called in messages for people. */
    public String name() {
        return name;
    }

    /** The whole of it. */
    public String source() {
        return source;
    }

    /** Hexadecimal. */
    public String sha1() {
        return sha1;
    }
}
