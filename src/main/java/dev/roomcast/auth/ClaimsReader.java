package dev.roomcast.auth;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import org.jose4j.jwt.JwtClaims;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.policy.RoomPattern;
import dev.roomcast.protocol.AuthFailure;
import dev.roomcast.protocol.Names;
import dev.roomcast.protocol.Right;
import dev.roomcast.protocol.UserRef;

/**
 * Reads who somebody is from the claims of a verified token. Of the claims that may say the same thing the first that is
 * there is the one used, and has to be of its kind; the others are not looked at. Null is no kind; a numeric user id is a
 * whole number.
 */
@Singleton
final class ClaimsReader {

    private final GrantRules grantRules;
    private final Set<String> adminRoles;
    private final Set<String> serviceRoles;

    @Inject
    ClaimsReader(GrantRules grantRules, RoomcastConfig config) {
        this(grantRules, config.auth().adminRoles(), config.auth().serviceRoles());
    }

    ClaimsReader(GrantRules grantRules, Set<String> adminRoles, Set<String> serviceRoles) {
        this.grantRules = grantRules;
        this.adminRoles = Set.copyOf(adminRoles);
        this.serviceRoles = Set.copyOf(serviceRoles);
    }

    /** Whether settings of SmallRye JWT say where in a token the subject or the groups are, or what they are by default. */
    static boolean isMapped(JWTAuthContextInfo settings) {
        return settings.getGroupsPath() != null
                || settings.getSubjectPath() != null
                || settings.getDefaultGroupsClaim() != null
                || settings.getDefaultSubjectClaim() != null;
    }

    /**
     * The user of those claims.
     *
     * @param claims after SmallRye JWT has put subject and groups in their place, where settings say so
     * @param terms the token's times and id
     * @throws TokenException with {@code invalid-token} where a claim that counts is not as it has to be
     */
    User read(JwtClaims claims, JWTAuthContextInfo settings, TokenTerms terms) {
        Map<String, Object> all = claims.getClaimsMap();
        String id = id(first(all, "userId", "sub"));
        String username = all.containsKey("username") || all.containsKey("preferred_username") || all.containsKey("upn")
                ? username(first(all, "username", "preferred_username", "upn"))
                : shortened(id);
        // Where a setting says which claim has the roles, no other one has a say.
        Set<String> roles = settings.getGroupsPath() != null ? roles(all, "groups") : roles(all, "roles", "groups");
        Authority authority = authority(roles);
        List<RoomGrant> listed = all.containsKey("rooms") ? rooms(all.get("rooms"), id) : null;
        return new User(new UserRef(id, username, false), roles, authority, grantRules.token(authority, listed), terms);
    }

    private static Object first(Map<String, Object> claims, String... names) {
        for (String name : names) {
            if (claims.containsKey(name)) {
                return claims.get(name);
            }
        }
        return null;
    }

    private static String id(Object claim) {
        boolean whole = claim instanceof Long || claim instanceof Integer || claim instanceof BigInteger;
        require(whole || claim instanceof String);
        String id = claim.toString();
        require(Names.isId(id) && !id.startsWith(Names.GUEST_PREFIX));
        return id;
    }

    private static String username(Object claim) {
        require(claim instanceof String name && Names.isUsername(name));
        return (String) claim;
    }

    private static String shortened(String id) {
        return id.codePointCount(0, id.length()) <= Names.MAX_USERNAME
                ? id
                : id.substring(0, id.offsetByCodePoints(0, Names.MAX_USERNAME));
    }

    private static Set<String> roles(Map<String, Object> claims, String... names) {
        Object claim = first(claims, names);
        if (claim == null) {
            for (String name : names) {
                require(!claims.containsKey(name));
            }
            return Set.of();
        }
        require(claim instanceof Collection);
        Set<String> roles = new LinkedHashSet<>();
        for (Object role : (Collection<?>) claim) {
            require(role instanceof String);
            roles.add((String) role);
        }
        return Collections.unmodifiableSet(roles);
    }

    private Authority authority(Set<String> roles) {
        boolean admin = !Collections.disjoint(roles, adminRoles);
        boolean service = !Collections.disjoint(roles, serviceRoles);
        return admin || service ? new Authority(admin, service) : Authority.NONE;
    }

    private static List<RoomGrant> rooms(Object claim, String userId) {
        require(claim instanceof Collection);
        Collection<?> entries = (Collection<?>) claim;
        List<RoomGrant> grants = new ArrayList<>(entries.size());
        for (Object entry : entries) {
            require(entry instanceof Map);
            Object match = ((Map<?, ?>) entry).get("match");
            Object rights = ((Map<?, ?>) entry).get("rights");
            require(match instanceof String && rights instanceof Collection);
            grants.add(new RoomGrant(RoomPattern.of((String) match, userId), rights((Collection<?>) rights)));
        }
        return grants;
    }

    /** The rights as bits; those of another version of the protocol are no rights here. */
    private static int rights(Collection<?> names) {
        int bits = 0;
        for (Object name : names) {
            require(name instanceof String);
            bits |= Right.of((String) name).map(RoomGrant::bit).orElse(0);
        }
        return bits;
    }

    private static void require(boolean asItHasToBe) {
        if (!asItHasToBe) {
            throw new TokenException(AuthFailure.INVALID_TOKEN);
        }
    }
}
