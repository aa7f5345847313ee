package dev.roomcast.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Knows who one is: the token, or the guest's key, and how each is shown to the server. A token is asked for once, and
 * shown until it ends or is refused. All on the loop.
 */
final class SignIn {

    /** Of a token that does not say when it ends. */
    private static final long NEVER = Long.MAX_VALUE;

    private final Loop loop;
    private final Callbacks callbacks;
    private final Settings settings;
    /** To be shown next, or in use; null where another one has to be had. */
    private String token;
    /** What the server has seen last, and what it has refused. */
    private String shown;

    private String refused;
    private TokenNeed need = TokenNeed.CONNECTING;
    /** When the present token ends, in milliseconds since 1970 by this machine's clock. */
    private long endsAt = NEVER;
    /** Who wait for the token that is being fetched; empty where none is. */
    private final List<BiConsumer<String, RoomcastException>> fetching = new ArrayList<>();

    private String guestKey;
    private boolean keyRefused;

    SignIn(Loop loop, Callbacks callbacks, Settings settings) {
        this.loop = loop;
        this.callbacks = callbacks;
        this.settings = settings;
        this.guestKey = settings.guestKey().orElse(null);
    }

    /** Begins anew: a source is asked again. */
    void start() {
        token = settings.fixedToken().orElse(null);
        refused = null;
        need = TokenNeed.CONNECTING;
        endsAt = NEVER;
    }

    /** The token for a new connection, null without one; or an error where the source failed. */
    void forConnection(BiConsumer<String, RoomcastException> then) {
        if (asksSource() && loop.wallMillis() >= endsAt) {
            expired();
        }
        if (token != null) {
            then.accept(token, null);
        } else {
            fetch(need, then);
        }
    }

    /** What of it goes into the handshake. */
    Optional<String> forHandshake(String next) {
        if (next == null || settings.signInByMessage()) {
            return Optional.empty();
        }
        shown = next;
        return Optional.of(next);
    }

    /** A token that follows the present one, to sign in with before it ends; null where there is no source. */
    void successor(BiConsumer<String, RoomcastException> then) {
        BiConsumer<String, RoomcastException> check = (next, error) -> {
            if (next != null && next.equals(shown)) {
                then.accept(null, new RoomcastException(ErrorCode.TIMEOUT, "no other token yet"));
            } else {
                then.accept(next, error);
            }
        };
        if (!asksSource()) {
            then.accept(null, null);
        } else if (token != null && !token.equals(shown)) {
            then.accept(token, null);
        } else {
            fetch(TokenNeed.EXPIRING, check);
        }
    }

    /** What is to be said after the server's {@code welcome}; empty where that has let one in, or asks who one is. */
    Optional<ObjectNode> afterWelcome(JsonNode welcome) {
        boolean isGuest = welcome.path("user").path("guest").asBoolean();
        String newKey = welcome.path("guestKey").textValue();
        if (token != null && (isGuest || !welcome.has("user"))) {
            shown = token;
            return Optional.of(Frames.object("auth").put("token", token));
        }
        if (isGuest && guestKey != null && !guestKey.equals(newKey)) {
            return Optional.of(Frames.object("auth").put("guestKey", guestKey));
        }
        if (isGuest && newKey != null) {
            guestKey = newKey;
        }
        return Optional.empty();
    }

    /** A token is shown in a message that the application or the refresh has asked for. */
    void showing(String next) {
        shown = next;
    }

    /** The server took what was shown, which then ends so many milliseconds after 1970; {@code next} may be null. */
    void accepted(String next, Optional<Long> end) {
        token = next == null ? token : next;
        shown = token;
        endsAt = end.orElse(NEVER);
        need = TokenNeed.CONNECTING;
        refused = null;
    }

    void ends(long at) {
        endsAt = at;
    }

    /** The server would not have what was shown. True where that was the guest's key, which is then forgotten. */
    boolean refuse() {
        if (shown != null) {
            drop(TokenNeed.REFUSED);
            return false;
        }
        keyRefused = guestKey != null;
        guestKey = null;
        return keyRefused;
    }

    void expired() {
        drop(TokenNeed.EXPIRING);
    }

    /** Whether there may be something else to show. Asking forgets that a guest's key was refused. */
    boolean takeAnother() {
        boolean asNewGuest = keyRefused;
        keyRefused = false;
        return asNewGuest || asksSource() || token != null;
    }

    /** Another token was needed, and there is none. */
    boolean isExhausted() {
        return token == null && need != TokenNeed.CONNECTING;
    }

    private boolean asksSource() {
        return settings.tokenSource().isPresent();
    }

    private void drop(TokenNeed next) {
        if (token != null && token.equals(shown)) {
            token = null; // a successor that has not been shown stays
        }
        refused = shown;
        need = next;
        endsAt = NEVER;
    }

    /** Several who need a token at a time wait for the same one. */
    private void fetch(TokenNeed why, BiConsumer<String, RoomcastException> then) {
        if (!asksSource()) {
            then.accept(null, null);
            return;
        }
        fetching.add(then);
        if (fetching.size() > 1) {
            return;
        }
        TokenSource source = settings.tokenSource().get();
        boolean[] settled = new boolean[1];
        FutureTask<String> call = new FutureTask<>(() -> source.token(why));
        Loop.Timer deadline = loop.after(settings.tokenTimeout(), () -> {
            settled[0] = true;
            call.cancel(true);
            String text = "no token within " + settings.tokenTimeout() + " ms";
            fetched(null, new RoomcastException(ErrorCode.TIMEOUT, text));
        });
        callbacks.run(() -> {
            call.run();
            loop.execute(() -> {
                if (!settled[0]) {
                    deadline.cancel();
                    take(call);
                }
            });
        });
    }

    private void take(FutureTask<String> call) {
        String next;
        try {
            next = call.get();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e); // it is done, and nothing is waited for
        } catch (ExecutionException e) {
            String text =
                    "the source of tokens failed: " + e.getCause().getClass().getSimpleName();
            fetched(null, new RoomcastException(ErrorCode.UNAUTHENTICATED, text));
            return;
        }
        token = next == null || next.equals(refused) ? null : next;
        if (token == null || !token.equals(shown)) {
            endsAt = NEVER;
        }
        fetched(token, null);
    }

    private void fetched(String next, RoomcastException error) {
        List<BiConsumer<String, RoomcastException>> waiting = List.copyOf(fetching);
        fetching.clear();
        waiting.forEach(one -> one.accept(next, error));
    }
}
