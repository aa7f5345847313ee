package dev.roomcast.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.roomcast.testing.Api;
import dev.roomcast.testing.LossyProxy;
import dev.roomcast.testing.Profiles;
import dev.roomcast.testing.Server;
import dev.roomcast.testing.Tokens;

/**
 * The page in its main scenes, in each language, theme and width: an empty server, a lively room, an outage and its end.
 * Pictures for people to look at, in {@code target/screenshots}, and axe for what a machine can tell.
 */
@QuarkusTest
@TestProfile(Profiles.Standard.class)
class ScenesTest extends PageTest {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final int TONES = 12;
    private static final int WIDE = 1280;
    private static final int NARROW = 390;

    /** What is said, and by which of the people. */
    private record Said(int by, String text) {}

    private record Language(
            String tag, String room, List<String> people, List<Said> said, List<Said> missed, String written) {}

    private static final Language ENGLISH = new Language(
            "en-GB",
            "launch-day",
            List.of("Ana", "Ben", "Chidi", "Dilnoza", "Émile", "Freya", "Goran", "Hana", "Imani", "João"),
            List.of(
                    new Said(2, "Morning! Build 4711 is on staging since eight."),
                    new Said(4, "Smoke tests are green here."),
                    new Said(4, "The slow one too, at last."),
                    new Said(0, "Lovely. Who has the release notes?"),
                    new Said(6, "I do: https://example.org/notes/0.1 (comments welcome)"),
                    new Said(3, "Two typos in the upgrade part, otherwise good to go."),
                    new Said(
                            7,
                            "I just walked through the tunnel with my laptop open. Everything was there"
                                    + " when I came out, in order, once."),
                    new Said(9, "So the train test passed as well"),
                    new Said(0, "Then let us ship at eleven."),
                    new Said(8, "Support is ready. I have the runbook open and a large coffee.")),
            List.of(
                    new Said(1, "It is live!"),
                    new Said(5, "First customers are in. The graphs look boring, which is what we want."),
                    new Said(2, "Cake in the kitchen at four.")),
            "I am in a lift, back in a second");

    private static final Language CHINESE = new Language(
            "zh-CN",
            "发布日",
            List.of("安然", "柏林", "陈晨", "丁一", "范思远", "高雅", "何平", "姜雪", "李明", "周舟"),
            List.of(
                    new Said(2, "早上好！4711 版八点就上了预发布环境。"),
                    new Said(4, "冒烟测试全部通过。"),
                    new Said(4, "最慢的那个也过了。"),
                    new Said(0, "太好了。发布说明在谁那里？"),
                    new Said(6, "在我这里：https://example.org/notes/0.1 ，欢迎提意见。"),
                    new Said(3, "升级部分有两个错字，其他没问题。"),
                    new Said(7, "我刚刚开着电脑穿过了隧道，出来之后消息一条不少，顺序也没乱。"),
                    new Said(9, "看来地铁测试也通过了"),
                    new Said(0, "那我们十一点发布。"),
                    new Said(8, "客服已经准备好了，手册打开了，咖啡也倒好了。")),
            List.of(new Said(1, "上线了！"), new Said(5, "第一批客户已经进来了，曲线很平稳。"), new Said(2, "下午四点厨房有蛋糕。")),
            "我在电梯里，马上回来");

    /** Two that differ in everything; all eight, in two minutes, with {@code -Dscenes=all}. */
    static Stream<Arguments> looks() {
        if (!"all".equals(System.getProperty("scenes"))) {
            return Stream.of(
                    Arguments.of(ENGLISH, ColorScheme.LIGHT, WIDE), Arguments.of(CHINESE, ColorScheme.DARK, NARROW));
        }
        return Stream.of(ENGLISH, CHINESE)
                .flatMap(language -> Stream.of(ColorScheme.LIGHT, ColorScheme.DARK)
                        .flatMap(
                                scheme -> Stream.of(WIDE, NARROW).map(width -> Arguments.of(language, scheme, width))));
    }

    @ParameterizedTest
    @MethodSource("looks")
    void everyScene(Language language, ColorScheme scheme, int width) throws IOException {
        String look = language.tag().substring(0, 2) + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
        String room = language.room() + suffix(scheme, width);
        List<String> ids = idsOfDifferentColours(language.people());
        Browser.NewContextOptions options = new Browser.NewContextOptions()
                .setLocale(language.tag())
                .setColorScheme(scheme)
                .setViewportSize(width, width > 720 ? 800 : 844);
        try (Server server = Server.underTest();
                LossyProxy proxy = LossyProxy.to(address.getPort());
                ChatPage page = ChatPage.open(
                        chromium.browser(), URI.create("http://localhost:" + proxy.port() + "/"), room, options)) {
            scene(page.page(), "sign-in", look);
            signIn(page, token(ids.get(0), language.people().get(0)));
            assertThat(page.page().locator(".edge")).not().isEmpty();
            scene(page.page(), "empty", look);

            for (int person = 1; person < ids.size(); person++) {
                server.chat()
                        .token(token(ids.get(person), language.people().get(person)))
                        .connect()
                        .join(room);
            }
            say(server, language, ids, room, language.said());
            assertThat(page.page().locator(".message")).hasCount(language.said().size());
            assertThat(page.page().locator(".people .person")).hasCount(ids.size());
            scene(page.page(), "lively", look);

            proxy.shut();
            assertThat(page.page().locator(".banner")).isVisible();
            say(server, language, ids, room, language.missed());
            page.write(language.written());
            assertThat(page.page().locator(".pending .waiting")).isVisible();
            scene(page.page(), "outage", look);

            proxy.goOn();
            page.connected();
            assertThat(page.page().locator(".message:not(.pending)"))
                    .hasCount(language.said().size() + language.missed().size() + 1);
            assertThat(page.page().locator(".banner")).isHidden();
            scene(page.page(), "recovered", look);
        }
    }

    private static String suffix(ColorScheme scheme, int width) {
        return (scheme == ColorScheme.LIGHT ? "" : ".2") + (width > 720 ? "" : ".m");
    }

    private static void scene(Page page, String name, String look) {
        assertThat(new AxeBuilder(page).analyze().getViolations())
                .as(name + " " + look)
                .isEmpty();
        page.screenshot(
                new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("scene-" + name + "-" + look + ".png")));
    }

    private static void signIn(ChatPage page, String token) {
        page.page().locator("summary").click();
        page.page().locator("#token").fill(token);
        page.page().locator("details button").click();
        page.connected();
        assertThat(page.page().locator(".status")).hasText(Pattern.compile("Connected|已连接"));
    }

    private static void say(Server server, Language language, List<String> ids, String room, List<Said> all) {
        Api service = server.api(Tokens.service("scene"));
        for (Said said : all) {
            Map<String, String> user = Map.of(
                    "id", ids.get(said.by()), "username", language.people().get(said.by()));
            assertThat(service.post(
                                    "/api/messages",
                                    Map.of(
                                            "messages",
                                            List.of(Map.of("roomId", room, "content", said.text(), "user", user))))
                            .status())
                    .isEqualTo(200);
        }
    }

    private static String token(String id, String name) {
        return Tokens.of(id).claim("username", name).sign();
    }

    /** Ids whose avatars all have another colour, as the page gives them. */
    private static List<String> idsOfDifferentColours(List<String> people) {
        Set<Integer> tones = new HashSet<>();
        List<String> ids = new ArrayList<>();
        for (String name : people) {
            int number = 0;
            while (!tones.add(Integer.remainderUnsigned(
                    (name + number).codePoints().reduce(0, (hash, c) -> hash * 31 + c), TONES))) {
                number++;
            }
            ids.add(name + number);
        }
        return ids;
    }
}
