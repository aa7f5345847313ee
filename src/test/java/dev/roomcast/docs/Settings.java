package dev.roomcast.docs;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** The settings that a {@code @ConfigMapping} interface declares, by property name. */
public final class Settings {

    private Settings() {}

    /**
     * Every setting of the interface.
     *
     * @param prefix the mapping's prefix
     * @return property name to the default as it is declared; an empty string for a setting without one. An element of a
     *     list of groups has the name that its first one has: {@code roomcast.rooms[0].match}
     */
    public static SortedMap<String, String> of(Class<?> mapping, String prefix) {
        SortedMap<String, String> settings = new TreeMap<>();
        collect(mapping, prefix, settings);
        return settings;
    }

    /** The environment variable that sets a property: all but letters and digits becomes an underscore. */
    public static String environmentName(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static void collect(Class<?> group, String prefix, SortedMap<String, String> into) {
        for (Method method : group.getDeclaredMethods()) {
            if (method.isSynthetic() || method.isDefault() || method.getParameterCount() > 0) {
                continue;
            }
            WithName name = method.getAnnotation(WithName.class);
            String property = prefix + "." + (name != null ? name.value() : kebab(method.getName()));
            Type type = method.getGenericReturnType();
            if (raw(type) == Optional.class) {
                type = argument(type);
            }
            if (isGroup(raw(type))) {
                collect(raw(type), property, into);
            } else if (raw(type) == List.class && isGroup(raw(argument(type)))) {
                collect(raw(argument(type)), property + "[0]", into);
            } else {
                WithDefault byDefault = method.getAnnotation(WithDefault.class);
                into.put(property, byDefault == null ? "" : byDefault.value());
            }
        }
    }

    private static boolean isGroup(Class<?> type) {
        return type.isInterface() && type.getName().startsWith("dev.roomcast.");
    }

    private static Class<?> raw(Type type) {
        return (Class<?>) (type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type);
    }

    private static Type argument(Type type) {
        return ((ParameterizedType) type).getActualTypeArguments()[0];
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
