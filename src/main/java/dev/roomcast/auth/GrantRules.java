package dev.roomcast.auth;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.RoomcastConfig.RoomRule;
import dev.roomcast.protocol.Right;

/**
 * Makes {@link Grants} of what a token lists and what the settings leave of it. Patterns are compiled here, so that asking
 * allocates nothing; everyone whose token lists no rooms shares one object.
 */
@Singleton
final class GrantRules {

    private static final Grants EVERYTHING = (right, room) -> true;
    private static final Grants ALL_BUT_MODERATE = (right, room) -> right != Right.MODERATE;
    private static final RoomGrant[] EVERYWHERE_BUT_MODERATE = {
        new RoomGrant(RoomPattern.of("*"), RoomGrant.bits(EnumSet.complementOf(EnumSet.of(Right.MODERATE))))
    };

    private final RoomGrant[] rules;
    private final Grants unlisted;
    private final Grants guest;

    @Inject
    GrantRules(RoomcastConfig config) {
        this(config.rooms(), config.guests().rooms(), config.guests().rights());
    }

    GrantRules(List<RoomRule> rules, List<String> guestRooms, Set<Right> guestRights) {
        this.rules = rules.stream()
                .map(rule -> new RoomGrant(RoomPattern.of(rule.match()), RoomGrant.bits(rule.rights())))
                .toArray(RoomGrant[]::new);
        unlisted = this.rules.length == 0 ? ALL_BUT_MODERATE : narrowed(EVERYWHERE_BUT_MODERATE);
        int rights = RoomGrant.bits(guestRights);
        guest = narrowed(guestRooms.stream()
                .map(room -> new RoomGrant(RoomPattern.of(room), rights))
                .toArray(RoomGrant[]::new));
    }

    /** What a guest may do. */
    Grants guest() {
        return guest;
    }

    /**
     * What the bearer of a token may do.
     *
     * @param roles the token's roles
     * @param listed what the token's {@code rooms} claim lists; null where it has none
     */
    Grants token(Set<String> roles, List<RoomGrant> listed) {
        if (roles.contains(User.ADMIN)) {
            return EVERYTHING;
        }
        if (roles.contains(User.SERVICE)) {
            return ALL_BUT_MODERATE;
        }
        return listed == null ? unlisted : narrowed(listed.toArray(new RoomGrant[0]));
    }

    /** Grants that overlap add up; rules that overlap take away. */
    private Grants narrowed(RoomGrant[] grants) {
        return new ListedGrants(grants, rules);
    }
}
