package dev.roomcast.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Makes tokens of every kind, sound ones and broken ones. Signed by hand with HS256: a library would add the claims that
 * some tests want absent.
 */
public final class Tokens {

    /** The key of all servers under test: their {@code JWT_SECRET}. */
    public static final String SECRET = "a-secret-for-tests-only-of-more-than-32-bytes";

    private final ObjectNode header = Json.object("alg", "HS256", "typ", "JWT");
    private final ObjectNode claims = Json.object();
    private String secret = SECRET;

    private Tokens() {}

    /** A token without any claim but {@code iat}, {@code exp} (an hour) and {@code jti}. */
    public static Tokens empty() {
        return new Tokens()
                .claim("iat", Instant.now().getEpochSecond())
                .claim("jti", UUID.randomUUID().toString())
                .expiresIn(Duration.ofHours(1));
    }

    /** A good token of a user, with role {@code user} and no {@code rooms}. */
    public static Tokens of(String userId) {
        return empty().claim("userId", userId).claim("username", userId).claim("roles", List.of("user"));
    }

    public static String user(String userId) {
        return of(userId).sign();
    }

    public static String admin(String userId) {
        return of(userId).claim("roles", List.of("admin")).sign();
    }

    public static String service(String userId) {
        return of(userId).claim("roles", List.of("service")).sign();
    }

    /** Any claim of any kind; null as the value takes it out. */
    public Tokens claim(String name, Object value) {
        if (value == null) {
            claims.remove(name);
        } else {
            claims.set(name, Json.tree(value));
        }
        return this;
    }

    /** {@code exp} so far from now, in whole seconds; a negative one makes an expired token. */
    public Tokens expiresIn(Duration life) {
        return claim("exp", Instant.now().plus(life).getEpochSecond());
    }

    /** Adds an entry to the {@code rooms} claim. */
    public Tokens room(String match, String... rights) {
        List<Object> rooms = new ArrayList<>();
        claims.path("rooms").forEach(rooms::add);
        rooms.add(Json.object("match", match, "rights", List.of(rights)));
        return claim("rooms", rooms);
    }

    /** An empty {@code rooms} claim: a right nowhere. */
    public Tokens noRooms() {
        return claim("rooms", List.of());
    }

    public Tokens signedWith(String otherSecret) {
        this.secret = otherSecret;
        return this;
    }

    /** The header says {@code alg: none} and there is no signature. */
    public String unsigned() {
        header.put("alg", "none");
        return encode(header) + "." + encode(claims) + ".";
    }

    public String sign() {
        String signed = encode(header) + "." + encode(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(ObjectNode part) {
        return base64(part.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
