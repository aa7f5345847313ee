package dev.roomcast.auth;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import dev.roomcast.RoomcastConfig;
import dev.roomcast.RoomcastConfig.RoomRule;
import dev.roomcast.policy.RoomPattern;
import dev.roomcast.protocol.Right;

/**
 * Makes {@link Grants} of what a token lists and what the settings leave of it. Patterns are compiled here, so that asking
 * allocates nothing; everyone whose token lists no rooms shares one object.
 */
@Singleton
final class GrantRules {

    private static final RoomGrant[] EVERYWHERE_BUT_MODERATE = {
        new RoomGrant(RoomPattern.of("*"), RoomGrant.bits(EnumSet.complementOf(EnumSet.of(Right.MODERATE))))
    };

    /** What a rule leaves that says nothing of rights. */
    private static final Set<Right> ALL = EnumSet.allOf(Right.class);

    private final RoomGrant[] rules;
    private final Grants unlisted;
    private final Grants guest;

    @Inject
    GrantRules(RoomcastConfig config) {
        this(config.rooms(), config.guests().rooms(), config.guests().rights());
    }

    GrantRules(List<RoomRule> rules, List<String> guestRooms, Set<Right> guestRights) {
        this.rules = rules.stream()
                .map(rule -> new RoomGrant(
                        RoomPattern.of(rule.match()),
                        RoomGrant.bits(rule.rights().orElse(ALL))))
                .toArray(RoomGrant[]::new);
        unlisted = narrowed("a token without the claim rooms", EVERYWHERE_BUT_MODERATE);
        int rights = RoomGrant.bits(guestRights);
        guest = narrowed(
                "the settings roomcast.guests.rooms and roomcast.guests.rights",
                guestRooms.stream()
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
     * @param authority what the token's roles amount to
     * @param listed what the token's {@code rooms} claim lists; null where it has none
     */
    Grants token(Authority authority, List<RoomGrant> listed) {
        if (authority.admin()) {
            return RoleGrants.ADMIN;
        }
        if (authority.service()) {
            return RoleGrants.SERVICE;
        }
        return listed == null ? unlisted : narrowed("the claim rooms", listed.toArray(new RoomGrant[0]));
    }

    private Grants narrowed(String source, RoomGrant... grants) {
        return new ListedGrants(source, grants, rules);
    }
}
