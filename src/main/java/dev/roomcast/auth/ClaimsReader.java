package dev.roomcast.auth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.JsonNode;

import dev.roomcast.protocol.AuthFailure;
import dev.roomcast.protocol.Names;
import dev.roomcast.protocol.Right;
import dev.roomcast.protocol.UserRef;

/**
 * Reads who somebody is from the claims of a verified token. Of the claims that may say the same thing the first that is
 * there is the one used, and has to be of its kind; the others are not looked at.
 */
@Singleton
final class ClaimsReader {

    /** Digits of a numeric user id beyond which it is no id; also keeps {@code 1e999999999} from being written out. */
    private static final int MAX_DIGITS = 40;

    private final GrantRules grantRules;

    ClaimsReader(GrantRules grantRules) {
        this.grantRules = grantRules;
    }

    /**
     * The user of those claims.
     *
     * @param expiresAt when the token ends, milliseconds since 1970
     * @throws TokenException with {@code invalid-token} where a claim that counts is not as it has to be
     */
    User read(JsonNode claims, long expiresAt) {
        String id = id(first(claims, "userId", "sub"));
        String username = username(first(claims, "username", "preferred_username", "upn"), id);
        Set<String> roles = roles(first(claims, "roles", "groups"));
        List<RoomGrant> listed = rooms(claims.get("rooms"), id);
        return new User(new UserRef(id, username, false), roles, grantRules.token(roles, listed), expiresAt);
    }

    private static JsonNode first(JsonNode claims, String... names) {
        for (String name : names) {
            JsonNode claim = claims.get(name);
            if (claim != null) {
                return claim;
            }
        }
        return null;
    }

    private static String id(JsonNode claim) {
        String id = claim == null ? null : claim.isNumber() ? decimal(claim) : claim.textValue();
        require(id != null && Names.isId(id) && !id.startsWith(Names.GUEST_PREFIX));
        return id;
    }

    private static String decimal(JsonNode number) {
        if (number.isIntegralNumber()) {
            return number.asText();
        }
        var value = number.decimalValue();
        require(Math.abs((long) value.scale()) <= MAX_DIGITS && value.precision() <= MAX_DIGITS);
        return value.toPlainString();
    }

    private static String username(JsonNode claim, String id) {
        if (claim == null) {
            int codePoints = id.codePointCount(0, id.length());
            return codePoints <= Names.MAX_USERNAME
                    ? id
                    : id.substring(0, id.offsetByCodePoints(0, Names.MAX_USERNAME));
        }
        String username = claim.textValue();
        require(username != null && Names.isUsername(username));
        return username;
    }

    private static Set<String> roles(JsonNode claim) {
        if (claim == null) {
            return Set.of();
        }
        require(claim.isArray());
        Set<String> roles = new LinkedHashSet<>();
        for (JsonNode role : claim) {
            require(role.isTextual());
            roles.add(role.textValue());
        }
        return Collections.unmodifiableSet(roles);
    }

    private static List<RoomGrant> rooms(JsonNode claim, String userId) {
        if (claim == null) {
            return null;
        }
        require(claim.isArray());
        List<RoomGrant> grants = new ArrayList<>(claim.size());
        for (JsonNode entry : claim) {
            require(entry.isObject());
            JsonNode match = entry.get("match");
            JsonNode rights = entry.get("rights");
            require(match != null && match.isTextual() && rights != null && rights.isArray());
            grants.add(new RoomGrant(RoomPattern.of(match.textValue(), userId), rights(rights)));
        }
        return grants;
    }

    /** The rights as bits; those of another version of the protocol are no rights here. */
    private static int rights(JsonNode names) {
        int bits = 0;
        for (JsonNode name : names) {
            require(name.isTextual());
            bits |= Right.of(name.textValue()).map(RoomGrant::bit).orElse(0);
        }
        return bits;
    }

    private static void require(boolean asItHasToBe) {
        if (!asItHasToBe) {
            throw new TokenException(AuthFailure.INVALID_TOKEN);
        }
    }
}
