package dev.perdure.host.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.OrchestrationStatus;
import dev.perdure.engine.storage.Family;
import dev.perdure.engine.transfer.PortableInstance;
import dev.perdure.engine.transfer.PortableRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The lines of an export: a first line that says what it is, one for each instance or entity, and a last line that says
 * how many there are. Each ends with a checksum of its own text, so that a damaged line is known by its number.
 *
 * <p>Thread-safe: stateless.
 */
final class Export {

    static final int FORMAT_VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUM = ",\"crc32c\":\"";
    private static final int SUM_CHARS = SUM.length() + 8 + 2;

    private Export() {}

    /** A line that is not as it was written. The message says what is wrong, without the number. */
    static final class DamagedLineException extends Exception {

        private static final long serialVersionUID = 1L;

        DamagedLineException(String message) {
            super(message);
        }
    }

    static String first() {
        return sealed(JSON.createObjectNode().put("perdureExport", FORMAT_VERSION));
    }

    static String last(long instances) {
        return sealed(JSON.createObjectNode().put("instances", instances));
    }

    static String line(PortableInstance instance) {
        ObjectNode line = JSON.createObjectNode().put("id", instance.id());
        if (!instance.name().isEmpty()) {
            line.put("name", instance.name())
                    .put(
                            "status",
                            RuntimeStatus.of(OrchestrationStatus.forNumber(instance.status()))
                                    .wireName());
        }
        ArrayNode rows = line.putArray("rows");
        for (PortableRow row : instance.rows()) {
            rows.addArray()
                    .add(row.family().name())
                    .add(Base64.getEncoder().encodeToString(row.rest()))
                    .add(Base64.getEncoder().encodeToString(row.value()));
        }
        return sealed(line);
    }

    private static String sealed(ObjectNode line) {
        String text = line.toString();
        String open = text.substring(0, text.length() - 1);
        return open + SUM + sum(open) + "\"}";
    }

    private static String sum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    /** Reads a line whose checksum is right. */
    static JsonNode open(String line) throws DamagedLineException {
        int end = line.length() - SUM_CHARS;
        if (end < 1 || !line.substring(end).equals(SUM + sum(line.substring(0, end)) + "\"}")) {
            throw new DamagedLineException("it is not as it was written (its checksum is wrong)");
        }
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new DamagedLineException("it is no JSON");
        }
    }

    /** The instance in a line. */
    static PortableInstance instance(JsonNode line) throws DamagedLineException {
        List<PortableRow> rows = new ArrayList<>();
        try {
            for (JsonNode row : line.path("rows")) {
                rows.add(new PortableRow(
                        Family.valueOf(row.path(0).asText()),
                        Base64.getDecoder().decode(row.path(1).asText()),
                        Base64.getDecoder().decode(row.path(2).asText())));
            }
        } catch (IllegalArgumentException e) {
            throw new DamagedLineException("it holds something that this Perdure does not know (" + e.getMessage()
                    + "): use the Perdure that wrote it, or a newer one");
        }
        String id = line.path("id").asText();
        if (id.isEmpty() || rows.isEmpty()) {
            throw new DamagedLineException("it holds no instance");
        }
        return new PortableInstance(id, line.path("name").asText(), 0, rows);
    }
}
