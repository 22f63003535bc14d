@NullMarked
package dev.perdure.examples.monitor;

import org.jspecify.annotations.NullMarked;
