package dev.roomcast.auth;

import java.util.Collection;
import java.util.Set;

import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;

/** The caller behind a verified token, as Quarkus' security and MicroProfile JWT know one; its groups are the roles. */
public final class TokenPrincipal extends JWTCallerPrincipal {

    private final JwtClaims claims;
    private final User user;

    TokenPrincipal(String token, String type, JwtClaims claims, User user) {
        super(token, type);
        this.claims = claims;
        this.user = user;
    }

    /** Who it is. */
    public User user() {
        return user;
    }

    @Override
    public String getName() {
        return user.id();
    }

    @Override
    public Set<String> getGroups() {
        return user.roles();
    }

    @Override
    protected Collection<String> doGetClaimNames() {
        return claims.getClaimNames();
    }

    /** Times are whole seconds and audiences a set, as MicroProfile JWT has them. */
    @Override
    protected Object getClaimValue(String name) {
        Object value = claims.getClaimValue(name);
        return switch (name) {
            case "groups" -> user.roles();
            case "exp", "iat", "nbf", "auth_time", "updated_at" ->
                value instanceof Number seconds ? (Object) seconds.longValue() : value;
            case "aud" -> audience();
            default -> value;
        };
    }

    private Set<String> audience() {
        try {
            return claims.hasAudience() ? Set.copyOf(claims.getAudience()) : null;
        } catch (MalformedClaimException notNames) {
            return null;
        }
    }
}
