package dev.roomcast.docs;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.roomcast.protocol.Event;
import dev.roomcast.protocol.MessageType;
import dev.roomcast.protocol.MessageWriter;
import dev.roomcast.protocol.MessageWriter.HistoryPart;
import dev.roomcast.protocol.ServerMessage;
import dev.roomcast.protocol.UserRef;

/**
 * Frames as the server's own code writes them: of every message one with all fields, and for each part of it that can be
 * left out one without it. So the documents are held against what travels, not against names in the source.
 */
final class ServerFrames {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final UserRef GUEST = new UserRef("guest:1", "Guest", true);
    private static final long TIME = 1_772_355_600_000L;

    private ServerFrames() {}

    /** Every kind of frame. */
    static List<JsonNode> all() throws ReflectiveOperationException {
        List<JsonNode> frames = new ArrayList<>();
        for (Class<?> message : ServerMessage.class.getPermittedSubclasses()) {
            frames.addAll(of(message));
        }
        List<byte[]> entries = new ArrayList<>();
        for (MessageType type : MessageType.values()) {
            byte[] head = Event.messageHead(type, "team-blue", GUEST, "m-1");
            entries.add(Event.complete(head, 1, TIME, "{\"a\":1}".getBytes()));
            entries.add(Event.tombstone(head, 1, TIME));
        }
        byte[] deletion = Event.deletionHead("team-blue", GUEST, "m-2", 1);
        entries.add(Event.complete(deletion, 2, TIME, null));
        for (byte[] entry : entries) {
            frames.add(tree(entry));
        }
        frames.add(history(new HistoryPart("r-1", "team-blue", "k3v9", true, true, false), entries));
        frames.add(history(new HistoryPart(null, "team-blue", "k3v9", null, null, true), List.of()));
        frames.add(tree(MessageWriter.writeBatch("team-blue", TIME, entries)));
        frames.add(tree(MessageWriter.writeCompressed(new byte[] {31, -117})));
        return frames;
    }

    private static JsonNode history(HistoryPart part, List<byte[]> entries) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(MessageWriter.writeHistoryHead(part));
        message.writeBytes(MessageWriter.writeHistoryTail(entries));
        return tree(message.toByteArray());
    }

    private static List<JsonNode> of(Class<?> message) throws ReflectiveOperationException {
        RecordComponent[] components = message.getRecordComponents();
        Object[] full = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            full[i] = sample(components[i].getName(), components[i].getGenericType());
        }
        List<JsonNode> frames = new ArrayList<>();
        frames.add(write(message, full, "r-1"));
        frames.add(write(message, full, null));
        for (int i = 0; i < components.length; i++) {
            Class<?> type = components[i].getType();
            if (type.isPrimitive() && type != boolean.class) {
                continue;
            }
            Object[] values = full.clone();
            values[i] = type == boolean.class ? false : null;
            try {
                JsonNode frame = write(message, values, "r-1");
                boolean saysNull = false;
                for (JsonNode value : frame) {
                    saysNull |= value.isNull();
                }
                if (!saysNull) {
                    frames.add(frame);
                }
            } catch (NullPointerException notOptional) {
                // This part is in every such message.
            }
        }
        return frames;
    }

    private static JsonNode write(Class<?> message, Object[] values, String id) throws ReflectiveOperationException {
        Class<?>[] types = Arrays.stream(message.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Constructor<?> constructor = message.getDeclaredConstructor(types);
        try {
            return tree(MessageWriter.write((ServerMessage) constructor.newInstance(values), id));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof NullPointerException notOptional) {
                throw notOptional;
            }
            throw e;
        }
    }

    private static Object sample(String name, Type type) throws ReflectiveOperationException {
        if (type == String.class) {
            return switch (name) {
                case "content" -> "{\"a\":1}";
                case "reason" -> "kicked";
                default -> "team-blue";
            };
        }
        if (type == int.class || type == Integer.class) {
            return 1;
        }
        if (type == long.class || type == Long.class) {
            return TIME;
        }
        if (type == boolean.class || type == Boolean.class) {
            return true;
        }
        if (type == UserRef.class) {
            return GUEST;
        }
        if (type instanceof ParameterizedType collection) {
            Object element = sample(name, collection.getActualTypeArguments()[0]);
            return collection.getRawType() == Set.class ? Set.of(element) : List.of(element);
        }
        Class<?> other = (Class<?>) type;
        if (other.isEnum()) {
            return other.getEnumConstants()[0];
        }
        RecordComponent[] components = other.getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = sample(components[i].getName(), components[i].getGenericType());
            types[i] = components[i].getType();
        }
        return other.getDeclaredConstructor(types).newInstance(values);
    }

    private static JsonNode tree(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (java.io.IOException notJson) {
            throw new AssertionError(notJson);
        }
    }
}
