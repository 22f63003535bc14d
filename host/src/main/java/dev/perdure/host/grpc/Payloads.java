package dev.perdure.host.grpc;

import com.google.protobuf.StringValue;
import dev.perdure.host.rules.BrokenRuleException;
import org.jspecify.annotations.Nullable;

/**
 * What clients send along, within the limit that the HTTP door has too. Immutable.
 *
 * @param bytesMax the greatest, in bytes
 */
record Payloads(int bytesMax) {

    /**
     * The text of a payload; null if there is none, which is distinct from an empty one.
     *
     * @param what what it is, for the message
     * @throws BrokenRuleException if it is too large
     */
    @Nullable
    String text(String what, boolean present, StringValue value) {
        if (!present) {
            return null;
        }
        int bytes = value.getValueBytes().size();
        if (bytes > bytesMax) {
            throw new BrokenRuleException("The " + what + " has " + bytes + " bytes; at most " + bytesMax
                    + " are allowed (--payload-bytes-max).");
        }
        return value.getValue();
    }
}
