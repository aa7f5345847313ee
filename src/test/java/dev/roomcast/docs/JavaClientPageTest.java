package dev.roomcast.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.roomcast.client.ClientBuilder;
import dev.roomcast.client.ClientListener;
import dev.roomcast.client.Decision;
import dev.roomcast.client.Room;
import dev.roomcast.client.RoomListener;
import dev.roomcast.client.RoomcastClient;
import dev.roomcast.client.State;
import dev.roomcast.client.TokenNeed;

/** {@code docs/client-java.md} names all that the Java client offers; that its lines compile is tested with the package. */
class JavaClientPageTest {

    private static final Path PAGE = Path.of("docs", "client-java.md");

    @ParameterizedTest
    @ValueSource(
            classes = {ClientBuilder.class, RoomcastClient.class, Room.class, RoomListener.class, ClientListener.class})
    void namesEveryMethod(Class<?> type) throws IOException {
        Set<String> names = new TreeSet<>();
        for (Method method : type.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
                names.add(method.getName());
            }
        }
        names.remove("id"); // of a room, where `room(id)` says it
        assertThat(names).isNotEmpty();
        String page = Files.readString(PAGE);
        assertThat(names).allSatisfy(name -> assertThat(page).containsPattern("`" + name + "[`(]"));
    }

    @Test
    void namesEveryStateNeedAndDecision() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(Stream.of(State.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList())
                .isNotEmpty()
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
        assertThat(TokenNeed.values()).allSatisfy(need -> assertThat(page).contains("`" + need + "`"));
        assertThat(Decision.values()).allSatisfy(decision -> assertThat(page).contains("`" + decision + "`"));
    }
}
