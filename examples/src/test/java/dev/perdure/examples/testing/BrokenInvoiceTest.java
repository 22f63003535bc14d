package dev.perdure.examples.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs {@link BrokenInvoice}, which must fail, and prints what it says. */
class BrokenInvoiceTest {

    /** Also that the page shows what is really said. */
    @Test
    void theCrashBetweenTheActivityAndItsResultIsFound() throws IOException {
        List<Throwable> failures = new ArrayList<>();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(BrokenInvoice.class))
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                result.getThrowable().ifPresent(failures::add);
                            }
                        });

        assertThat(failures).hasSize(1);
        String message = String.valueOf(failures.getFirst().getMessage());
        System.out.println(message);
        assertThat(message)
                .contains("BrokenInvoice.remindsOnce does not hold under CRASH_AT:")
                .contains("(a crash after activity 'remind', before its result arrives)")
                .contains("[reminders]")
                .containsPattern("Again: @DurableTest\\(seed = 1, fault = \"CRASH_AT:\\d+\"\\)");
        String page = Files.readString(Path.of("..", "docs", "testing.md"));
        assertThat(page.replaceAll("\\s+", "")).contains(message.replaceAll("\\s+", ""));
    }
}
