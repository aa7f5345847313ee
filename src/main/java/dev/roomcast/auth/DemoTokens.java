package dev.roomcast.auth;

import java.time.Duration;
import java.util.Set;
import javax.crypto.SecretKey;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import org.jboss.logging.Logger;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.protocol.Names;

/**
 * The demo sign-in: a token for any name that asks. It proves nothing, and is there to try the server out; production has
 * it only where {@code roomcast.demo-login.enabled} says so.
 */
@Singleton
public class DemoTokens {

    /** How long a token is good. */
    public static final Duration LIFE = Duration.ofHours(24);

    /** The role of everyone who signs in so. */
    private static final String ROLE = "user";

    private static final Logger LOG = Logger.getLogger(DemoTokens.class);

    private final SecretKey secret;
    private final JWTAuthContextInfo settings;

    @Inject
    DemoTokens(RoomcastConfig config, VerificationKeys keys, JWTAuthContextInfo settings) {
        boolean asked = config.demoLogin().enabled();
        if (asked && keys.secret().isEmpty()) {
            LOG.warn("The demo sign-in (roomcast.demo-login.enabled) is off: it signs with JWT_SECRET,"
                    + " and tokens here are signed by others");
        }
        secret = asked ? keys.secret().orElse(null) : null;
        this.settings = settings;
    }

    /** Whether tokens are given out. */
    public boolean enabled() {
        return secret != null;
    }

    /** Whether somebody may have that name. */
    public static boolean isName(String name) {
        return Names.isUsername(name) && !name.startsWith(Names.GUEST_PREFIX);
    }

    /**
     * A token for that name.
     *
     * @throws IllegalStateException where the demo sign-in is off
     */
    public String issue(String name) {
        if (secret == null) {
            throw new IllegalStateException("The demo sign-in is off");
        }
        JwtClaimsBuilder claims = Jwt.claim("userId", name)
                .claim("username", name)
                .claim("roles", Set.of(ROLE))
                .expiresIn(LIFE);
        if (settings.getIssuedBy() != null) {
            claims.issuer(settings.getIssuedBy());
        }
        if (settings.getExpectedAudience() != null) {
            claims.audience(settings.getExpectedAudience());
        }
        return claims.jws().algorithm(SignatureAlgorithm.HS256).sign(secret);
    }
}
