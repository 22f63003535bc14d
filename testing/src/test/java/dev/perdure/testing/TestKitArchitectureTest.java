package dev.perdure.testing;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the test kit may know. */
@AnalyzeClasses(packages = "dev.perdure", importOptions = ImportOption.DoNotIncludeTests.class)
class TestKitArchitectureTest {

    @ArchTest
    static final ArchRule itKnowsCoreEngineSdkAndClientAndNoHost = classes()
            .that()
            .resideInAPackage("dev.perdure.testing..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                            "dev.perdure.testing..",
                            "dev.perdure.core..",
                            "dev.perdure.engine..",
                            "dev.perdure.sdk..",
                            "dev.perdure.client..")
                    .or(not(resideInAnyPackage("dev.perdure.."))));

    @ArchTest
    static final ArchRule onlyItsInsideDrivesTheEngine = noClasses()
            .that()
            .resideInAPackage("dev.perdure.testing")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.perdure.engine.runtime..", "dev.perdure.engine.storage..");

    @ArchTest
    static final ArchRule itHasNoThreadsAndNoClockOfItsOwn = noClasses()
            .that()
            .resideInAPackage("dev.perdure.testing..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Thread.class, "start");
}
