package dev.perdure.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.perdure.client.scripted.ScriptedHost;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of status 200 whose body is no JSON, or JSON of another type than the contract's. */
class HostThatAnswersOtherJsonTest {

    @ParameterizedTest
    @ValueSource(strings = {"[1,2]", "\"text\"", "7", "null", "", "<html>", "{\"runtimeStatus\":3}", "{\"runtimeSta"})
    void theCallerIsToldAndNothingIsAskedAgain(String body) {
        try (ScriptedHost host = ScriptedHost.start(e -> e.perdure(200, body));
                DurableClient client = DurableClient.builder()
                        .origin(host.origin())
                        .privateSession()
                        .build()) {
            assertThatExceptionOfType(UnexpectedResponseException.class).isThrownBy(() -> client.status("one"));
            assertThatExceptionOfType(UnexpectedResponseException.class)
                    .isThrownBy(() -> client.list(InstanceFilter.all()).toList());

            assertThat(host.requests()).as("one each").hasSize(2);
            assertThat(host.accepted()).as("the connection is well").isEqualTo(1);
            SessionStats stats = client.sessionStats().orElseThrow();
            assertThat(stats.generation()).isEqualTo(1);
            assertThat(stats.open()).isEqualTo(stats.idle());
        }
    }
}
