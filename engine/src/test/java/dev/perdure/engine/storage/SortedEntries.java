package dev.perdure.engine.storage;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map of byte keys in unsigned order: a change makes a new map that shares most of the old one.
 * A treap whose priorities are hashes of the keys, so that equal content has equal shape. Immutable.
 */
final class SortedEntries {

    static final SortedEntries EMPTY = new SortedEntries(null);

    private final @Nullable Node root;

    private SortedEntries(@Nullable Node root) {
        this.root = root;
    }

    byte @Nullable [] get(byte[] key) {
        Node node = root;
        while (node != null) {
            int order = Arrays.compareUnsigned(key, node.key);
            if (order == 0) {
                return node.value;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    SortedEntries with(byte[] key, byte[] value) {
        Node joined = join(below(root, key), new Node(key, value, null, null));
        return new SortedEntries(join(joined, above(root, key)));
    }

    SortedEntries without(byte[] key) {
        return get(key) == null ? this : new SortedEntries(join(below(root, key), above(root, key)));
    }

    void scan(byte[] from, byte[] to, Storage.Visitor visitor) {
        scan(root, from, to, visitor);
    }

    private static boolean scan(@Nullable Node node, byte[] from, byte[] to, Storage.Visitor visitor) {
        if (node == null) {
            return true;
        }
        boolean afterFrom = Arrays.compareUnsigned(node.key, from) >= 0;
        boolean beforeTo = Arrays.compareUnsigned(node.key, to) < 0;
        if (afterFrom && !scan(node.left, from, to, visitor)) {
            return false;
        }
        if (afterFrom && beforeTo && !visitor.visit(node.key.clone(), node.value.clone())) {
            return false;
        }
        return !beforeTo || scan(node.right, from, to, visitor);
    }

    /** The part of the tree with keys less than {@code key}. */
    private static @Nullable Node below(@Nullable Node node, byte[] key) {
        if (node == null) {
            return null;
        }
        return Arrays.compareUnsigned(node.key, key) < 0
                ? new Node(node.key, node.value, node.left, below(node.right, key))
                : below(node.left, key);
    }

    /** The part of the tree with keys greater than {@code key}. */
    private static @Nullable Node above(@Nullable Node node, byte[] key) {
        if (node == null) {
            return null;
        }
        return Arrays.compareUnsigned(node.key, key) > 0
                ? new Node(node.key, node.value, above(node.left, key), node.right)
                : above(node.right, key);
    }

    /** All entries of both; every key of {@code left} is less than every key of {@code right}. */
    private static @Nullable Node join(@Nullable Node left, @Nullable Node right) {
        if (left == null) {
            return right;
        }
        if (right == null) {
            return left;
        }
        return left.isAbove(right)
                ? new Node(left.key, left.value, left.left, join(left.right, right))
                : new Node(right.key, right.value, join(left, right.left), right.right);
    }

    private static final class Node {
        final byte[] key;
        final byte[] value;
        final @Nullable Node left;
        final @Nullable Node right;
        final int priority;

        Node(byte[] key, byte[] value, @Nullable Node left, @Nullable Node right) {
            this.key = key;
            this.value = value;
            this.left = left;
            this.right = right;
            this.priority = priority(key);
        }

        boolean isAbove(Node other) {
            return priority != other.priority ? priority > other.priority : Arrays.compareUnsigned(key, other.key) < 0;
        }

        /** The key's hash with its bits mixed, so that consecutive keys get unrelated priorities. */
        private static int priority(byte[] key) {
            int h = Arrays.hashCode(key);
            h = (h ^ (h >>> 16)) * 0x85ebca6b;
            h = (h ^ (h >>> 13)) * 0xc2b2ae35;
            return h ^ (h >>> 16);
        }
    }
}
