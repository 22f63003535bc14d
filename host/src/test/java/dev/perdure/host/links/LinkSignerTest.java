package dev.perdure.host.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinkSignerTest {

    private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");
    private static final Duration VALID = Duration.ofHours(2);
    private static final LinkVerdict WRONG = new LinkVerdict.Wrong();

    private Instant now = NOW;
    private final LinkSigner signer = LinkSigner.of("the key", "perdure", VALID, () -> now);

    @ParameterizedTest
    @EnumSource(LinkVerb.class)
    void aCodeOpensItsVerbOnItsInstanceAndNothingElse(LinkVerb verb) {
        String code = signer.code(verb, "order-1");

        for (LinkVerb asked : LinkVerb.values()) {
            assertThat(signer.check(code, asked, "order-1"))
                    .as(asked.name())
                    .isEqualTo(asked == verb ? new LinkVerdict.Valid(NOW.plus(VALID)) : WRONG);
            assertThat(signer.check(code, asked, "order-2")).isEqualTo(WRONG);
            assertThat(signer.check(code, asked, "order-")).isEqualTo(WRONG);
            assertThat(signer.check(code, asked, "Order-1")).isEqualTo(WRONG);
            assertThat(signer.check(code, asked, "")).isEqualTo(WRONG);
            assertThat(signer.check(code, asked, null)).isEqualTo(WRONG);
        }
    }

    @ParameterizedTest
    @EnumSource(LinkVerb.class)
    void aCodeForTheHubOpensItsVerbOnEveryInstance(LinkVerb verb) {
        String code = signer.code(verb, null);

        for (LinkVerb asked : LinkVerb.values()) {
            LinkVerdict expected = asked == verb ? new LinkVerdict.Valid(NOW.plus(VALID)) : WRONG;
            assertThat(signer.check(code, asked, "order-1")).isEqualTo(expected);
            assertThat(signer.check(code, asked, null)).isEqualTo(expected);
        }
    }

    @Test
    void everyChangedAddedOrMissingCharacterMakesACodeWrong() {
        String code = signer.code(LinkVerb.STATUS, "order-1");

        for (int i = 0; i < code.length(); i++) {
            for (char other : "0aAzZ19-_.~ %hi\u0000\u00e4".toCharArray()) {
                String before = code.substring(0, i);
                if (code.charAt(i) != other) {
                    assertThat(check(before + other + code.substring(i + 1))).isEqualTo(WRONG);
                }
                assertThat(check(before + other + code.substring(i))).isEqualTo(WRONG);
            }
            assertThat(check(code.substring(0, i) + code.substring(i + 1))).isEqualTo(WRONG);
        }
        assertThat(check(code + "A")).isEqualTo(WRONG);
        assertThat(check("")).isEqualTo(WRONG);
        assertThat(check(code)).isInstanceOf(LinkVerdict.Valid.class);
    }

    @Test
    void aLaterExpiryOrAWiderScopeCannotBeWrittenIntoACode() {
        String[] parts = signer.code(LinkVerb.STATUS, "order-1").split("\\.", -1);
        String later = Long.toString(NOW.plus(Duration.ofDays(1_000)).getEpochSecond(), 36);

        assertThat(check(parts[0] + "." + later + "." + parts[2])).isEqualTo(WRONG);
        assertThat(check("1h." + parts[1] + "." + parts[2])).isEqualTo(WRONG);
    }

    @Test
    void aCodeOpensUntilTheSecondOfItsExpiry() {
        String code = signer.code(LinkVerb.STATUS, "order-1");

        now = NOW.plus(VALID).minusMillis(1);
        assertThat(check(code)).isInstanceOf(LinkVerdict.Valid.class);
        now = NOW.plus(VALID);
        assertThat(check(code)).isEqualTo(new LinkVerdict.Expired(NOW.plus(VALID)));
        now = NOW.plus(Duration.ofDays(10_000));
        assertThat(check(code)).isEqualTo(new LinkVerdict.Expired(NOW.plus(VALID)));
    }

    @Test
    void aWrongCodeIsNeverCalledExpired() {
        String code = signer.code(LinkVerb.STATUS, "order-1");
        now = NOW.plus(VALID);

        assertThat(signer.check(code, LinkVerb.PURGE, "order-1")).isEqualTo(WRONG);
    }

    @Test
    void codesOfAnotherKeyOrHubAreWrong() {
        String code = signer.code(LinkVerb.STATUS, "order-1");

        assertThat(LinkSigner.of("the keY", "perdure", VALID, () -> now).check(code, LinkVerb.STATUS, "order-1"))
                .isEqualTo(WRONG);
        assertThat(LinkSigner.of("the key", "other", VALID, () -> now).check(code, LinkVerb.STATUS, "order-1"))
                .isEqualTo(WRONG);
    }

    @Test
    void aSignerMayBeBoundToAnEarlierEnd() {
        Instant end = NOW.plusSeconds(90);

        assertThat(check(signer.notBeyond(end).code(LinkVerb.STATUS, "order-1")))
                .isEqualTo(new LinkVerdict.Valid(end));
        assertThat(check(signer.notBeyond(end).notBeyond(end.plusSeconds(1)).code(LinkVerb.STATUS, "order-1")))
                .isEqualTo(new LinkVerdict.Valid(end));
        assertThat(check(signer.notBeyond(NOW.plus(Duration.ofDays(9))).code(LinkVerb.STATUS, "order-1")))
                .isEqualTo(new LinkVerdict.Valid(NOW.plus(VALID)));
    }

    @Test
    void aCodeNeedsNoEncodingInAUrl() {
        assertThat(signer.code(LinkVerb.RAISE_EVENT, "a b&c=\u00e4")).matches("[A-Za-z0-9._-]+");
    }

    private LinkVerdict check(String code) {
        return signer.check(code, LinkVerb.STATUS, "order-1");
    }
}
