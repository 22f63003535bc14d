@NullMarked
package dev.perdure.examples.files;

import org.jspecify.annotations.NullMarked;
