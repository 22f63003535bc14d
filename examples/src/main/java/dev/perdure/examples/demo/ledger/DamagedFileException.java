package dev.perdure.examples.demo.ledger;

import java.nio.file.Path;

/** A file of a run cannot be judged; the message names the file and the line. */
public final class DamagedFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DamagedFileException(Path file, String why) {
        super("The file " + file + " cannot be judged: " + why + ".");
    }
}
