package dev.perdure.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.host.Setting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Options, usage texts and what the user gets for a mistake. */
class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpNamesEveryCommand() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains("serve")
                .contains("binding")
                .contains("version")
                .contains("test ")
                .contains("help");
    }

    @Test
    void serveHelpNamesEverySetting() {
        assertThat(run("serve", "--help")).isZero();
        for (Setting setting : Setting.values()) {
            assertThat(out.toString()).contains(setting.option());
        }
        assertThat(out.toString()).contains("--config");
    }

    @Test
    void versionIsOneLine() {
        assertThat(run("version")).isZero();
        assertThat(out.toString()).matches("perdure \\d+\\.\\d+\\.\\d+\\S* on Java .*\\R");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "frobnicate",
                "serve --nonsense",
                "serve --http-port",
                "serve --http-port seven",
                "serve --http-port 65536",
                "serve --partitions 0",
                "serve --strict-names=maybe",
                "serve --task-hub 1x",
                "serve --http-host 0.0.0.0",
                "serve --config /no/such/file",
                "serve extra",
                "binding --http-port 0",
                "binding --http-port seven",
                "binding --http-host 10.0.0.1 --key k",
                "binding extra",
                "version --frob"
            })
    void mistakesGetOneSentenceAndExitCode2(String line) {
        int code = run(line.isEmpty() ? new String[0] : line.split(" ", -1));

        assertThat(code).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines().toList())
                .singleElement()
                .asString()
                .startsWith("perdure: ")
                .doesNotContain("Exception");
    }

    @Test
    void bindingBeyondLoopbackWithoutAKeySaysWhatToSet() {
        run("serve", "--http-host", "0.0.0.0");

        assertThat(err.toString()).contains("PERDURE_KEY").contains("0.0.0.0");
    }

    @Test
    void anUnknownSettingInTheFileIsNamed(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("my.properties"), "htp-port=1\n");

        int code = run("serve", "--config", file.toString());

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("htp-port").contains("my.properties");
    }

    private int run(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
