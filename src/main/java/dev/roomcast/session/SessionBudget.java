package dev.roomcast.session;

import dev.roomcast.auth.User;
import dev.roomcast.history.HistoryReader;
import dev.roomcast.limits.AddressKey;
import dev.roomcast.limits.Budget;
import dev.roomcast.limits.Budgets;
import dev.roomcast.limits.Cost;
import dev.roomcast.limits.Scope;
import dev.roomcast.protocol.ClientMessage;
import dev.roomcast.protocol.Request;
import dev.roomcast.protocol.Utf8;

/**
 * Charges what a connection asks for, before it is done: to the connection, to its user, and to its address; or to none of
 * them, where one has nothing left. Made when the first message comes: most connections of a large server never send
 * one. Owned by the session's loop.
 */
final class SessionBudget implements HistoryReader {

    /** Messages that a join with {@code since} may bring. */
    private static final int RESUME_ROWS = 1_000;

    /** Messages that a join brings where the client does not say how many. */
    private static final int JOIN_ROWS = 50;

    private final Session session;
    private final Budgets budgets;
    private final Budget connection;
    private final String address;

    /**
     * A request past a rate limit.
     *
     * @param retryAfterMs when something is left again
     */
    record RateLimited(Scope scope, Cost cost, long retryAfterMs) {}

    SessionBudget(Session session, Budgets budgets) {
        this.session = session;
        this.budgets = budgets;
        this.connection = budgets.ofConnection();
        this.address = AddressKey.of(session.handshake().remoteAddress());
    }

    /** Charges a message that came, before it is read; null where it may go on. */
    RateLimited message(String text) {
        RateLimited limited = take(Cost.MESSAGES, 1);
        return limited != null ? limited : take(Cost.BYTES, Utf8.length(text));
    }

    /** Charges a ping frame that came, before it is answered; null where it may be. */
    RateLimited ping() {
        return take(Cost.MESSAGES, 1);
    }

    /** Charges what a packed message has inside: that was unpacked already, so later messages pay for it. */
    void unpacked(int bytes) {
        chargeAfterwards(Cost.BYTES, bytes);
    }

    @Override
    public String payer() {
        return session.payer();
    }

    @Override
    public void charge(long reads) {
        chargeAfterwards(Cost.HISTORY_READS, reads);
    }

    /** Charges what nobody knew before it was done: later requests wait until it is paid back. */
    private void chargeAfterwards(Cost cost, long amount) {
        User user = session.user();
        charge(cost, amount, user == null ? null : budgets.ofUser(user.id()), budgets.ofAddress(address));
    }

    private void charge(Cost cost, long amount, Budget ofUser, Budget ofAddress) {
        connection.charge(cost, amount);
        if (ofUser != null) {
            ofUser.charge(cost, amount);
        }
        ofAddress.charge(cost, amount);
    }

    /** Charges a request for what it is, before it is done; null where it may go on. */
    RateLimited request(Request request) {
        RateLimited limited = forMessage(request.message());
        if (limited == null && session.isRename(request.displayName())) {
            limited = take(Cost.RENAMES, 1L + session.memberships().all().size());
        }
        return limited;
    }

    private RateLimited forMessage(ClientMessage message) {
        if (message instanceof ClientMessage.RoomSignal signal) {
            return take(Cost.NEWS_BYTES, Utf8.length(signal.content()));
        } else if (message instanceof ClientMessage.Chat chat) {
            return take(Cost.NEWS_BYTES, Utf8.length(chat.message()));
        } else if (message instanceof ClientMessage.JoinRoom join) {
            RateLimited limited = take(Cost.JOINS, 1);
            return limited != null ? limited : take(Cost.HISTORY_READS, Cost.reads(rows(join)));
        } else if (message instanceof ClientMessage.CreateRoom) {
            return take(Cost.CREATES, 1);
        } else if (message instanceof ClientMessage.GetHistory history) {
            return take(Cost.HISTORY_READS, Cost.reads(history.limit()));
        } else if (message instanceof ClientMessage.GetRooms list) {
            return take(Cost.LIST_READS, Cost.reads(list.limit()));
        } else if (message instanceof ClientMessage.GetRoomMembers list) {
            return take(Cost.LIST_READS, Cost.reads(list.limit()));
        } else if (message instanceof ClientMessage.GetOnlineUsers list) {
            return take(Cost.LIST_READS, Cost.reads(list.limit()));
        } else if (message instanceof ClientMessage.Auth) {
            return take(Cost.SIGN_INS, 1);
        }
        return null;
    }

    private static int rows(ClientMessage.JoinRoom join) {
        if (join.since() != null) {
            return RESUME_ROWS;
        }
        return join.history() == null ? JOIN_ROWS : join.history();
    }

    private RateLimited take(Cost cost, long amount) {
        if (amount == 0) {
            return null;
        }
        long retryAfterMs = connection.retryAfterMs(cost);
        if (retryAfterMs > 0) {
            return new RateLimited(Scope.CONNECTION, cost, retryAfterMs);
        }
        User user = session.user();
        Budget ofUser = user == null ? null : budgets.ofUser(user.id());
        retryAfterMs = ofUser == null ? 0 : ofUser.retryAfterMs(cost);
        if (retryAfterMs > 0) {
            return new RateLimited(Scope.USER, cost, retryAfterMs);
        }
        Budget ofAddress = budgets.ofAddress(address);
        retryAfterMs = ofAddress.retryAfterMs(cost);
        if (retryAfterMs > 0) {
            return new RateLimited(Scope.ADDRESS, cost, retryAfterMs);
        }
        charge(cost, amount, ofUser, ofAddress);
        return null;
    }
}
