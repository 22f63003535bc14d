/** Changing code that instances are in the middle of: what breaks them, what does not, and how one knows before. */
@NullMarked
package dev.perdure.examples.deploy;

import org.jspecify.annotations.NullMarked;
