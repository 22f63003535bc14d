package dev.perdure.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

    @Test
    void drawsWhatIsDoneWhatIsUnderWayAndWhatIsToCome() {
        ProgressLine line = new ProgressLine(360, 270, 90, 41, Duration.ofSeconds(7), ProgressLine.Host.KILLED);

        assertThat(line.withBar())
                .isEqualTo(
                        "[######++++++++++++......] 90/360 orders done, 180 in flight, 41 activities, host KILLED, 7 s");
        assertThat(line.plain()).isEqualTo("90/360 orders done, 180 in flight, 41 activities, host KILLED, 7 s");
    }

    @Test
    void fitsAHundredColumnsWhateverTheNumbers() {
        ProgressLine many = new ProgressLine(9_999, 9_999, 1, 100, Duration.ofSeconds(100), ProgressLine.Host.STARTING);
        ProgressLine none = new ProgressLine(0, 0, 0, 0, Duration.ZERO, ProgressLine.Host.STARTING);
        ProgressLine aheadOfItself = new ProgressLine(10, 3, 5, 0, Duration.ZERO, ProgressLine.Host.BACK);

        assertThat(many.withBar()).hasSizeLessThanOrEqualTo(100);
        assertThat(none.withBar()).startsWith("[........................]");
        assertThat(aheadOfItself.withBar()).startsWith("[############............]");
    }

    @Test
    void keepsOneLiveLineOnATerminalAndRemovesItAtTheEnd() throws InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CountDownLatch shown = new CountDownLatch(3);
        ProgressDisplay display = ProgressDisplay.start(
                () -> {
                    shown.countDown();
                    return new ProgressLine(10, 5, 5, 0, Duration.ZERO, ProgressLine.Host.UP);
                },
                new PrintStream(bytes, true, StandardCharsets.UTF_8),
                true);

        assertThat(shown.await(30, TimeUnit.SECONDS)).isTrue();
        display.close();
        display.close();

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("\r\u001b[K[############............] 5/10 orders done")
                .doesNotContain("\n")
                .endsWith("\r\u001b[K");
    }
}
