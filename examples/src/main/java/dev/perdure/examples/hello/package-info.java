/**
 * The smallest whole example: a task hub inside a plain {@code main}. Its main type is
 * {@link dev.perdure.examples.hello.Hello}. It must not depend on the other examples.
 */
@NullMarked
package dev.perdure.examples.hello;

import org.jspecify.annotations.NullMarked;
