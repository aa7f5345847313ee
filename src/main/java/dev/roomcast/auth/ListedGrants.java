package dev.roomcast.auth;

import java.util.ArrayList;
import java.util.List;

import dev.roomcast.protocol.Right;

/** Rights by patterns of rooms: grants that overlap add up, rules that overlap take away. Allocates nothing when asked. */
final class ListedGrants implements Grants {

    private final RoomGrant[] grants;
    private final RoomGrant[] rules;

    ListedGrants(RoomGrant[] grants, RoomGrant[] rules) {
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
}
