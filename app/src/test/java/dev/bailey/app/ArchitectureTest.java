package dev.bailey.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/** The rooms and who may see whom. */
@AnalyzeClasses(packages = "dev.bailey", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule coreSeesTheJdkAlone = noClasses()
            .that()
            .resideInAPackage("dev.bailey.core")
            .should()
            .dependOnClassesThat(not(resideInAnyPackage("dev.bailey.core", "java..", "org.jspecify..")))
            .because("every room and every connector stands on it");

    @ArchTest
    static final ArchRule roomsSeeCoreAndNoSibling = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.bailey.replication",
                    "dev.bailey.verification",
                    "dev.bailey.router",
                    "dev.bailey.runbook",
                    "dev.bailey.telling",
                    "dev.bailey.judging",
                    "dev.bailey.contract",
                    "dev.bailey.client",
                    "dev.bailey.mysql",
                    "dev.bailey.postgres")
            .should()
            .dependOnClassesThat(resideInAnyPackage("dev.bailey.control..", "dev.bailey.app..", "dev.bailey.testkit.."))
            .because("dependencies point down");

    @ArchTest
    static final ArchRule siblingsNeverSeeEachOther = slices().matching(
                    "dev.bailey.(replication|verification|router|runbook|telling|judging|client|mysql|postgres)..")
            .should()
            .notDependOnEachOther()
            .because(
                    "each can be read, tested and replaced alone; verification above all must not reach what it checks");

    @ArchTest
    static final ArchRule theContractStandsOnJudgingAlone = noClasses()
            .that()
            .resideInAPackage("dev.bailey.contract")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.bailey..")
                    .and(not(resideInAnyPackage("dev.bailey.contract", "dev.bailey.judging", "dev.bailey.core"))))
            .because("it plays to two addresses, whoever moves what is behind them");

    @ArchTest
    static final ArchRule onlyTheAppSeesTheContract = noClasses()
            .that()
            .resideOutsideOfPackages("dev.bailey.contract", "dev.bailey.app")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.bailey.contract")
            .because("nothing that moves goes by it");

    @ArchTest
    static final ArchRule roomsAreFreeOfCycles = slices().matching("dev.bailey.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a cycle is one room with two doors");

    @ArchTest
    static final ArchRule onlyConnectorsKnowDrivers = noClasses()
            .that()
            .resideOutsideOfPackages("dev.bailey.mysql", "dev.bailey.postgres", "dev.bailey.testkit")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.postgresql..", "org.mariadb..", "com.github.shyiko..")
            .because("everything else speaks to the ports of core");

    @ArchTest
    static final ArchRule onlyTheJournalKnowsSqlite = noClasses()
            .that()
            .resideOutsideOfPackage("dev.bailey.runbook")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.sqlite..")
            .because("the state may move to another store");

    @ArchTest
    static final ArchRule vertxServesTheRouterAndTheApi = noClasses()
            .that()
            .resideOutsideOfPackages("dev.bailey.router", "dev.bailey.control")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..")
            .because("event loops stay where they are understood");

    @ArchTest
    static final ArchRule onlyTheRouterAndTheApiKnowWhatWatchesThem = noClasses()
            .that()
            .resideOutsideOfPackages("dev.bailey.router", "dev.bailey.control")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.opentelemetry..", "io.prometheus..")
            .because("others read their figures");

    @ArchTest
    static final ArchRule onlyTellingKnowsMail = noClasses()
            .that()
            .resideOutsideOfPackage("dev.bailey.telling")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.mail..")
            .because("everything else says what happened, and not to whom");

    @ArchTest
    static final ArchRule timeIsInjected = noClasses()
            .that()
            .resideOutsideOfPackage("dev.bailey.testkit")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .because("a test must be able to turn the clock");

    @ArchTest
    static final ArchRule nobodySleeps = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .because("waiting is for something, with a limit and a way to be woken");

    @ArchTest
    static final ArchRule onlyTheAppIsAnApp = noClasses()
            .that(not(resideInAPackage("dev.bailey.app..")))
            .should()
            .callMethod(System.class, "exit", int.class)
            .because("only main ends the process");
}
