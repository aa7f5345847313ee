package dev.roomcast.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.testing.Frame;
import dev.roomcast.testing.ServerProcess;
import dev.roomcast.testing.Tokens;

/** Secrets from the environment are used character by character, whatever they would mean in a configuration file. */
class SecretsIT {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a-secret-for-tests-only-of-32-bytes$$and-${HOME:more}-and-${java.version}-\\$-\\\\$-{",
                "a-secret-for-tests-only-of-32-bytes-that-ends-with-${",
                "  a-secret-for-tests-only-of-32-bytes, with spaces, and commas\\, ",
            })
    void aTokenAndAGuestKeySignedWithThatVerySecretAreAccepted(String secret) throws Exception {
        try (ServerProcess process = ServerProcess.start(
                "JWT_SECRET", secret, "ROOMCAST_GUESTS_ENABLED", "true", "ROOMCAST_GUESTS_SECRET", secret)) {
            String token = Tokens.of("alice").signedWith(secret).sign();
            Frame welcome = process.server().chat().token(token).connect().welcome();
            assertThat(welcome.at("/user/id").asText()).isEqualTo("alice");

            Frame known = process.server().guest().request("auth", "guestKey", guestKey(secret));
            assertThat(known.at("/user/id").asText()).isEqualTo("guest:" + "00".repeat(16));

            String admin = Tokens.of("root")
                    .claim("roles", List.of("admin"))
                    .signedWith(secret)
                    .sign();
            String instance = process.server().api(admin).get("/api/instance").text();
            assertThat(instance)
                    .contains("{\"name\":\"roomcast.guests.secret\",\"value\":\"(set)\"}")
                    .doesNotContain("a-secret-for-tests");
        }
    }

    /** The id and its HMAC: the key of the guest whose id is all zeros. */
    private static String guestKey(String secret) throws GeneralSecurityException {
        byte[] id = new byte[16];
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        key.writeBytes(id);
        key.writeBytes(mac.doFinal(id));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.toByteArray());
    }
}
