package dev.roomcast.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.runtime.configuration.ConfigurationException;
import org.jboss.logging.Logger;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.protocol.AuthFailure;
import dev.roomcast.protocol.Names;
import dev.roomcast.protocol.UserRef;

/**
 * Guests whose key proves itself: it is the guest's id and an HMAC of it, so that nothing has to be remembered, and every
 * instance with the same secret knows every guest.
 */
@Singleton
final class HmacGuests implements Guests {

    /** Bytes of randomness in a guest's id. */
    private static final int ID_BYTES = 16;

    /** Bytes of HMAC-SHA256. */
    private static final int MAC_BYTES = 32;

    private static final int MIN_SECRET_BYTES = 16;

    private static final String ALGORITHM = "HmacSHA256";

    /** Keeps the key for guests apart from every other use of {@code JWT_SECRET}: the info of HKDF (RFC 5869). */
    private static final String LABEL = "roomcast guest keys 1";

    private static final Logger LOG = Logger.getLogger(HmacGuests.class);

    private final boolean enabled;
    private final SecretKeySpec secret;

    /** Copied for each use: to look for one takes longer than to use it. */
    private final Mac keyed;

    private final Grants grants;
    private final SecureRandom random = new SecureRandom();

    @Inject
    HmacGuests(RoomcastConfig config, VerificationKeys keys, GrantRules grantRules) {
        this(config.guests().enabled(), secret(config, keys), grantRules.guest());
    }

    HmacGuests(boolean enabled, byte[] secret, Grants grants) {
        this.enabled = enabled;
        this.secret = new SecretKeySpec(secret, ALGORITHM);
        this.keyed = keyed(this.secret);
        this.grants = grants;
    }

    private static byte[] secret(RoomcastConfig config, VerificationKeys keys) {
        if (config.guests().secret().isPresent()) {
            byte[] secret = config.guests().secret().get().getBytes(StandardCharsets.UTF_8);
            if (secret.length < MIN_SECRET_BYTES) {
                throw new ConfigurationException(
                        "roomcast.guests.secret (ROOMCAST_GUESTS_SECRET) has %d bytes, but at least %d are needed."
                                .formatted(secret.length, MIN_SECRET_BYTES));
            }
            return secret;
        }
        return keys.secret().map(key -> derive(key.getEncoded())).orElseGet(() -> {
            if (config.guests().enabled()) {
                LOG.warn(
                        "Guest keys are valid on this instance only, and until it ends: tokens are signed by others, so"
                                + " there is no secret to sign guest keys with. Set roomcast.guests.secret (ROOMCAST_GUESTS_SECRET)"
                                + " to the same random text on all instances");
            }
            byte[] once = new byte[MAC_BYTES];
            new SecureRandom().nextBytes(once);
            return once;
        });
    }

    /** HKDF with one block and no salt: extract, then expand with the label. */
    static byte[] derive(byte[] secret) {
        byte[] extracted = mac(new SecretKeySpec(new byte[MAC_BYTES], ALGORITHM), secret);
        byte[] info = LABEL.getBytes(StandardCharsets.US_ASCII);
        byte[] block = new byte[info.length + 1];
        System.arraycopy(info, 0, block, 0, info.length);
        block[info.length] = 1;
        return mac(new SecretKeySpec(extracted, ALGORITHM), block);
    }

    @Override
    public boolean enabled() {
        return enabled;
    }

    @Override
    public Guest create() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        byte[] mac = mac(id);
        byte[] key = new byte[ID_BYTES + MAC_BYTES];
        System.arraycopy(id, 0, key, 0, ID_BYTES);
        System.arraycopy(mac, 0, key, ID_BYTES, MAC_BYTES);
        return new Guest(user(id), Base64.getUrlEncoder().withoutPadding().encodeToString(key));
    }

    @Override
    public User recognize(String key) {
        byte[] bytes = enabled ? decoded(key) : null;
        if (bytes == null || bytes.length != ID_BYTES + MAC_BYTES) {
            throw new TokenException(AuthFailure.INVALID_TOKEN);
        }
        byte[] id = Arrays.copyOf(bytes, ID_BYTES);
        byte[] given = Arrays.copyOfRange(bytes, ID_BYTES, bytes.length);
        if (!MessageDigest.isEqual(mac(id), given)) {
            throw new TokenException(AuthFailure.INVALID_TOKEN);
        }
        return user(id);
    }

    /** The bytes of a key; null where it is too long to be one, or none. */
    private static byte[] decoded(String key) {
        if (key == null || key.length() > 2 * (ID_BYTES + MAC_BYTES)) {
            return null;
        }
        try {
            return Base64.getUrlDecoder().decode(key);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private User user(byte[] id) {
        String hex = HexFormat.of().formatHex(id);
        return new User(
                new UserRef(Names.GUEST_PREFIX + hex, "Guest-" + hex.substring(0, 4), true),
                Set.of(),
                Authority.NONE,
                grants,
                TokenTerms.NONE);
    }

    private static byte[] mac(SecretKeySpec key, byte[] data) {
        return keyed(key).doFinal(data);
    }

    private static Mac keyed(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    /** The HMAC of a guest's id. */
    private byte[] mac(byte[] id) {
        try {
            return ((Mac) keyed.clone()).doFinal(id);
        } catch (CloneNotSupportedException otherProvider) {
            return keyed(secret).doFinal(id);
        }
    }
}
