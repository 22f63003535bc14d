package dev.perdure.client.session;

import static dev.perdure.client.session.Sessions.get;
import static dev.perdure.client.session.Sessions.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perdure.client.HostUnavailableException;
import dev.perdure.client.OutcomeUnknownException;
import dev.perdure.client.scripted.ScriptedHost;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers whose head is about 3 MB: one line of it, or very many lines. */
class HostThatSendsHugeHeadersTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 30_000})
    void aReadIsTriedAgainUntilItsDeadlineAndAWriteIsNotRepeated(int lines) {
        String line = "X-Much: " + "x".repeat(3_000_000 / lines) + "\r\n";
        String answer = "HTTP/1.1 200 OK\r\n" + line.repeat(lines) + "Content-Length: 0\r\n\r\n";
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (e.request().target().startsWith("/huge")) {
                        e.raw(answer);
                    } else {
                        e.respond(200, "");
                    }
                });
                HttpSession session = Sessions.open(SessionOptions.of(host.origin()), new ManualTicker())) {
            assertThatExceptionOfType(HostUnavailableException.class)
                    .isThrownBy(() -> session.send(get("/huge", Duration.ofSeconds(5))))
                    .withMessageContaining("read was not done");
            assertThat(host.requests()).hasSizeBetween(3, 40);

            assertThatExceptionOfType(OutcomeUnknownException.class)
                    .isThrownBy(() -> session.send(post("/huge-write")));
            assertThat(host.requestsOf("POST")).hasSize(1);

            assertThat(session.send(get("/small")).status()).isEqualTo(200);
            assertThat(session.stats().open()).isEqualTo(1);
        }
    }
}
