package dev.roomcast.auth;

import java.util.ArrayList;
import java.util.List;

import dev.roomcast.protocol.Right;

/** Rights by patterns of rooms: grants that overlap add up, rules that overlap take away. Allocates nothing when asked. */
final class ListedGrants implements Grants {

    private final String source;
    private final RoomGrant[] grants;
    private final RoomGrant[] rules;

    /** {@code source}: who gives them, for explanations: the claim, the settings, or what is so by default. */
    ListedGrants(String source, RoomGrant[] grants, RoomGrant[] rules) {
        this.source = source;
        this.grants = grants;
        this.rules = rules;
    }

    @Override
    public boolean allow(Right right, String room) {
        boolean granted = false;
        for (RoomGrant grant : grants) {
            if (grant.has(right) && grant.matches(room)) {
                granted = true;
                break;
            }
        }
        if (!granted) {
            return false;
        }
        for (RoomGrant rule : rules) {
            if (!rule.has(right) && rule.matches(room)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public List<String> prefixes(Right right) {
        List<String> prefixes = new ArrayList<>();
        for (RoomGrant grant : grants) {
            if (grant.has(right)) {
                prefixes.add(grant.pattern().prefix());
            }
        }
        return prefixes;
    }

    @Override
    public List<String> because(Right right, String room) {
        List<String> because = new ArrayList<>();
        for (int i = 0; i < grants.length; i++) {
            if (grants[i].has(right) && grants[i].matches(room)) {
                because.add("%s, entry %d (match \"%s\"), gives %s"
                        .formatted(source, i, grants[i].pattern(), right.wireName()));
            }
        }
        if (because.isEmpty()) {
            because.add("%s does not give %s in this room".formatted(source, right.wireName()));
        }
        for (int i = 0; i < rules.length; i++) {
            if (!rules[i].has(right) && rules[i].matches(room)) {
                because.add("setting roomcast.rooms[%d] (match \"%s\") takes %s away"
                        .formatted(i, rules[i].pattern(), right.wireName()));
            }
        }
        return because;
    }
}
