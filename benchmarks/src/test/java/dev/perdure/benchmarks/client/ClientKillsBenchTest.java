package dev.perdure.benchmarks.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.benchmarks.client.ClientKillsBench.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A slice of {@code perdure bench client-kills}: 200 callers at a host process that is killed with SIGKILL. */
class ClientKillsBenchTest {

    @Test
    void noStartIsLostOrDoubledAndNoCallFailsWhileTheHostIsKilledAgainAndAgain() {
        StringWriter out = new StringWriter();

        int code = new CommandLine(new ClientKillsBench())
                .setOut(new PrintWriter(out, true))
                .execute("--seconds", "10", "--callers", "200");

        assertThat(code).as(out.toString()).isZero();
        assertThat(out.toString()).contains("lost 0  doubled 0  failed 0");
    }

    @Test
    void theJudgeFindsWhatIsLostDoubledAndNobodys() {
        assertThat(Verdict.of(Set.of("a"), Set.of("a"), Map.of("a", Set.of("1")))
                        .isClean())
                .isTrue();

        assertThat(Verdict.of(Set.of("a"), Set.of(), Map.of("a", Set.of("1"))).lost())
                .containsExactly("a");
        assertThat(Verdict.of(Set.of("a"), Set.of("a"), Map.of()).lost()).containsExactly("a");
        assertThat(Verdict.of(Set.of("a"), Set.of("a"), Map.of("a", Set.of("1", "2")))
                        .doubled())
                .containsExactly("a");
        assertThat(Verdict.of(Set.of(), Set.of("b"), Map.of()).unasked()).containsExactly("b");
    }
}
