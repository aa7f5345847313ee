package dev.roomcast.abuse;

import java.util.List;
import java.util.Locale;

/** Every attack of the suite, with a sentence of what it does. All of it comes from one address. */
enum Attack {
    NO_ATTACK("nobody attacks: what bystanders see by themselves", attackers -> attackers.atRate(1, () -> {})),

    CLOSE_IN_HANDSHAKE(
            "400 handshakes a second, each with a close frame in the same packet", HandshakeAttacks::closeInHandshake),
    RESET_IN_HANDSHAKE("400 handshakes a second, each reset within 4 ms", HandshakeAttacks::resetInHandshake),
    FRAMES_IN_HANDSHAKE(
            "frames in the handshake's packet, whole or split anywhere: all are answered",
            HandshakeAttacks::framesInHandshake),
    SLOW_HEADERS(
            "500 sockets that send a byte of a header each second: cut after 30 s",
            45,
            List.of(),
            HandshakeAttacks::slowHeaders),
    BAD_TOKENS("1,500 handshakes a second with a token of a wrong key", HandshakeAttacks::badTokens),
    CONNECTION_FLOOD("2,000 new connections a second, of which 2,000 are held", HandshakeAttacks::connectionFlood),

    PING_FLOOD("20 connections of one user that send PINGs and never read", FrameAttacks::pingFlood),
    UNFINISHED_FRAGMENTS("500 guests with 60 KB each of a message that never ends", FrameAttacks::unfinishedFragments),
    EMPTY_FRAGMENTS("20 connections that send empty fragments without an end", FrameAttacks::emptyFragments),
    TEXT_BEFORE_SIGN_IN("20 connections without a token that send requests", FrameAttacks::textBeforeSignIn),
    COMPRESSED_BEFORE_SIGN_IN(
            "20 connections without a token that send `compressed` of 250 KiB unpacked",
            FrameAttacks::compressedBeforeSignIn),
    DEFLATE_BOMBS(
            "permessage-deflate on: 20 guests that send frames of 16 KB that unpack to 16 MB",
            0,
            List.of("QUARKUS_WEBSOCKETS_NEXT_SERVER_PER_MESSAGE_COMPRESSION_SUPPORTED", "true"),
            FrameAttacks::deflateBombs),
    NEVER_READING(
            "200 members who never read, in the bystanders' room and in one with 60 KB messages",
            FrameAttacks::neverReadingMembers),

    UNREAD_HISTORY(
            "a message of 250 KiB; 20 connections ask for it 190 times each and on, and never read",
            HistoryAttacks::unread),
    CHANGING_HISTORY(
            "a room of 4 MiB; 20 connections with gzip ask for ever other parts of it, 100 a second each",
            HistoryAttacks::changingLimits),

    NARROW_ROOMS(
            "20,000 open rooms; 20 connections that may see none of them ask for the list, 100 a second each",
            ListAttacks::narrowRooms),
    ONLINE_USERS("500 users online; 20 connections ask who they are, 100 a second each", ListAttacks::onlineUsers),
    ROOM_MEMBERS("a room of 500; 20 members ask who is in it, 100 a second each", ListAttacks::roomMembers),

    COMPRESSED_SIGNALS(
            "room signals of 200 KiB, as `compressed` of 400 bytes, into the bystanders' room, 2,000 a second",
            MessageAttacks::compressedSignals),
    COMPRESSED_CHAT("the same as `chat` to everyone", MessageAttacks::compressedChat),
    LARGEST_NEWS("`chat` and room signals of 16 KB to the bystanders, 2,000 a second", MessageAttacks::largestNews),
    LARGE_MESSAGES(
            "messages of 200 KiB over 70 rooms, 20 connections with 100 a second each", MessageAttacks::largeMessages),
    OWN_MESSAGE_IDS(
            "2,000 small messages a second in one room, with long ids of their own, where all logs may take 3 MB",
            0,
            List.of("ROOMCAST_MEMORY_MAX_BYTES", "3000000"),
            MessageAttacks::ownMessageIds),
    TEXT_FLOOD("20 connections that send messages far over their rate", MessageAttacks::textFlood),
    JOINS_AND_LEAVES(
            "20 connections that join and leave the bystanders' room, 50 times a second each",
            MessageAttacks::joinsAndLeaves),
    RENAMES("20 guests in the bystanders' room who take another name 100 times a second", MessageAttacks::renames),
    SIGN_INS("2,000 bad tokens and 2,000 renewals a second by `auth`", MessageAttacks::signIns),
    THROWAWAY_GUESTS(
            "20 guests a second who each join 128 rooms of 512-byte names and leave", MessageAttacks::throwawayGuests),

    TRICKLED_BODIES("250 requests to `/api/auth` whose bodies trickle", HttpAttacks::trickledBodies),
    LARGE_BODIES("20 requests at a time with bodies of 9 MB", HttpAttacks::largeBodies),
    PIPELINED_REQUESTS("20 sockets with ever more requests for lists, never reading", HttpAttacks::pipelinedRequests);

    private final String sentence;
    private final int leastSeconds;
    private final List<String> settings;
    private final Assault assault;

    Attack(String sentence, Assault assault) {
        this(sentence, 0, List.of(), assault);
    }

    Attack(String sentence, int leastSeconds, List<String> settings, Assault assault) {
        this.sentence = sentence;
        this.leastSeconds = leastSeconds;
        this.settings = settings;
        this.assault = assault;
    }

    /** As it is named on the command line. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Attack named(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    String sentence() {
        return sentence;
    }

    /** How long it takes to show what it is about; 0 where any time will do. */
    int leastSeconds() {
        return leastSeconds;
    }

    /** Environment variables that the server needs for it beside the usual ones, names and values in turn. */
    List<String> settings() {
        return settings;
    }

    Assault assault() {
        return assault;
    }
}
