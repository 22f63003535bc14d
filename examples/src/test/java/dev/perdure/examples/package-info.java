@NullMarked
package dev.perdure.examples;

import org.jspecify.annotations.NullMarked;
