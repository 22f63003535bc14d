package dev.perdure.core.data;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Objects;

/**
 * A type with its generic arguments, which no {@link Class} can name: {@code new TypeRef<List<Order>>() {}}.
 *
 * <p>Immutable.
 *
 * @param <T> the type
 */
public abstract class TypeRef<T> {

    private final Type type;

    /**
     * The type that the subclass says.
     *
     * @throws IllegalArgumentException if it says none, as a raw subclass or one of a subclass does
     */
    protected TypeRef() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType p)
                || !TypeRef.class.equals(p.getRawType())) {
            throw new IllegalArgumentException(
                    "A TypeRef is made as 'new TypeRef<List<Order>>() {}', with the type between the angle brackets.");
        }
        type = p.getActualTypeArguments()[0];
    }

    private TypeRef(Type type) {
        this.type = type;
    }

    /** The type that a class stands for. */
    public static <T> TypeRef<T> of(Class<T> type) {
        return new OfClass<>(Objects.requireNonNull(type, "type"));
    }

    /** The type as reflection knows it. */
    public final Type type() {
        return type;
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof TypeRef<?> ref && ref.type.equals(type);
    }

    @Override
    public final int hashCode() {
        return type.hashCode();
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }

    private static final class OfClass<T> extends TypeRef<T> {
        OfClass(Type type) {
            super(type);
        }
    }
}
