package dev.roomcast.nativeimage;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.ZipFile;

/**
 * Walks what static fields reach, and finds what belongs to one process on one machine: memory outside of the heap, threads,
 * sockets, open files, the seeds of random numbers. Classes are initialised when a native image is built, so all of that
 * would be part of the image: the build refuses some of it, and the rest would be dead or the same in every process.
 *
 * <p>Objects of the JDK are asked for what they hold by their public methods; their fields are closed.
 */
final class StaticState {

    /** More than any static state here; a walk that goes further has left the constants and is lost in a running server. */
    private static final int MAX_OBJECTS = 200_000;

    private static final List<Class<?>> FORBIDDEN = List.of(
            Thread.class,
            ThreadGroup.class,
            ExecutorService.class,
            Timer.class,
            Process.class,
            Socket.class,
            ServerSocket.class,
            DatagramSocket.class,
            InetAddress.class,
            Channel.class,
            Selector.class,
            FileDescriptor.class,
            FileInputStream.class,
            FileOutputStream.class,
            RandomAccessFile.class,
            ZipFile.class,
            Inflater.class,
            Deflater.class,
            RandomGenerator.class, // Random, SecureRandom, SplittableRandom
            Cleaner.class,
            Cleaner.Cleanable.class);

    /** The same of Netty and Vert.x, by name: they may come from another class loader than this class does. */
    private static final Set<String> FORBIDDEN_NAMES = Set.of(
            "io.netty.util.Timer",
            "io.netty.channel.Channel",
            "io.netty.channel.EventLoopGroup",
            "io.netty.buffer.PooledByteBufAllocator",
            "io.vertx.core.Vertx");

    /** What Quarkus prepares for an image: handlers of log lines are attached to loggers when the process starts. */
    private static final Set<String> PREPARED_NAMES = Set.of("org.jboss.logging.Logger");

    private record Found(Object object, String path) {}

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Found> toVisit = new ArrayDeque<>();
    private final List<String> faults = new ArrayList<>();

    private StaticState() {}

    /**
     * What must not be in an image, each as the path from a static field to it and its class; empty where all is well.
     *
     * @param classes initialised if they are not yet
     */
    static List<String> faults(Collection<Class<?>> classes) {
        StaticState walk = new StaticState();
        classes.forEach(walk::addStaticFields);
        while (!walk.toVisit.isEmpty()) {
            walk.visit(walk.toVisit.pop());
        }
        return walk.faults;
    }

    private void addStaticFields(Class<?> type) {
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                add(valueOf(field, null), type.getName() + "." + field.getName());
            }
        }
    }

    private void add(Object object, String path) {
        if (object == null
                || object instanceof String
                || object instanceof Class
                || isNamed(object.getClass(), PREPARED_NAMES)
                || !seen.add(object)) {
            return;
        }
        if (seen.size() > MAX_OBJECTS) {
            throw new AssertionError("more than " + MAX_OBJECTS + " objects are reached, the last by " + path);
        }
        toVisit.push(new Found(object, path));
    }

    private void visit(Found found) {
        Object object = found.object();
        if (isForbidden(object)) {
            faults.add(found.path() + " holds a " + object.getClass().getName());
            return;
        }
        if (object.getClass().isArray()) {
            if (!object.getClass().getComponentType().isPrimitive()) {
                for (int i = 0; i < Array.getLength(object); i++) {
                    add(Array.get(object, i), found.path() + "[" + i + "]");
                }
            }
        } else {
            addContents(object, found.path());
            addInstanceFields(object, found.path());
        }
    }

    private static boolean isForbidden(Object object) {
        if (object instanceof ByteBuffer buffer) {
            return buffer.isDirect();
        }
        if (isNamed(object.getClass(), Set.of("io.netty.buffer.ByteBuf"))) {
            return isDirect(object);
        }
        return FORBIDDEN.stream().anyMatch(type -> type.isInstance(object))
                || isNamed(object.getClass(), FORBIDDEN_NAMES);
    }

    /** Whether the class, one that it extends, or an interface of theirs has one of these names. */
    private static boolean isNamed(Class<?> type, Set<String> names) {
        if (type == null) {
            return false;
        }
        return names.contains(type.getName())
                || isNamed(type.getSuperclass(), names)
                || Stream.of(type.getInterfaces()).anyMatch(implemented -> isNamed(implemented, names));
    }

    /** Netty's empty buffer says that it is direct, and is replaced by Quarkus in an image. */
    private static boolean isDirect(Object byteBuf) {
        if (byteBuf.getClass().getName().equals("io.netty.buffer.EmptyByteBuf")) {
            return false;
        }
        try {
            return (boolean) byteBuf.getClass()
                    .getClassLoader()
                    .loadClass("io.netty.buffer.ByteBuf")
                    .getMethod("isDirect")
                    .invoke(byteBuf);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isOfTheJdk(Class<?> type) {
        return type.getModule().isNamed();
    }

    private void addContents(Object object, String path) {
        if (object instanceof Collection<?> all) {
            all.forEach(element -> add(element, path + "[]"));
        } else if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                add(key, path + ".key");
                add(value, path + "[" + key + "]");
            });
        } else if (object instanceof Optional<?> optional) {
            optional.ifPresent(value -> add(value, path));
        } else if (object instanceof AtomicReference<?> reference) {
            add(reference.get(), path);
        } else if (object instanceof AtomicReferenceArray<?> array) {
            for (int i = 0; i < array.length(); i++) {
                add(array.get(i), path + "[" + i + "]");
            }
        } else if (object instanceof Reference<?> reference) {
            add(reference.get(), path);
        } else if (object instanceof CompletableFuture<?> future && future.isDone()) {
            add(future.isCompletedExceptionally() ? null : future.join(), path);
        }
    }

    private void addInstanceFields(Object object, String path) {
        if (object instanceof MethodHandle) {
            return;
        }
        for (Class<?> type = object.getClass(); type != null && !isOfTheJdk(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    add(valueOf(field, object), path + "." + field.getName());
                }
            }
        }
    }

    private static Object valueOf(Field field, Object of) {
        try {
            field.setAccessible(true);
            return field.get(of);
        } catch (InaccessibleObjectException | IllegalAccessException e) {
            throw new IllegalStateException(field.toString(), e);
        }
    }
}
