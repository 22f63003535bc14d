package dev.perdure.examples.orders;

/** A file of orders cannot be used; the message names the line. */
public final class InvalidOrderFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidOrderFileException(int line, String why) {
        super("Line " + line + " of the orders cannot be used: " + why + ".");
    }
}
