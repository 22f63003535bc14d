package dev.perdure.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.host.Loopback;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small rules of the contract: queries, dates, paths, payloads. */
class ContractRulesTest {

    @Test
    void queryNamesIgnoreCaseAndValuesAreDecoded() {
        QueryParameters query = QueryParameters.parse("REASON=a+b%26c&reason=second&flag&=x");

        assertThat(query.all("reason")).containsExactly("a b&c", "second");
        assertThat(query.all("")).containsExactly("flag", "x");
        assertThat(query.first("absent")).isEmpty();
    }

    @Test
    void valuesThatDoNotFitAreIgnored() {
        QueryParameters query = QueryParameters.parse("b=yes&i=1x&s=soon&n=-1&d=tomorrow&bad=%zz");

        assertThat(query.flag("b", true)).isTrue();
        assertThat(query.flag("b", false)).isFalse();
        assertThat(query.integer("i", 7)).isEqualTo(7);
        assertThat(query.seconds("s")).isEmpty();
        assertThat(query.seconds("n")).isEmpty();
        assertThat(query.instant("d")).isEmpty();
        assertThat(query.first("bad")).contains("%zz");
    }

    @Test
    void secondsMayHaveDecimals() {
        assertThat(QueryParameters.parse("timeout=1.5").seconds("timeout")).contains(Duration.ofMillis(1_500));
        assertThat(QueryParameters.parse("timeout=1e300").seconds("timeout")).contains(Duration.ofDays(365));
        assertThat(QueryParameters.parse("timeout=NaN").seconds("timeout")).isEmpty();
    }

    @Test
    void statusesAreNamesInExactCaseOrNumbersAndTheRestIsDropped() {
        assertThat(QueryParameters.parse("s=Running,completed,%20Failed%20,7&s=Pending&s=99&s=x")
                        .statuses("s"))
                .containsExactlyInAnyOrder(
                        RuntimeStatus.RUNNING, RuntimeStatus.FAILED, RuntimeStatus.SUSPENDED, RuntimeStatus.PENDING);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-05-06T07:08:09Z, 2024-05-06T07:08:09Z",
        "2024-05-06T07:08:09.123456Z, 2024-05-06T07:08:09.123456Z",
        "2024-05-06T09:08:09%2B02:00, 2024-05-06T07:08:09Z",
        "2024-05-06T07:08:09, 2024-05-06T07:08:09Z",
        "2024-05-06%2007:08:09, 2024-05-06T07:08:09Z",
        "2024-05-06, 2024-05-06T00:00:00Z",
        "'Mon, 6 May 2024 07:08:09 GMT', 2024-05-06T07:08:09Z"
    })
    void datesAreReadLeniently(String text, String instant) {
        assertThat(QueryParameters.parse("d=" + text).instant("d")).contains(Instant.parse(instant));
    }

    @Test
    void pathsAreFoundUnderBothBasesInAnyCase() {
        assertThat(ApiPath.parse("/Runtime/WebHooks/DurableTask/instances/a+b%20c/"))
                .contains(new ApiPath(ApiPath.Entrance.WEBHOOK, List.of("instances", "a+b c")));
        assertThat(ApiPath.parse("/durabletask/instances//"))
                .contains(new ApiPath(ApiPath.Entrance.RPC, List.of("instances")));
        assertThat(ApiPath.parse("/durabletasks/instances")).isEmpty();
        assertThatThrownBy(() -> ApiPath.parse("/durabletask/instances/%zz")).isInstanceOf(ApiException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1,2]", "\"a\"", "-1.50", "true", "null", " { \"a\" : [ ] } "})
    void jsonTextIsPassedOnAsItIs(String text) {
        assertThat(payload(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "too late, '\"too late\"'",
        "{broken, '\"{broken\"'",
        "1 2, '\"1 2\"'",
        "nothing, '\"nothing\"'",
        "'', '\"\"'",
        "'  ', '\"\"'",
        "01, '\"01\"'"
    })
    void otherTextBecomesAJsonString(String text, String json) {
        assertThat(payload(text)).isEqualTo(json);
    }

    @Test
    void deepNestingIsNoJsonButNoFaultEither() {
        String deep = "[".repeat(100_000);

        assertThat(JsonText.isJson(deep)).isFalse();
        assertThatThrownBy(() -> JsonText.requireJson(deep.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ApiException.class);
    }

    @Test
    void aByteOrderMarkIsNotPartOfTheText() {
        assertThat(JsonText.requireJson(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, '1'}))
                .isEqualTo("1");
    }

    @Test
    void timesInHistoryHaveUpToSevenDigitsWithoutTrailingZeros() {
        assertThat(HistoryWriter.timeText(Instant.parse("2024-05-06T07:08:09.120000000Z")))
                .isEqualTo("2024-05-06T07:08:09.12Z");
        assertThat(HistoryWriter.timeText(Instant.parse("2024-05-06T07:08:09Z")))
                .isEqualTo("2024-05-06T07:08:09Z");
        assertThat(HistoryWriter.timeText(Instant.parse("2024-05-06T07:08:09.123456789Z")))
                .isEqualTo("2024-05-06T07:08:09.1234567Z");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "127.0.0.1, true",
        "127.255.0.1, true",
        "[::1], true",
        "::1, true",
        "0.0.0.0, false",
        "127.0.0.1.example, false",
        "127.0.0.256, false",
        "::, false"
    })
    void loopbackIsKnownWithoutAskingANameServer(String host, boolean loopback) {
        assertThat(Loopback.isLoopback(host)).isEqualTo(loopback);
    }

    private static String payload(String text) {
        return new String(JsonText.write(json -> JsonText.writePayload(json, text)), StandardCharsets.UTF_8);
    }
}
