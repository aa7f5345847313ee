package dev.roomcast.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Who is in a room: the server's list, and what changed since. News may get lost, and in large rooms there is only a
 * count; where the count says that the list is wrong, it is asked for again. On the loop, but for {@link #list}.
 */
final class Members {

    /** Asks for a page of the list; {@code cursor} is null for the first. */
    interface Pages {
        void page(String cursor, BiConsumer<JsonNode, RoomcastException> then);
    }

    /** How old the server's list may be over many instances, in milliseconds: sooner, asking again tells nothing new. */
    private static final long LIST_AGE_MS = 15_000;

    private final Loop loop;
    private final Pages pages;
    private final Consumer<List<Member>> changed;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private volatile List<Member> list = List.of();
    private int expected;
    private boolean loading;
    private boolean stopped;
    private Loop.Timer timer;

    Members(Loop loop, Pages pages, Consumer<List<Member>> changed) {
        this.loop = loop;
        this.pages = pages;
        this.changed = changed;
    }

    /** For any thread. */
    List<Member> list() {
        return list;
    }

    /** Asks for the list; {@code memberCount} counts connections, as in what the server sends. */
    void load(int memberCount) {
        expected = memberCount;
        cancelTimer();
        if (!loading && !stopped) {
            loading = true;
            read(null, new ArrayList<>());
        }
    }

    void apply(MemberChange change, boolean came) {
        User user = change.user();
        Member before = members.get(user.id());
        int connections = (before == null ? 0 : before.connections()) + (came ? 1 : -1);
        if (connections > 0) {
            members.put(user.id(), new Member(user.id(), user.username(), user.guest(), connections));
        } else {
            members.remove(user.id());
        }
        publish();
        counted(change.memberCount());
    }

    /** So many connections are in; who they are the list will say. */
    void counted(int memberCount) {
        expected = memberCount;
        compare();
    }

    void stop() {
        stopped = true;
        cancelTimer();
    }

    private void read(String cursor, List<Member> found) {
        pages.page(cursor, (answer, error) -> {
            if (answer == null) {
                loaded(); // without the right to it, or without a connection; joining again asks again
                return;
            }
            answer.path("members").forEach(member -> found.add(Frames.member(member)));
            String next = answer.path("cursor").textValue();
            if (next != null) {
                read(next, found);
                return;
            }
            if (!stopped) {
                members.clear();
                found.forEach(member -> members.put(member.id(), member));
                publish();
            }
            loaded();
        });
    }

    private void loaded() {
        loading = false;
        compare();
    }

    private void publish() {
        list = List.copyOf(members.values());
        changed.accept(list);
    }

    private void compare() {
        int listed = members.values().stream().mapToInt(Member::connections).sum();
        if (listed != expected && !stopped && !loading && timer == null) {
            timer = loop.after(LIST_AGE_MS, () -> {
                timer = null;
                load(expected);
            });
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
