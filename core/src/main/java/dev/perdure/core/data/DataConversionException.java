package dev.perdure.core.data;

/** A value could not be turned into payload text, or payload text not into a value of the type asked for. */
public final class DataConversionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DataConversionException(String message, Throwable cause) {
        super(message, cause);
    }
}
