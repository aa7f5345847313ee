package dev.roomcast.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The signature of a request as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> has it. */
final class Signature {

    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /**
     * The value of {@code webhook-signature}: {@code v1,<base64>} for each secret, with a space between them.
     *
     * @param id value of {@code webhook-id}
     * @param timestamp value of {@code webhook-timestamp}, seconds since 1970
     */
    static String of(List<byte[]> secrets, String id, long timestamp, byte[] body) {
        return secrets.stream().map(secret -> one(secret, id, timestamp, body)).collect(Collectors.joining(" "));
    }

    private static String one(byte[] secret, String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            mac.update((id + '.' + timestamp + '.').getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
