package dev.perdure.host.http;

import dev.perdure.engine.RequestKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The {@code Idempotency-Key} header of a request, and the hash by which the engine tells a repeat from another request
 * under the same key.
 *
 * <p>Thread-safe: stateless.
 */
final class IdempotencyKey {

    static final String HEADER = "idempotency-key";

    private IdempotencyKey() {}

    /**
     * The key of a request, if it has one.
     *
     * @param effect everything that decides what the request does, apart from its body: route, ids, names, query values
     * @throws ApiException 400 if the key is empty or too long
     */
    static Optional<RequestKey> of(ApiRequest request, String... effect) {
        return request.header(HEADER).map(value -> {
            if (value.isEmpty() || value.length() > RequestKey.LENGTH_MAX) {
                throw ApiException.badRequest("The Idempotency-Key header must have 1 to " + RequestKey.LENGTH_MAX
                        + " characters; this one has " + value.length() + ".");
            }
            return new RequestKey(value, hash(effect, request.body()));
        });
    }

    /**
     * The instance id of a keyed start that names none: the same for every repeat, so that a repeat cannot start a
     * second instance.
     */
    static String instanceIdFor(RequestKey key) {
        MessageDigest digest = sha256();
        digest.update("instance-of-key:".getBytes(StandardCharsets.UTF_8));
        byte[] hash = digest.digest(key.value().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, 16);
    }

    /** The first 64 bits of SHA-256 over the parts, each preceded by its length. */
    private static long hash(String[] effect, byte[] body) {
        MessageDigest digest = sha256();
        for (String part : effect) {
            update(digest, part.getBytes(StandardCharsets.UTF_8));
        }
        update(digest, body);
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    private static void update(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
        digest.update(part);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256; this one does not.", e);
        }
    }
}
