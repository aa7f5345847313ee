package dev.roomcast.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.OnlyIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The processes that tests start. */
@AnalyzeClasses(packages = "dev.roomcast", importOptions = OnlyIncludeTests.class)
class ChildProcessesTest {

    /** A test's process speaks to Maven on its standard output; another's lines in between corrupt that. */
    @ArchTest
    static final ArchRule noneWritesToTheOutputOfTheTestsProcess = noClasses()
            .should()
            .callMethod(ProcessBuilder.class, "inheritIO")
            .orShould()
            .accessField(ProcessBuilder.Redirect.class, "INHERIT");
}
