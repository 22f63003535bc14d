package dev.perdure.host.links;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks the codes of links. A code names its scope (one instance, or every instance of the hub) and the second
 * at which it expires, and is signed over both, the hub, the verb and the instance id by HMAC-SHA256 under a key derived
 * from the host's key. It says nothing of the host's address, of a reason or of an event's name, so those may change.
 *
 * <p>Changing the host's key makes every code worthless; nothing else does before its time.
 *
 * <p>Immutable and thread-safe. A code costs some microseconds.
 */
public final class LinkSigner {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String FORMAT = "perdure link 1";
    private static final Pattern CODE = Pattern.compile("1([hi])\\.([0-9a-z]{1,8})\\.[A-Za-z0-9_-]{43}");
    private static final int RADIX = 36;

    private final SecretKeySpec key;
    private final String taskHub;
    private final Duration valid;
    private final Instant latest;
    private final InstantSource clock;

    private LinkSigner(SecretKeySpec key, String taskHub, Duration valid, Instant latest, InstantSource clock) {
        this.key = key;
        this.taskHub = taskHub;
        this.valid = valid;
        this.latest = latest;
        this.clock = clock;
    }

    /**
     * A signer for one hub.
     *
     * @param key the host's key, not empty
     * @param valid how long a code lasts, at least a second
     */
    public static LinkSigner of(String key, String taskHub, Duration valid, InstantSource clock) {
        byte[] derived = hmac(new SecretKeySpec(utf8(key), ALGORITHM), utf8("perdure link key"));
        return new LinkSigner(new SecretKeySpec(derived, ALGORITHM), taskHub, valid, Instant.MAX, clock);
    }

    /** The same signer, whose codes expire at {@code moment} at the latest. */
    public LinkSigner notBeyond(Instant moment) {
        return new LinkSigner(key, taskHub, valid, moment.isBefore(latest) ? moment : latest, clock);
    }

    /** A code for one verb and, if {@code instanceId} is null, every instance, else that one. Letters, digits, {@code . - _}. */
    public String code(LinkVerb verb, @Nullable String instanceId) {
        Instant end = clock.instant().plus(valid);
        return code(verb, instanceId, (end.isBefore(latest) ? end : latest).getEpochSecond());
    }

    /**
     * Whether a code opens this verb on this instance; a null id asks for something that concerns no single instance, such
     * as a list. Takes the same time for a wrong code however much of it is right.
     */
    public LinkVerdict check(String code, LinkVerb verb, @Nullable String instanceId) {
        Matcher parts = CODE.matcher(code);
        if (!parts.matches()) {
            return new LinkVerdict.Wrong();
        }
        boolean everyInstance = parts.group(1).equals("h");
        long second = Long.parseLong(parts.group(2), RADIX);
        if (!everyInstance && instanceId == null) {
            return new LinkVerdict.Wrong();
        }
        // The whole text is compared, so that there is exactly one that is right.
        String right = code(verb, everyInstance ? null : instanceId, second);
        if (!MessageDigest.isEqual(utf8(right), utf8(code))) {
            return new LinkVerdict.Wrong();
        }
        Instant expires = Instant.ofEpochSecond(second);
        return clock.instant().isBefore(expires) ? new LinkVerdict.Valid(expires) : new LinkVerdict.Expired(expires);
    }

    private String code(LinkVerb verb, @Nullable String instanceId, long second) {
        ByteArrayOutputStream signed = new ByteArrayOutputStream(128);
        part(signed, FORMAT);
        part(signed, taskHub);
        part(signed, verb.text());
        part(signed, instanceId == null ? "hub" : "instance");
        part(signed, instanceId == null ? "" : instanceId);
        part(signed, Long.toString(second));
        String mac = Base64.getUrlEncoder().withoutPadding().encodeToString(hmac(key, signed.toByteArray()));
        return (instanceId == null ? "1h." : "1i.") + Long.toString(second, RADIX) + "." + mac;
    }

    /** Each part is preceded by its length, so that no two lists of parts look alike. */
    private static void part(ByteArrayOutputStream signed, String text) {
        byte[] bytes = utf8(text);
        signed.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length).array());
        signed.writeBytes(bytes);
    }

    private static byte[] hmac(SecretKeySpec key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA256; this one does not.", e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
