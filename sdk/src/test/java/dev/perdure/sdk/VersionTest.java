package dev.perdure.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a worker does about versions it has no code for. */
class VersionTest {

    private static final Orchestrator<String, String> CODE =
            (ctx, in) -> ctx.version().orElse("none");

    private static Worker.Builder builder() {
        return Worker.builder()
                .orchestrator("Code", "1", String.class, CODE)
                .orchestrator("Code", "2", String.class, CODE);
    }

    @Test
    void failsAnUnknownVersionIfToldToAndSaysWhichItHas() {
        FakeHost host = new FakeHost(Deliveries.LIVE, 1);
        try (Worker worker =
                builder().unknownVersion(UnknownVersion.FAIL).connectTo(host).start()) {
            assertThat(worker.isConnected()).isTrue();
            host.start("three", "Code", null, "3");
            host.start("none", "Code", null, null);
            host.start("two", "Code", null, "2");
            host.start("other", "Other", null, "1");
            host.settle();
        }

        assertThat(host.output("two")).isEqualTo("\"2\"");
        assertThat(host.instance("three").failure().message())
                .contains("with version '3'")
                .contains("[1, 2]");
        assertThat(host.instance("none").failure().message()).contains("without a version");
        assertThat(host.instance("other").failure().message())
                .contains("No orchestrator named 'Other'")
                .contains("[Code]");
    }

    @Test
    void announcesTheVersionsItLeavesTheOthersOf() {
        SilentHost host = new SilentHost();
        try (Worker worker = builder()
                .orchestrator("Any", String.class, CODE)
                .orchestrator("Any", "1", String.class, CODE)
                .maxConcurrent("slow", 3)
                .connectTo(host)
                .start()) {
            assertThat(worker.isConnected()).isTrue();
        }

        var announced = Objects.requireNonNull(host.request).getPerdureWorker();
        assertThat(announced.getOrchestratorsList()).containsExactly("Any", "Code");
        assertThat(announced.getOnlyVersionsList()).singleElement().satisfies(only -> {
            assertThat(only.getName()).isEqualTo("Code");
            assertThat(only.getVersionsList()).containsExactly("1", "2");
        });
        assertThat(announced.getActivityLimitsMap()).containsEntry("slow", 3);
    }

    @Test
    void refusesAVersionTwice() {
        assertThatThrownBy(() -> builder().orchestrator("Code", "2", String.class, CODE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("with version '2'");
        assertThatThrownBy(() -> builder().maxConcurrent("slow", 0)).hasMessageContaining("'slow'");
    }
}
