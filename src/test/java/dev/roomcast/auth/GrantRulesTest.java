package dev.roomcast.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.roomcast.RoomcastConfig.RoomRule;
import dev.roomcast.policy.RoomPattern;
import dev.roomcast.protocol.Right;

class GrantRulesTest {

    private static final Set<Right> ALL = EnumSet.allOf(Right.class);
    private static final Set<Right> FOUR = EnumSet.complementOf(EnumSet.of(Right.MODERATE));

    private final GrantRules open = rules(List.of());
    private final GrantRules narrowed =
            rules(List.of(rule("notice-*", Right.JOIN, Right.HISTORY), rule("*-silent", Right.JOIN, Right.WRITE)));

    @Test
    void withoutAClaimOneHasFourRightsEverywhere() {
        assertThat(rightsOf(open.token(Authority.NONE, null), "any")).isEqualTo(FOUR);
        assertThat(open.token(Authority.NONE, null)).isSameAs(open.token(Authority.NONE, null));
    }

    @Test
    void withAClaimOneHasWhatItListsAndEntriesAddUp() {
        Grants grants = open.token(
                Authority.NONE, List.of(grant("team-*", Right.JOIN), grant("team-7", Right.WRITE, Right.MODERATE)));
        assertThat(rightsOf(grants, "team-7")).containsExactlyInAnyOrder(Right.JOIN, Right.WRITE, Right.MODERATE);
        assertThat(rightsOf(grants, "team-8")).containsExactly(Right.JOIN);
        assertThat(rightsOf(grants, "lobby")).isEmpty();
    }

    @Test
    void anEmptyClaimGivesNothing() {
        assertThat(rightsOf(open.token(Authority.NONE, List.of()), "lobby")).isEmpty();
    }

    @Test
    void adminsAndServicesStandAboveClaimsAndRules() {
        assertThat(rightsOf(narrowed.token(new Authority(true, false), List.of()), "notice-1"))
                .isEqualTo(ALL);
        assertThat(rightsOf(narrowed.token(new Authority(false, true), List.of()), "notice-1"))
                .isEqualTo(FOUR);
        assertThat(rightsOf(narrowed.token(new Authority(true, true), null), "notice-1"))
                .isEqualTo(ALL);
    }

    @Test
    void rulesTakeAwayAndNeverGive() {
        Grants user = narrowed.token(Authority.NONE, null);
        assertThat(rightsOf(user, "notice-1")).containsExactlyInAnyOrder(Right.JOIN, Right.HISTORY);
        assertThat(rightsOf(user, "notice-silent")).containsExactly(Right.JOIN);
        assertThat(rightsOf(user, "lobby")).isEqualTo(FOUR);
        Grants listed = narrowed.token(Authority.NONE, List.of(grant("*", Right.WRITE, Right.MODERATE)));
        assertThat(rightsOf(listed, "notice-1")).isEmpty();
    }

    @Test
    void guestsHaveWhatTheSettingsSay() {
        GrantRules rules = new GrantRules(
                List.of(rule("open-read", Right.JOIN)), List.of("open-*", "lobby"), Set.of(Right.JOIN, Right.WRITE));
        assertThat(rightsOf(rules.guest(), "open-1")).containsExactlyInAnyOrder(Right.JOIN, Right.WRITE);
        assertThat(rightsOf(rules.guest(), "open-read")).containsExactly(Right.JOIN);
        assertThat(rightsOf(rules.guest(), "private")).isEmpty();
    }

    private static GrantRules rules(List<RoomRule> rules) {
        return new GrantRules(rules, List.of("*"), FOUR);
    }

    private static Set<Right> rightsOf(Grants grants, String room) {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (Right right : Right.values()) {
            if (grants.allow(right, room)) {
                rights.add(right);
            }
        }
        return rights;
    }

    private static RoomGrant grant(String match, Right... rights) {
        return new RoomGrant(RoomPattern.of(match), RoomGrant.bits(Set.of(rights)));
    }

    private static RoomRule rule(String match, Right... rights) {
        return new RoomRule() {
            @Override
            public String match() {
                return match;
            }

            @Override
            public Optional<Set<Right>> rights() {
                return Optional.of(Set.of(rights));
            }

            @Override
            public OfHistory history() {
                throw new UnsupportedOperationException();
            }

            @Override
            public OfPresence presence() {
                throw new UnsupportedOperationException();
            }

            @Override
            public OfBatch batch() {
                throw new UnsupportedOperationException();
            }
        };
    }
}
