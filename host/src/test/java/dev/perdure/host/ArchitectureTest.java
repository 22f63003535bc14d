package dev.perdure.host;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

/** The arrows between the modules, and what each may know. Sees every module that the host is made of. */
@AnalyzeClasses(packages = "dev.perdure", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String CORE = "dev.perdure.core..";
    private static final String WIRE = "dev.perdure.wire..";
    private static final String ENGINE = "dev.perdure.engine..";
    private static final String STORAGE = "dev.perdure.storage..";
    private static final String SDK = "dev.perdure.sdk..";
    private static final String CLIENT = "dev.perdure.client..";
    private static final String HOST = "dev.perdure.host..";

    private static final DescribedPredicate<JavaClass> GENERATED =
            resideInAnyPackage("dev.perdure.core.protocol", WIRE, "dev.perdure.engine.record");

    @ArchTest
    static final ArchRule coreKnowsNoOtherModule = mayKnow(CORE, CORE);

    @ArchTest
    static final ArchRule wireKnowsCore = mayKnow(WIRE, WIRE, CORE);

    @ArchTest
    static final ArchRule engineKnowsCore = mayKnow(ENGINE, ENGINE, CORE);

    @ArchTest
    static final ArchRule storageKnowsTheEngine = mayKnow(STORAGE, STORAGE, ENGINE, CORE);

    @ArchTest
    static final ArchRule storageKnowsOfTheEngineOnlyItsStorageInterface = noClasses()
            .that()
            .resideInAPackage(STORAGE)
            .should()
            .dependOnClassesThat(resideInAnyPackage(ENGINE).and(not(resideInAnyPackage("dev.perdure.engine.storage"))));

    @ArchTest
    static final ArchRule sdkKnowsCoreAndWire = mayKnow(SDK, SDK, CORE, WIRE);

    @ArchTest
    static final ArchRule clientKnowsCore = mayKnow(CLIENT, CLIENT, CORE);

    @ArchTest
    static final ArchRule engineKnowsNoSocketDatabaseOrJson = noClasses()
            .that()
            .resideInAPackage(ENGINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.net..", "java.nio.channels..", "java.nio.file..", "org.rocksdb..", "com.fasterxml..", "io..");

    @ArchTest
    static final ArchRule engineReadsNoClock = noClasses()
            .that()
            .resideInAPackage(ENGINE)
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(InstantSource.class, "system")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone");

    @ArchTest
    static final ArchRule onlyTheHttpDoorKnowsHelidon = noClasses()
            .that()
            .resideOutsideOfPackage("dev.perdure.host.door")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.helidon..");

    @ArchTest
    static final ArchRule onlyTheAdaptorOfTheHttpDoorKnowsHelidon = noClasses()
            .that()
            .resideInAPackage("dev.perdure.host.door")
            .and()
            .haveSimpleNameNotStartingWith("Http")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.helidon..");

    @ArchTest
    static final ArchRule onlyTheWireItsTwoEndsKnowGrpc = noClasses()
            .that()
            .resideOutsideOfPackages(WIRE, "dev.perdure.sdk.grpc..", "dev.perdure.host.grpc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..");

    @ArchTest
    static final ArchRule doorsDoNotKnowEachOther = noClasses()
            .that()
            .resideInAnyPackage("dev.perdure.host.http..", "dev.perdure.host.door..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.perdure.host.grpc..", "dev.perdure.host.cli..");

    @ArchTest
    static final ArchRule theManagementApiDoesNotKnowItsDoor = noClasses()
            .that()
            .resideInAPackage("dev.perdure.host.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.perdure.host.door..");

    @ArchTest
    static final ArchRule onlyTheStoreKnowsRocksDb = noClasses()
            .that()
            .resideOutsideOfPackage(STORAGE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.rocksdb..");

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass type : classes.that(not(GENERATED))) {
            boolean marked = type.getPackage()
                    .tryGetPackageInfo()
                    .map(info -> info.isAnnotatedWith(NullMarked.class))
                    .orElse(false);
            if (!marked) {
                unmarked.add(type.getPackageName());
            }
        }
        assertThat(unmarked).isEmpty();
    }

    @ArchTest
    static void allModulesAreSeen(JavaClasses classes) {
        for (String module : Set.of(CORE, WIRE, ENGINE, STORAGE, SDK, CLIENT, HOST)) {
            assertThat(classes.that(resideInAnyPackage(module))).as(module).isNotEmpty();
        }
    }

    @ArchTest
    static void theRulesFindABreak(JavaClasses classes) {
        JavaClasses broken = new ClassFileImporter().importClasses(ArchitectureTest.class, Host.class);

        ArchRule rule = noClasses()
                .that()
                .resideInAPackage(HOST)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.perdure.engine..");

        assertThat(rule.evaluate(broken).hasViolation()).isTrue();
    }

    /** Of Perdure's own packages, {@code module} may know only these. */
    private static ArchRule mayKnow(String module, String... known) {
        return classes()
                .that()
                .resideInAPackage(module)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(known).or(not(resideInAnyPackage("dev.perdure.."))));
    }
}
