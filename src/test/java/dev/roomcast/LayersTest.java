package dev.roomcast;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.time.Clock;
import java.time.Instant;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What each package may know: the table of docs/architecture.md. */
@AnalyzeClasses(packages = "dev.roomcast", importOptions = DoNotIncludeTests.class)
class LayersTest {

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.roomcast.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theProtocolKnowsNothingBelow = noClasses()
            .that()
            .resideInAPackage("..protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.netty..",
                    "io.vertx..",
                    "io.quarkus..",
                    "..endpoint..",
                    "..session..",
                    "..room..",
                    "..history..",
                    "..presence..",
                    "..delivery..",
                    "..broker..",
                    "..auth..",
                    "..api..",
                    "..ops..");

    @ArchTest
    static final ArchRule onlyDeliveryTouchesNetty = noClasses()
            .that()
            .resideOutsideOfPackages("..delivery..")
            .and()
            // The event loops as Vert.x gives them out: whether they live, and by which transport.
            .haveNameNotMatching(".*\\.EventLoops(Check)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    /** Intervals are measured by {@code System.nanoTime}: the wall clock may step. These tell or compare a time of day. */
    @ArchTest
    static final ArchRule theWallClockIsForTimesOfDay = noClasses()
            .that()
            .resideOutsideOfPackages("..auth..", "..broker..", "..api..")
            .and()
            .haveNameNotMatching(
                    ".*\\.(BatchService|HealthRoute|MessageRequests|RequestHandler|RoomService|Session|Sessions)([$].*)?")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC");

    @ArchTest
    static final ArchRule oneClassUsesWhatIsInternalToVertx = noClasses()
            .that()
            .doNotHaveSimpleName("ChannelWire")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.core.net.impl..", "io.vertx.core.http.impl..", "io.vertx.core.impl..");

    @ArchTest
    static final ArchRule brokersKnowNoConnections = noClasses()
            .that()
            .resideInAPackage("..broker..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..session..", "..delivery..", "..endpoint..", "..room..", "..history..", "..auth..");

    @ArchTest
    static final ArchRule deliveryDoesNotKnowWhatAMessageMeans = noClasses()
            .that()
            .resideInAPackage("..delivery..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..session..", "..room..", "..history..", "..presence..", "..broker..", "..auth..");

    @ArchTest
    static final ArchRule limitsKnowNobodyWhoAsks = noClasses()
            .that()
            .resideInAPackage("..limits..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..endpoint..",
                    "..session..",
                    "..api..",
                    "..room..",
                    "..history..",
                    "..presence..",
                    "..delivery..",
                    "..broker..",
                    "..auth..",
                    "io.vertx..");

    @ArchTest
    static final ArchRule policiesKnowNobodyWhoAsks = noClasses()
            .that()
            .resideInAPackage("..policy..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..endpoint..",
                    "..session..",
                    "..api..",
                    "..room..",
                    "..history..",
                    "..presence..",
                    "..delivery..",
                    "..broker..",
                    "..auth..",
                    "..ops..",
                    "io.vertx..",
                    "io.netty..");

    @ArchTest
    static final ArchRule sessionsKnowNoStore = noClasses()
            .that()
            .resideInAPackage("..session..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..broker.memory..", "..broker.redis..", "io.vertx.redis..", "io.quarkus.redis..");

    @ArchTest
    static final ArchRule endpointsHandOverAndKnowNoRooms = noClasses()
            .that()
            .resideInAPackage("..endpoint..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..room..", "..history..", "..broker..", "..presence..");

    @ArchTest
    static final ArchRule theStandardStreamsAreNotALog = noClasses()
            .that()
            .doNotHaveSimpleName("StartFailure")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule namesSayWhatAClassIs = classes()
            .should()
            .haveSimpleNameNotEndingWith("Impl")
            .andShould()
            .haveSimpleNameNotEndingWith("Utils")
            .andShould()
            .haveSimpleNameNotEndingWith("Manager");
}
