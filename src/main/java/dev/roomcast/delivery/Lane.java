package dev.roomcast.delivery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The live members of a room on one event loop who get the same bytes. */
final class Lane {

    /** Bytes of frames that go as one: more would save next to nothing, and be over a member's bound by itself. */
    private static final int MAX_JOINED_BYTES = 65_536;

    private Subscriber[] members = new Subscriber[4];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(Subscriber subscriber) {
        if (size == members.length) {
            members = Arrays.copyOf(members, size * 2);
        }
        subscriber.index = size;
        members[size++] = subscriber;
    }

    void remove(Subscriber subscriber) {
        Subscriber last = members[--size];
        members[size] = null;
        if (last != subscriber) {
            members[subscriber.index] = last;
            last.index = subscriber.index;
        }
        subscriber.index = -1;
    }

    /** Sends the same to each member: the hot loop, which allocates nothing of its own. */
    void send(Payload payload) {
        for (int i = 0; i < size; i++) {
            members[i].outbox().send(payload);
        }
    }

    /** Sends news to each member; those who are behind do not get it. */
    void sendNews(Payload payload) {
        for (int i = 0; i < size; i++) {
            members[i].outbox().sendNews(payload);
        }
    }

    /** Sends news to the members that it is for. */
    void sendNews(Payload payload, Audience audience) {
        if (audience.isEveryone()) {
            sendNews(payload);
            return;
        }
        for (int i = 0; i < size; i++) {
            if (members[i].hears(audience)) {
                members[i].outbox().sendNews(payload);
            }
        }
    }

    /** Gives every member up. */
    void giveUp() {
        for (int i = 0; i < size; i++) {
            members[i].outbox().giveUp();
        }
    }

    /** Sends frames for each of their audiences; those for everyone that follow each other go as one, up to a size. */
    void send(List<Posting> postings, CompressionService packing) {
        List<Frame> run = new ArrayList<>(postings.size());
        boolean news = false;
        int bytes = 0;
        for (Posting posting : postings) {
            Frame frame = packing == null ? posting.frame() : posting.frame().packed(packing);
            boolean joins = posting.audience().isEveryone();
            if (!joins || posting.isNews() != news || bytes + frame.size() > MAX_JOINED_BYTES) {
                sendJoined(run, news);
                run.clear();
                bytes = 0;
            }
            if (joins) {
                run.add(frame);
                bytes += frame.size();
                news = posting.isNews();
            } else {
                sendNews(frame, posting.audience());
            }
        }
        sendJoined(run, news);
    }

    private void sendJoined(List<Frame> run, boolean news) {
        if (run.size() == 1) {
            send(run.get(0), news);
        } else if (!run.isEmpty()) {
            try (JoinedFrames joined = new JoinedFrames(run)) {
                send(joined, news);
            }
        }
    }

    private void send(Payload payload, boolean news) {
        if (news) {
            sendNews(payload);
        } else {
            send(payload);
        }
    }
}
