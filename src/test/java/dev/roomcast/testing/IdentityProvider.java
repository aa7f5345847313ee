package dev.roomcast.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** An identity provider: it signs tokens, publishes the keys over HTTP, changes them, and is away at times. */
public final class IdentityProvider implements AutoCloseable {

    private final HttpServer server;
    private final List<PublicJsonWebKey> published = new CopyOnWriteArrayList<>();
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile boolean away;

    /** One that publishes nothing yet. */
    public IdentityProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.createContext("/keys", exchange -> {
            fetches.incrementAndGet();
            List<JsonWebKey> keys = new ArrayList<>(published);
            byte[] body = new JsonWebKeySet(keys)
                    .toJson(OutputControlLevel.PUBLIC_ONLY)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(away ? 503 : 200, away ? -1 : body.length);
            if (!away) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    /** Where the keys are. */
    public String location() {
        return "http://localhost:" + server.getAddress().getPort() + "/keys";
    }

    /** Publishes these keys and no others. */
    public void publish(PublicJsonWebKey... keys) {
        published.clear();
        published.addAll(List.of(keys));
    }

    /** Whether it answers nothing but 503. */
    public void away(boolean isAway) {
        away = isAway;
    }

    /** How often the keys were asked for. */
    public int fetches() {
        return fetches.get();
    }

    /** A new key for {@code RS256}, {@code ES256} or {@code EdDSA}. */
    public static PublicJsonWebKey key(String algorithm, String keyId) {
        try {
            PublicJsonWebKey key = switch (algorithm) {
                case "RS256" -> RsaJwkGenerator.generateJwk(2048);
                case "ES256" -> EcJwkGenerator.generateJwk(EllipticCurves.P256);
                default -> OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
            };
            key.setKeyId(keyId);
            key.setAlgorithm(algorithm);
            return key;
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A token with these claims, a JSON object. */
    public static String sign(PublicJsonWebKey key, String claims) {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setAlgorithmHeaderValue(key.getAlgorithm());
            signature.setKeyIdHeaderValue(key.getKeyId());
            signature.setPayload(claims);
            signature.setKey(key.getPrivateKey());
            return signature.getCompactSerialization();
        } catch (JoseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
