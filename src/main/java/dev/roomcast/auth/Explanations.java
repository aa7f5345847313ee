package dev.roomcast.auth;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import dev.roomcast.protocol.Names;
import dev.roomcast.protocol.Right;

/**
 * Says why somebody has a right in a room, or has not. What a user may do is said by their token, and tokens are not kept:
 * so it is told by the connections that they have to this instance. For somebody without one it is told what the settings
 * leave of a token that says nothing.
 */
@Singleton
public class Explanations {

    /**
     * An answer.
     *
     * @param because what decided, each a sentence
     */
    public record Explanation(boolean allowed, List<String> because) {}

    private final KnownUsers known;
    private final GrantRules rules;

    @Inject
    Explanations(KnownUsers known, GrantRules rules) {
        this.known = known;
        this.rules = rules;
    }

    /** Why that user may or may not. On any thread. */
    public Explanation explain(String userId, String roomId, Right right) {
        Collection<User> connected = known.connected(userId);
        if (connected.isEmpty()) {
            boolean guest = userId.startsWith(Names.GUEST_PREFIX);
            Grants grants = guest ? rules.guest() : rules.token(Authority.NONE, null);
            List<String> because = new ArrayList<>();
            because.add(
                    guest
                            ? "not connected to this instance: told as for any guest"
                            : "not connected to this instance, so the token is not known: told as for one without"
                                    + " roles and without the claim rooms");
            because.addAll(grants.because(right, roomId));
            return new Explanation(grants.allow(right, roomId), because);
        }
        boolean allowed = false;
        Set<String> because = new LinkedHashSet<>();
        for (User user : connected) {
            allowed |= user.may(right, roomId);
            because.addAll(user.grants().because(right, roomId));
        }
        return new Explanation(allowed, List.copyOf(because));
    }
}
