@NullMarked
package dev.perdure.examples.deploy;

import org.jspecify.annotations.NullMarked;
