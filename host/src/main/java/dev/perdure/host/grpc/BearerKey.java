package dev.perdure.host.grpc;

import dev.perdure.host.rules.BearerToken;
import io.grpc.Metadata;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The key of the door, or none. Compared in constant time. Immutable. */
final class BearerKey {

    static final String MISSING =
            "The key is missing or wrong: send the metadata 'authorization: Bearer KEY' with every"
                    + " call, where KEY is the host's own (--key, --key-file or PERDURE_KEY there).";

    private static final Metadata.Key<String> HEADER =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final byte @Nullable [] key;

    private BearerKey(byte @Nullable [] key) {
        this.key = key;
    }

    /** A null key is none: then every call passes. */
    static BearerKey of(@Nullable String key) {
        return new BearerKey(key == null ? null : key.getBytes(StandardCharsets.UTF_8));
    }

    boolean isShownIn(Metadata headers) {
        if (key == null) {
            return true;
        }
        String header = headers.get(HEADER);
        String given = header == null ? "" : BearerToken.of(header).orElse("");
        return MessageDigest.isEqual(key, given.getBytes(StandardCharsets.UTF_8));
    }
}
