/**
 * The processes of the demo and the terminal it runs in. Main type:
 * {@link dev.perdure.examples.demo.process.ChildProcess}. It must not depend on the rest of the demo.
 */
@NullMarked
package dev.perdure.examples.demo.process;

import org.jspecify.annotations.NullMarked;
